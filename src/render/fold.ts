// Changes that do the same to many contacts, shown as one: an audience that gets a tag is one line and not a thousand.

import type { PlannedChange } from '../plan/document.ts';

/** So many keys are named; fewer alike changes than this plus one are not folded. */
export const FOLD_KEYS = 3;

export interface Fold {
  /** Stands for all of them. */
  readonly change: PlannedChange;
  /** At least one; all alike in action, differences and what is blocked. */
  readonly members: readonly PlannedChange[];
}

interface Alike {
  readonly members: PlannedChange[];
  readonly reasons: string;
  /** Their reasons are worded alike, too. */
  isSame: boolean;
}

/** In the order of the changes; a fold stands where its first change does. */
export function foldChanges(changes: readonly PlannedChange[]): readonly Fold[] {
  const shapes = changes.map(shapeOf);
  const alike = new Map<string, Alike>();
  for (const [index, change] of changes.entries()) {
    const reasons = change.blocked.map(({ message }) => message).join('\n');
    const known = alike.get(shapes[index] ?? '');
    if (known === undefined) alike.set(shapes[index] ?? '', { members: [change], reasons, isSame: true });
    else {
      known.members.push(change);
      known.isSame &&= known.reasons === reasons;
    }
  }
  return changes.flatMap((change, index) => {
    const { members, isSame } = alike.get(shapes[index] ?? '') ?? { members: [], isSame: true };
    if (members.length <= FOLD_KEYS) return [{ change, members: [change] }];
    return members[0] === change ? [{ change: isSame ? change : withExample(change), members }] : [];
  });
}

/** Why a difference is blocked may be worded with a date or an id of each contact; what is blocked, and what to do, is alike. */
function shapeOf({ action, requests, differences, blocked }: PlannedChange): string {
  const reasons = blocked.map(({ message: _, ...others }) => others);
  return JSON.stringify([action, requests.length === 0, differences, reasons]);
}

function withExample(change: PlannedChange): PlannedChange {
  const blocked = change.blocked.map((reason) => ({ ...reason, message: `for example: ${reason.message}` }));
  return { ...change, blocked };
}
