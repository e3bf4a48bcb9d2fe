// Folds: many contacts with the same change, shown as one. An audience that gets a tag is one line instead of a thousand. Pure.

import type { Argument, Arguments } from '../contact/argument.ts';
import type { PlannedChange } from '../plan/document.ts';

/** Number of keys that a fold names; up to this many equal changes are not folded. */
export const FOLD_KEYS = 3;

/** One change that is shown for all of its members. */
export interface Fold {
  /** The first member. */
  readonly change: PlannedChange;
  /** At least one; all have the same action, differences and blocked differences. */
  readonly members: readonly PlannedChange[];
  /** The reasons of `change` contain values of its own contact, so they are only an example for the other members. */
  readonly isExample: boolean;
}

interface Alike {
  readonly members: PlannedChange[];
  readonly reasons: string;
  /** The reasons of all members have the same arguments. */
  isSame: boolean;
}

/** Folds in the order of the changes; a fold is at the position of its first member. */
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

/** A fold with a single member. */
export function aloneInFold(change: PlannedChange): Fold {
  return { change, members: [change], isExample: false };
}

/** Leaves out personal arguments of reasons, such as a date or an id, which differ between contacts with the same change. */
function shapeOf({ action, requests, differences, blocked }: PlannedChange): string {
  const reasons = blocked.map(({ args, ...others }) => ({ ...others, args: shownIn(args) }));
  return JSON.stringify([action, requests.length === 0, differences, reasons]);
}

/** The arguments of a reason that are the same for everybody; personal ones are left out. */
export function shownIn(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).filter(([, argument]) => typeof argument !== 'object' || isShownList(argument)),
  );
}

function isShownList(argument: Argument): boolean {
  return Array.isArray(argument) && argument.every((member) => typeof member === 'string');
}
