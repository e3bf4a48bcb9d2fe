// Ends the apply that is rolled back, if it was interrupted: what it did not do must not be done by --resume afterwards.

import { join } from 'node:path';
import { recorder } from '../../apply/journal/journal.ts';
import { foldJournal } from '../../apply/journal/state.ts';
import { hasCode } from '../../contact/hinted-error.ts';
import type { Plan } from '../../plan/document.ts';
import { openJournal, readJournal } from '../../store/journal.ts';
import { batchMayRun, mayRunIn } from '../unsettled.ts';

/**
 * Finds the journal of the apply that a plan rolls back, if that apply was interrupted.
 *
 * @param store the path of `.rollcall`
 * @param now current time in milliseconds since the epoch
 * @returns the path of the journal; undefined if that apply has ended, if its journal is on another machine, and for other plans
 * @throws HintedError `batch-may-run` if the vendor may still carry out a batch of that apply; `journal`, `store`
 */
export async function findUnfinished(
  store: string,
  { rollback }: Pick<Plan, 'rollback'>,
  now: number,
): Promise<string | undefined> {
  if (rollback === undefined) return undefined;
  const path = join(store, 'journal', `${rollback.planId}.ndjson`);
  const state = await foldJournal(readJournal(path), path).catch(unlessMissing);
  if (state === undefined || state.finished) return undefined;
  if (mayRunIn(state, now)) throw await batchMayRun(store, { path, state });
  return path;
}

/**
 * Marks a journal as finished.
 *
 * @param path from `findUnfinished`
 * @param now current time in milliseconds since the epoch
 * @throws HintedError `store`
 */
export async function closeJournal(path: string, now: () => number): Promise<void> {
  const file = await openJournal(path);
  try {
    await recorder(file, now).record({ type: 'finished' });
  } finally {
    await file.close();
  }
}

function unlessMissing(error: unknown): undefined {
  if (!hasCode(error, 'store', 'missing')) throw error;
}
