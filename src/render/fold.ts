// Folds: many contacts with the same change, shown as one entry. Adding a tag to a thousand contacts takes one line. Pure.

import type { Argument, Arguments } from '../contact/argument.ts';
import type { PlannedChange } from '../plan/document.ts';

/** Number of contact keys that a fold shows. At most this many equal changes are not folded, but shown one by one. */
export const FOLD_KEYS = 3;

/** A group of equal changes, of which one is shown. */
export interface Fold {
  /** The change that is shown: the first member. */
  readonly change: PlannedChange;
  /**
   * The members, at least one: changes with the same action, differences and marks (owed, suppressed). Their reasons for blocking
   * are equal, apart from personal values.
   */
  readonly members: readonly PlannedChange[];
  /** True if the members' reasons for blocking differ in personal values, so that the reasons of `change` are only an example. */
  readonly isExample: boolean;
}

interface Alike {
  readonly members: PlannedChange[];
  /** Arguments of the first member's reasons for blocking, as JSON. */
  readonly reasons: string;
  /** True if the arguments of all members are equal to `reasons`. */
  isSame: boolean;
}

/** Returns the folds of the changes, in the order of their first members. */
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

/** Creates a fold with a single member. */
export function aloneInFold(change: PlannedChange): Fold {
  return { change, members: [change], isExample: false };
}

/**
 * Returns a text that is the same for all changes of a fold. It omits personal arguments of reasons, such as a date or an id,
 * because they differ between contacts with the same change.
 */
function shapeOf({ action, owed, suppressed, requests, differences, blocked }: PlannedChange): string {
  const reasons = blocked.map(({ args, ...others }) => ({ ...others, args: shownIn(args) }));
  return JSON.stringify([action, owed === true, suppressed === true, requests.length === 0, differences, reasons]);
}

/** Returns the arguments of a reason without the personal ones, so that equal reasons of several contacts can be folded. */
export function shownIn(args: Arguments): Arguments {
  return Object.fromEntries(
    Object.entries(args).filter(([, argument]) => typeof argument !== 'object' || isTextList(argument)),
  );
}

function isTextList(argument: Argument): boolean {
  return Array.isArray(argument) && argument.every((member) => typeof member === 'string');
}
