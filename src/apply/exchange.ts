// One request of the plan → the vendor's answer → what it means for each of its changes. What may have been carried out is never
// taken for failed, nor for done: it is left to reading.

import { type ApiResponse, HttpError } from '../http/request.ts';
import { problemOfError, problemOfFailure } from '../live/problem.ts';
import type { PlannedItem, PlannedRequest } from '../plan/document.ts';
import type { ItemResult, Poll, SentRequest } from '../providers/provider.ts';
import type { ItemEnd } from './events.ts';
import { type AccountRun, type ChangeRun, end, entriesOf, isStopping, pause, type Reason, stop } from './run.ts';
import { trimBody } from './trim-body.ts';

/** @param items those of the request that are sent */
export async function exchange(run: AccountRun, request: PlannedRequest, items: readonly PlannedItem[]): Promise<void> {
  const { account, connection, provider } = run.at;
  const { id, method, path, query, kind } = request;
  const body = trimBody(request, items);
  // A follow-up, which is grouped, only says what is to be; the create itself could double the contact.
  const isCreate = kind !== 'grouped' && entriesOf(run, items).some(({ change }) => change.action === 'create');
  const changes = items.map(({ change }) => change);
  let response: ApiResponse;
  try {
    const budgets = provider.api.budgetsOf(request);
    const sendable = body === null ? { method, path, query } : { method, path, query, body };
    response = await connection.send(sendable, { budgets, repeat: isCreate ? 'look-first' : 'idempotent' });
  } catch (error) {
    await run.listener({ type: 'answered', account, request: id, changes, status: undefined });
    await failAll(run, request, changes, error);
    return;
  }
  const { status } = response;
  await run.listener({ type: 'answered', account, request: id, changes, status });
  const sent = { kind, method, path, body, items, polls: request.polls };
  const results = provider.requests.results(sent, response);
  if ('poll' in results) await run.listener({ type: 'job', account, request: id, path: results.poll.path });
  await acceptAll(run, request, status, await finalResults(run, sent, results));
}

/** A pause before the first question after a job that an earlier run began (milliseconds). */
const FIRST_PAUSE = 500;

/** Follows a job that an earlier run began. */
export async function followJob(
  run: AccountRun,
  request: PlannedRequest,
  { items, path }: { readonly items: readonly PlannedItem[]; readonly path: string },
): Promise<void> {
  const sent = { ...request, body: trimBody(request, items), items };
  const job: Poll = { poll: { method: 'GET', path, query: [] }, pauseMs: FIRST_PAUSE, results: [] };
  await acceptAll(run, request, undefined, await finalResults(run, sent, job));
}

/** Follows a job to its end. A poll that fails leaves the job's items to be decided by reading. */
async function finalResults(
  run: AccountRun,
  sent: SentRequest,
  first: readonly ItemResult[] | Poll,
): Promise<readonly ItemResult[]> {
  const { connection, provider } = run.at;
  let results = first;
  while ('poll' in results) {
    const { poll, pauseMs, results: known } = results;
    if (pauseMs > 0) await pause(run, pauseMs);
    if (isStopping(run)) return withAccepted(sent, known);
    try {
      const answer = await connection.send(poll, { budgets: provider.api.budgetsOf(poll), repeat: 'idempotent' });
      results = provider.requests.pollResults?.(sent, results, answer) ?? known;
    } catch (error) {
      problemOfError(error);
      return withAccepted(sent, known);
    }
  }
  return results;
}

function withAccepted({ items }: SentRequest, known: readonly ItemResult[]): readonly ItemResult[] {
  const answered = new Set(known.map(({ change }) => change));
  const others = items.filter(({ change }) => !answered.has(change));
  return [...known, ...others.map(({ change }) => ({ change, result: 'accepted' as const }))];
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
    const { message, hint } = problem;
    if (maybeSent) loseSight(entry, { code: 'unanswered', message, hint });
    else await end(run, entry, 'failed', { code: 'not-sent', message, hint });
  }
  if (problem.stops) await stop(run, problem);
}

/** What may have been carried out is decided by reading, not by guessing. */
function loseSight(entry: ChangeRun, reason: Reason): void {
  entry.unproved = true;
  entry.lost = reason;
}

async function settle(
  run: AccountRun,
  { id }: PlannedRequest,
  status: number | undefined,
  results: readonly ItemEnd[],
): Promise<void> {
  await run.listener({ type: 'settled', account: run.at.account, request: id, status, results });
}

async function acceptAll(
  run: AccountRun,
  request: PlannedRequest,
  status: number | undefined,
  results: readonly ItemResult[],
): Promise<void> {
  const ends = results.map(
    (result): ItemEnd => ({ change: result.change, result: isLost(result) ? 'lost' : result.result }),
  );
  await settle(run, request, status, ends);
  for (const result of results) await accept(run, request, result);
}

/** A vendor's fault says nothing of what it did before. */
function isLost(result: ItemResult): boolean {
  if (result.result !== 'failed') return false;
  return result.doubtful === true || result.failure.kind === 'server' || result.failure.kind === 'malformed';
}

async function accept(run: AccountRun, request: PlannedRequest, result: ItemResult): Promise<void> {
  const entry = run.changes.get(result.change);
  if (entry === undefined) return;
  entry.open.delete(request.id);
  switch (result.result) {
    case 'confirmed':
      entry.confirmed.add(request.id);
      if (result.live === undefined) entry.unproved = true;
      else entry.live = result.live;
      return;
    case 'accepted':
      entry.unproved = true;
      return;
    case 'existed-already':
      await end(run, entry, 'unconverged', {
        code: 'existed-already',
        message: 'the vendor had this contact already, so the create became an update',
        hint: 'plan again to see what is left',
      });
      return;
    case 'failed': {
      const { kind } = result.failure;
      const { message, hint, stops } = problemOfFailure(run.at.account, request, result.failure);
      if (isLost(result)) loseSight(entry, { code: kind, message, hint });
      else await end(run, entry, 'failed', { code: kind, message, hint });
      if (stops) await stop(run, { message, hint });
    }
  }
}
