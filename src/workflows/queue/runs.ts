// Looks at the runs of the queue.

import { type RunView, viewOf } from '../../apply/queue/view.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import type { Database } from '../../store/database/connection.ts';
import { listRuns, type RunRow } from '../../store/database/runs.ts';

/** Number of runs that are listed. */
const MAX_RUNS = 50;

/** Returns the newest runs. */
export async function runViews(database: Pick<Database, 'query'>): Promise<readonly RunView[]> {
  return (await listRuns(database, { limit: MAX_RUNS })).map(viewOf);
}

/**
 * Returns one run.
 *
 * @throws HintedError `queue` (`no-run`)
 */
export async function runView(database: Pick<Database, 'query'>, runId: string): Promise<RunView> {
  return viewOf(await storedRun(database, runId));
}

/**
 * Returns the parts of a run as they are stored.
 *
 * @throws HintedError `queue` (`no-run`)
 */
export async function storedRun(database: Pick<Database, 'query'>, runId: string): Promise<RunRow> {
  const [run] = await listRuns(database, { runId, limit: 1 });
  if (run === undefined) throw noRun(runId);
  return run;
}

/** The error for a run that is not in the queue. */
export function noRun(runId: string): HintedError {
  return new HintedError('queue', sentence`there is no run ${shown(runId)} in the queue`, {
    reason: 'no-run',
    hint: sentence`\`rollcall runs\` lists them`,
  });
}

/** The error for a run of which nothing may be retried, because it is too old or a younger run was begun. */
export function outdated(runId: string): HintedError {
  return new HintedError(
    'queue',
    sentence`run ${shown(runId)} is outdated: it rested for a day, or a newer run was begun`,
    {
      reason: 'outdated',
      hint: sentence`plan again, and hand the new plan over`,
    },
  );
}
