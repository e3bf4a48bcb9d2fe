// Changes that do the same to many contacts, shown as one: an audience that gets a tag is one line and not a thousand.

import type { PlannedChange } from '../plan/document.ts';

/** So many keys are named; fewer alike changes than this plus one are not folded. */
export const FOLD_KEYS = 3;

export interface Fold {
  /** Stands for all of them. */
  readonly change: PlannedChange;
  /** At least one; all alike in action, differences and what is blocked. */
  readonly keys: readonly string[];
}

/** In the order of the changes; a fold stands where its first change does. */
export function foldChanges(changes: readonly PlannedChange[]): readonly Fold[] {
  const shapes = changes.map(shapeOf);
  const alike = new Map<string, string[]>();
  for (const [index, { key }] of changes.entries()) {
    const keys = alike.get(shapes[index] ?? '');
    if (keys === undefined) alike.set(shapes[index] ?? '', [key]);
    else keys.push(key);
  }
  return changes.flatMap((change, index) => {
    const keys = alike.get(shapes[index] ?? '') ?? [];
    if (keys.length <= FOLD_KEYS) return [{ change, keys: [change.key] }];
    return keys[0] === change.key ? [{ change, keys }] : [];
  });
}

function shapeOf({ action, requests, differences, blocked }: PlannedChange): string {
  return JSON.stringify([action, requests.length === 0, differences, blocked]);
}
