// Builds the outcomes of a plan's changes. A plan may have hundreds of thousands of changes, so only the status and reason of each
// (its ending) are kept in memory, and all successful changes share one object. Outcomes are built on demand.

import type { Plan, PlannedChange } from '../plan/document.ts';
import type { Outcome } from './events.ts';
import type { Reason } from './reason.ts';

/** An outcome without the fields that identify its change. */
export type Ending = Pick<Outcome, 'status' | 'earlier' | keyof Reason>;

/** The ending shared by all changes that succeeded. */
export const SUCCEEDED: Ending = { status: 'succeeded' };

/** Builds the outcome of one change. */
export function outcomeOf({ id, changeId, account, key }: PlannedChange, ending: Ending): Outcome {
  return { change: id, changeId, account, key, ...ending };
}

/**
 * Builds the outcomes of a plan lazily.
 *
 * @param endings by position in the plan; undefined for changes of accounts that were not connected
 * @returns outcomes in the plan's order; can be iterated repeatedly
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
