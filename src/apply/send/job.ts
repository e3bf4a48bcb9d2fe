// Polls an asynchronous job of the vendor until it ends, with the pauses that the provider asks for.

import { problemOfError } from '../../live/problem.ts';
import type { ItemResult, Poll, SentRequest } from '../../providers/contract.ts';
import { type AccountRun, isStopping, pause, stopFor } from '../run.ts';

/**
 * Waits for the results of a job. If a poll fails, and after an interruption, the remaining items have no result: the job may continue
 * at the vendor, and a resumed run polls it again.
 *
 * @param first the results so far, or the first poll
 * @returns results of the items, at most one each; never rejects for a failed poll
 */
export async function resultsOfJob(
  run: AccountRun,
  sent: SentRequest,
  first: readonly ItemResult[] | Poll,
): Promise<readonly ItemResult[]> {
  const { connection, provider } = run.target;
  let results = first;
  while ('poll' in results) {
    const { poll, pauseMs, results: known } = results;
    if (pauseMs > 0) await pause(run, pauseMs);
    if (isStopping(run)) return known;
    try {
      const budgets = provider.api.budgetsOf(poll);
      const answer = await connection.send(poll, { budgets, repeat: 'idempotent', signal: run.signal });
      results = provider.requests.pollResults?.(sent, results, answer) ?? known;
    } catch (error) {
      const problem = problemOfError(error);
      if (problem.stops) await stopFor(run, problem);
      return known;
    }
  }
  return results;
}
