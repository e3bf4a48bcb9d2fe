// Sends the plan's requests: those of one account side by side, in the plan's order, each after what it waits for. It may leave
// items out (a change that is stale or failed), and never adds or alters one.

import type { Json } from '../contact/canonical.ts';
import { mapConcurrently } from '../http/concurrently.ts';
import { type ApiResponse, HttpError } from '../http/request.ts';
import { problemOfError, problemOfFailure } from '../live/problem.ts';
import type { PlannedItem, PlannedRequest } from '../plan/document.ts';
import type { ItemResult, SentRequest } from '../providers/provider.ts';
import { isFresh, needsDirectRead, recheckDirectly, recheckInBulk } from './recheck.ts';
import { type AccountRun, type ChangeRun, end, isStopping } from './run.ts';

/** Requests in flight at once; the limiter decides how fast they leave. */
const CONCURRENCY = 16;
/** Contacts re-read at a time where nothing limits the rate. */
const LARGEST_CHUNK = 5_000;

export async function sendAll(run: AccountRun): Promise<void> {
  const done = new Map<string, Promise<void>>();
  for (const chunk of chunks(run)) {
    if (isStopping(run)) return;
    const entries = new Set(chunk.flatMap(({ items }) => items.flatMap(({ change }) => run.changes.get(change) ?? [])));
    await recheckInBulk(
      run,
      [...entries].filter((entry) => canRecheck(entry) && !needsDirectRead(entry.change)),
    );
    await mapConcurrently(chunk, { limit: CONCURRENCY }, async (request) => {
      const sending = Promise.all(request.after.map((order) => done.get(order.request))).then(() =>
        sendOne(run, request),
      );
      done.set(request.id, sending);
      await sending;
    });
  }
}

/** As many requests as leave within the time for which a re-read counts. */
function chunks({ requests, at }: AccountRun): readonly (readonly PlannedRequest[])[] {
  const size = Math.max(1, Math.min(Math.floor(at.perMinute / 2), LARGEST_CHUNK));
  return Array.from({ length: Math.ceil(requests.length / size) }, (_, index) =>
    requests.slice(index * size, (index + 1) * size),
  );
}

function canRecheck({ outcome, written, checkedAt }: ChangeRun): boolean {
  return outcome === undefined && !written && checkedAt === undefined;
}

async function sendOne(run: AccountRun, request: PlannedRequest): Promise<void> {
  if (isStopping(run)) return;
  const entries = request.items.flatMap(({ change }) => run.changes.get(change) ?? []);
  await mapConcurrently(entries, { limit: CONCURRENCY }, (entry) => recheckBeforeWrite(run, entry));
  const items = request.items.filter(({ change }) => run.changes.get(change)?.outcome === undefined);
  if (items.length === 0 || isStopping(run)) return;
  const changes = items.map(({ change }) => change);
  await run.listener({ type: 'sending', account: run.at.account, request: request.id, changes });
  for (const entry of entries) if (changes.includes(entry.change.id)) entry.written = true;
  await exchange(run, request, items);
}

async function recheckBeforeWrite(run: AccountRun, entry: ChangeRun): Promise<void> {
  if (entry.outcome !== undefined || entry.written || isFresh(run, entry)) return;
  await recheckDirectly(run, entry);
}

async function exchange(run: AccountRun, request: PlannedRequest, items: readonly PlannedItem[]): Promise<void> {
  const { account, connection, provider } = run.at;
  const { id, method, path, query, kind } = request;
  const body = trimBody(request, items);
  const isCreate = items.some(
    ({ change, pointer }) => pointer === '' && run.changes.get(change)?.change.action === 'create',
  );
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
  await run.listener({ type: 'answered', account, request: id, changes, status: response.status });
  const sent = { kind, method, path, body, items, polls: request.polls };
  for (const result of await finalResults(run, sent, response)) await accept(run, request, result);
}

/** Follows a job to its end. A poll that fails leaves the job's items to be decided by reading. */
async function finalResults(run: AccountRun, sent: SentRequest, response: ApiResponse): Promise<readonly ItemResult[]> {
  const { connection, provider } = run.at;
  let results = provider.requests.results(sent, response);
  while ('poll' in results) {
    const { poll, pauseMs, results: known } = results;
    if (pauseMs > 0) await run.clock.sleep(pauseMs);
    try {
      const answer = await connection.send(poll, { budgets: provider.api.budgetsOf(poll), repeat: 'idempotent' });
      results = provider.requests.pollResults?.(sent, results, answer) ?? known;
    } catch (error) {
      problemOfError(error);
      const missing = sent.items.filter(({ change }) => !known.some((result) => result.change === change));
      return [...known, ...missing.map(({ change }) => ({ change, result: 'accepted' as const }))];
    }
  }
  return results;
}

async function failAll(
  run: AccountRun,
  request: PlannedRequest,
  changes: readonly string[],
  error: unknown,
): Promise<void> {
  const problem = problemOfError(error);
  const maybeSent = error instanceof HttpError && error.maybeSent;
  for (const change of changes) {
    const entry = run.changes.get(change);
    if (entry === undefined) continue;
    entry.open.delete(request.id);
    // What may have arrived is decided by reading, not by guessing.
    if (maybeSent) Object.assign(entry, { unproved: true, lost: problem });
    else await end(run, entry, 'failed', { code: 'not-sent', message: problem.message, hint: problem.hint });
  }
  if (problem.stops) await stop(run, problem);
}

async function accept(run: AccountRun, request: PlannedRequest, result: ItemResult): Promise<void> {
  const entry = run.changes.get(result.change);
  if (entry === undefined) return;
  entry.open.delete(request.id);
  switch (result.result) {
    case 'confirmed':
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
      const problem = problemOfFailure(run.at.account, request, result.failure);
      await end(run, entry, 'failed', { code: result.failure.kind, message: problem.message, hint: problem.hint });
      if (problem.stops) await stop(run, problem);
    }
  }
}

async function stop(
  run: AccountRun,
  { message, hint }: { readonly message: string; readonly hint: string },
): Promise<void> {
  if (run.stopped) return;
  run.stopped = true;
  await run.listener({ type: 'account-stopped', account: run.at.account, message, hint });
}

/** The plan's body without the array elements of items that are left out, highest first. */
function trimBody(request: PlannedRequest, kept: readonly PlannedItem[]): Json {
  const dropped = request.items.filter((item) => !kept.includes(item) && item.pointer !== '');
  if (dropped.length === 0) return request.body;
  const body = structuredClone(request.body) as Json;
  const targets = dropped.map(({ pointer }) => splitPointer(pointer)).sort((a, b) => b.index - a.index);
  for (const { path, index } of targets) arrayAt(body, path).splice(index, 1);
  return withoutEmptyArrays(body, new Set(targets.map(({ path }) => path[0] ?? '')));
}

function splitPointer(pointer: string): { readonly path: readonly string[]; readonly index: number } {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path: parts.slice(0, -1), index: Number(parts.at(-1)) };
}

function arrayAt(body: Json, path: readonly string[]): Json[] {
  const target = path.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], body);
  if (!Array.isArray(target)) throw new RangeError(`the plan points at /${path.join('/')}, which is no list`);
  return target;
}

/** A selector that lost all its contacts goes too: vendors refuse empty ones. */
function withoutEmptyArrays(body: Json, names: ReadonlySet<string>): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !(names.has(name) && Array.isArray(value) && value.length === 0)),
  );
}
