// Ends the apply that is rolled back, if it was interrupted: what it did not do must not be done by --resume afterwards.

import { join } from 'node:path';
import { recorder } from '../../apply/journal/journal.ts';
import { foldJournal } from '../../apply/journal/state.ts';
import { personal } from '../../contact/argument.ts';
import { HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Plan } from '../../plan/document.ts';
import { openJournal, readJournal } from '../../store/journal.ts';
import { mayRunIn } from '../unsettled.ts';

/**
 * Marks the journal of the apply that a plan rolls back as finished. Does nothing for other plans, or if the journal is on another
 * machine.
 *
 * @param store the path of `.rollcall`
 * @param now current time in milliseconds since the epoch
 * @throws HintedError `batch-may-run` if the vendor may still carry out a batch of that apply; `journal`, `store`
 */
export async function closeRolledBack(
  store: string,
  { rollback }: Pick<Plan, 'rollback'>,
  now: () => number,
): Promise<void> {
  if (rollback === undefined) return;
  const path = join(store, 'journal', `${rollback.planId}.ndjson`);
  const state = await foldJournal(readJournal(path), path).catch(unlessMissing);
  if (state === undefined || state.finished) return;
  if (mayRunIn(state, now())) {
    throw new HintedError(
      'batch-may-run',
      sentence`the vendor may still be carrying out a batch of the apply that began at ${shown(state.startedAt)}`,
      { hint: sentence`go on with it first: \`rollcall apply --resume ${personal('file', path)}\`` },
    );
  }
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
