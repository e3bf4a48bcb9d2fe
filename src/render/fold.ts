// Changes that do the same to many contacts, shown as one: an audience that gets a tag is one line and not a thousand.

import type { Argument, Arguments } from '../contact/argument.ts';
import type { PlannedChange } from '../plan/document.ts';

/** So many keys are named; fewer alike changes than this plus one are not folded. */
export const FOLD_KEYS = 3;

export interface Fold {
  /** Stands for all of them. */
  readonly change: PlannedChange;
  /** At least one; all alike in action, differences and what is blocked. */
  readonly members: readonly PlannedChange[];
  /** What is said of `change` names values of its own: of the others it is only an example. */
  readonly isExample: boolean;
}

interface Alike {
  readonly members: PlannedChange[];
  readonly reasons: string;
  /** Their reasons have the same arguments, too. */
  isSame: boolean;
}

/** In the order of the changes; a fold stands where its first change does. */
export function foldChanges(changes: readonly PlannedChange[]): readonly Fold[] {
  const shapes = changes.map(shapeOf);
  const alike = new Map<string, Alike>();
  for (const [index, change] of changes.entries()) {
    const reasons = JSON.stringify(change.blocked.map(({ args }) => args));
    const known = alike.get(shapes[index] ?? '');
    if (known === undefined) alike.set(shapes[index] ?? '', { members: [change], reasons, isSame: true });
    else {
      known.members.push(change);
      known.isSame &&= known.reasons === reasons;
    }
  }
  return changes.flatMap((change, index) => {
    const { members, isSame } = alike.get(shapes[index] ?? '') ?? { members: [], isSame: true };
    if (members.length <= FOLD_KEYS) return [aloneInFold(change)];
    return members[0] === change ? [{ change, members, isExample: !isSame }] : [];
  });
}

/** A change that stands for itself. */
export function aloneInFold(change: PlannedChange): Fold {
  return { change, members: [change], isExample: false };
}

/** Why a difference is blocked may hold a date or an id of each contact; what is blocked, and what to do, is alike. */
function shapeOf({ action, requests, differences, blocked }: PlannedChange): string {
  const reasons = blocked.map(({ args, ...others }) => ({ ...others, args: shownIn(args) }));
  return JSON.stringify([action, requests.length === 0, differences, reasons]);
}

function shownIn(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).filter(([, argument]) => typeof argument !== 'object' || isShownList(argument)),
  );
}

function isShownList(argument: Argument): boolean {
  return Array.isArray(argument) && argument.every((member) => typeof member === 'string');
}
