// Sends one request of the plan and records what the response means for each of its changes. If it is unknown whether a request was
// carried out, its changes are not finished; reading their contacts decides.

import { type ApiResponse, HttpError, type Transmission } from '../../http/request.ts';
import { problemOfError, problemOfFailure } from '../../live/problem.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import type { ItemResult, Poll } from '../../providers/contract.ts';
import type { ItemEnd } from '../events.ts';
import { because, becauseOfProblem, type Reason } from '../reason.ts';
import { type AccountRun, type ChangeRun, entriesOf, finishChange, stopFor } from '../run.ts';
import { endIfProved } from '../verify/verify.ts';
import { resultsOfJob } from './job.ts';
import { trimBody } from './trim-body.ts';

/**
 * Sends a request and records the results. Stops the account if its connection has given up after repeated failures.
 *
 * @param items the items of the request to send
 */
export async function sendRequest(
  run: AccountRun,
  request: PlannedRequest,
  items: readonly PlannedItem[],
): Promise<void> {
  await sendItems(run, request, items);
  const { givenUp } = run.target.connection;
  if (givenUp !== undefined) await stopFor(run, problemOfError(givenUp));
}

async function sendItems(run: AccountRun, request: PlannedRequest, items: readonly PlannedItem[]): Promise<void> {
  const { account, connection, provider } = run.target;
  const { id, method, path, query, kind } = request;
  const body = trimBody(request, items);
  // A grouped request is an idempotent follow-up, and a definition that exists already is confirmed; only a create could create
  // the contact twice if it is repeated.
  const isCreate =
    kind !== 'grouped' &&
    kind !== 'definition' &&
    entriesOf(run, items).some(({ change }) => change.action === 'create');
  const changes = items.map(({ change }) => change);
  const attempts: Transmission[] = [];
  let response: ApiResponse;
  try {
    const sendable = body === null ? { method, path, query } : { method, path, query, body };
    response = await connection.send(sendable, {
      budgets: provider.api.budgetsOf(request),
      repeat: isCreate ? 'look-first' : 'idempotent',
      signal: run.signal,
      onAttempt: (attempt) => attempts.push(attempt),
    });
  } catch (error) {
    await run.listener({ type: 'answered', account, request: id, changes, status: undefined, attempts });
    await failAll(run, request, changes, error);
    return;
  }
  const { status } = response;
  // If an earlier attempt may have been carried out, a refusal of the last one does not prove that nothing happened.
  if (attempts.slice(0, -1).some(({ maybeCarriedOut }) => maybeCarriedOut)) markRepeated(run, items);
  await run.listener({ type: 'answered', account, request: id, changes, status, attempts });
  const sent = { kind, method, path, body, items, polls: request.polls };
  const results = provider.requests.results(sent, response);
  if ('poll' in results) await recordJob(run, request, results.poll.path);
  await acceptAll(run, request, { status, items }, await resultsOfJob(run, sent, results));
}

function markRepeated(run: AccountRun, items: readonly PlannedItem[]): void {
  for (const entry of entriesOf(run, items)) entry.repeated = true;
}

/** Pause before the first poll of a job whose path is known already, in milliseconds. */
const FIRST_PAUSE = 500;

async function recordJob(run: AccountRun, { id, account }: PlannedRequest, path: string): Promise<void> {
  run.jobs.set(path, id);
  await run.listener({ type: 'job', account, request: id, path });
}

/** Follows a job that was found in the vendor's list, after the response of its request was lost. */
export async function adoptJob(
  run: AccountRun,
  request: PlannedRequest,
  { items, path }: { readonly items: readonly PlannedItem[]; readonly path: string },
): Promise<void> {
  for (const entry of entriesOf(run, items)) {
    entry.open.add(request.id);
    entry.lost = undefined;
    entry.unproved = false;
    entry.jobMayRun = false;
    entry.written = true;
  }
  await recordJob(run, request, path);
  await followJob(run, request, { items, path });
}

/** Polls a job whose path is known, from the journal or from the vendor's list of jobs, and records its results. */
export async function followJob(
  run: AccountRun,
  request: PlannedRequest,
  { items, path }: { readonly items: readonly PlannedItem[]; readonly path: string },
): Promise<void> {
  const sent = { ...request, body: trimBody(request, items), items };
  const job: Poll = { poll: { method: 'GET', path, query: [] }, pauseMs: FIRST_PAUSE, results: [] };
  await acceptAll(run, request, { status: undefined, items }, await resultsOfJob(run, sent, job));
}

async function failAll(
  run: AccountRun,
  request: PlannedRequest,
  changes: readonly string[],
  error: unknown,
): Promise<void> {
  const problem = problemOfError(error);
  const maybeSent = error instanceof HttpError && error.maybeSent;
  const result = maybeSent ? 'lost' : 'failed';
  await settle(
    run,
    request,
    undefined,
    changes.map((change) => ({ change, result })),
  );
  for (const change of changes) {
    const entry = run.changes.get(change);
    if (entry === undefined) continue;
    entry.open.delete(request.id);
    const cause = becauseOfProblem(problem);
    if (maybeSent) markResultUnknown(entry, because('unanswered', {}, { cause }));
    else if (problem.stops)
      await finishChange(run, entry, 'pending', because('not-sent', {}, { cause, next: 'resume' }));
    else await finishChange(run, entry, 'failed', because('not-sent', {}, { cause }));
  }
  if (problem.stops) await stopFor(run, problem);
}

/** Marks a change as one whose request may have been carried out. Reading its contact decides later. */
function markResultUnknown(entry: ChangeRun, reason: Reason): void {
  entry.unproved = true;
  entry.lost = reason;
}

async function settle(
  run: AccountRun,
  { id }: PlannedRequest,
  status: number | undefined,
  results: readonly ItemEnd[],
): Promise<void> {
  await run.listener({ type: 'settled', account: run.target.account, request: id, status, results });
}

async function acceptAll(
  run: AccountRun,
  request: PlannedRequest,
  { status, items }: { readonly status: number | undefined; readonly items: readonly PlannedItem[] },
  results: readonly ItemResult[],
): Promise<void> {
  const ends = results.map((result): ItemEnd => {
    const { change } = result;
    return { change, result: isLost(run, result) ? 'lost' : result.result };
  });
  // A job that was interrupted, or is still running, has no results yet.
  if (ends.length > 0) await settle(run, request, status, ends);
  const answered = new Set(results.map(({ change }) => change));
  for (const entry of entriesOf(run, items)) {
    if (!answered.has(entry.change.id)) entry.jobMayRun = true;
  }
  for (const result of results) {
    await accept(run, request, result);
    const entry = run.changes.get(result.change);
    if (entry !== undefined) await endIfProved(run, entry);
  }
}

/**
 * True if the request may have been carried out for this change despite its result: after a server error or an unreadable
 * response, and after the rejection of a request that was sent before and may have succeeded then.
 */
function isLost(run: AccountRun, { change, ...result }: ItemResult): boolean {
  if (result.result === 'existed-already') return run.changes.get(change)?.repeated === true;
  if (result.result !== 'failed') return false;
  const { doubtful, failure } = result;
  return (
    doubtful === true ||
    failure.kind === 'server' ||
    failure.kind === 'malformed' ||
    run.changes.get(change)?.repeated === true
  );
}

async function accept(run: AccountRun, request: PlannedRequest, result: ItemResult): Promise<void> {
  const entry = run.changes.get(result.change);
  if (entry === undefined) return;
  entry.open.delete(request.id);
  switch (result.result) {
    case 'confirmed':
      entry.confirmed.add(request.id);
      // No contact shows a definition, so its confirmation is the only proof.
      if (request.kind === 'definition') return;
      if (result.live === undefined) entry.unproved = true;
      else entry.live = result.live;
      return;
    case 'accepted':
      entry.unproved = true;
      return;
    case 'existed-already':
      // Most likely an earlier transmission of this create made the contact.
      if (entry.repeated) {
        entry.unproved = true;
        return;
      }
      await finishChange(run, entry, 'unconverged', because('existed-already', {}));
      return;
    case 'failed': {
      const problem = problemOfFailure({ ...run.target, request }, result.failure);
      if (isLost(run, result)) markResultUnknown(entry, becauseOfProblem(problem));
      else await finishChange(run, entry, 'failed', becauseOfProblem(problem));
      if (problem.stops) await stopFor(run, problem);
    }
  }
}
