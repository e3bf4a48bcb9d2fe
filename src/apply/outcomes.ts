// How the changes of a plan ended. An apply may have hundreds of thousands of them, so that of each only its ending is held, and
// of those that succeeded nothing; an outcome is put together when somebody asks for it.

import type { Plan, PlannedChange } from '../plan/document.ts';
import type { Outcome } from './events.ts';
import type { Reason } from './reason.ts';

/** What an outcome says in addition to the change that it is of. */
export type Ending = Pick<Outcome, 'status' | 'earlier' | keyof Reason>;

/** Shared by all that succeeded. */
export const SUCCEEDED: Ending = { status: 'succeeded' };

export function outcomeOf({ id, changeId, account, key }: PlannedChange, ending: Ending): Outcome {
  return { change: id, changeId, account, key, ...ending };
}

/**
 * @param endings by position in the plan; none for changes of accounts that nobody applied to
 * @returns outcomes in the plan's order, as often as they are gone through
 */
export function outcomesOf({ changes }: Plan, endings: readonly (Ending | undefined)[]): Iterable<Outcome> {
  return {
    *[Symbol.iterator]() {
      for (const [index, change] of changes.entries()) {
        const ending = endings[index];
        if (ending !== undefined) yield outcomeOf(change, ending);
      }
    },
  };
}
