// Sends one account's requests in parallel. Each starts in the plan's order, after the requests that it depends on. Leaves out the
// items of stale and failed changes; never adds or alters an item.

import { mapConcurrently } from '../../http/concurrently.ts';
import type { PlannedRequest } from '../../plan/document.ts';
import { recheckCreates } from '../recheck/creates.ts';
import { isFresh, needsDirectRead, recheckBeforeWrite, recheckInBulk } from '../recheck/recheck.ts';
import { type AccountRun, type ChangeRun, entriesOf, isStopping } from '../run.ts';
import { inOrder, itemsInTurn } from './orders.ts';
import { sendUntilKnown } from './repeat-creates.ts';

/** Maximum number of requests per chunk, for accounts without a rate limit. */
const MAX_CHUNK = 5_000;
/** Fewest milliseconds that a request is assumed to take, at accounts without a rate limit, too. */
const FASTEST_MS = 2;
/**
 * The smallest result of `freshShare`: however large a chunk is, its contacts may have been read within this part of `maxAge`.
 */
const QUARTER = 0.25;

/** Sends all requests of the account; the contacts of each chunk are read again before its first write. */
export async function sendAll(run: AccountRun): Promise<void> {
  const awaited = new Set(run.requests.flatMap(({ after }) => after.map(({ request }) => request)));
  const done = new Map<string, Promise<void>>();
  for (const chunk of chunks(run)) {
    if (isStopping(run)) return;
    await recheckInBulk(run, readTogether(run, chunk));
    await recheckCreates(run, chunk);
    await mapConcurrently(chunk, { limit: run.parallelism }, async (request) => {
      const sending = Promise.all(request.after.map((order) => done.get(order.request))).then(() =>
        sendOne(run, request),
      );
      if (awaited.has(request.id)) done.set(request.id, sending);
      await sending;
    });
  }
}

/** Changes whose contacts are read again in bulk; the others are read one by one, right before their writes. */
function readTogether(run: AccountRun, chunk: readonly PlannedRequest[]): readonly ChangeRun[] {
  if (!run.refresh || run.maxAge === 0) return [];
  const read = chunk.filter(({ mayCreate, kind }) => !mayCreate && kind !== 'definition');
  const entries = new Set(read.flatMap(({ items }) => entriesOf(run, items)));
  const share = freshShare(run, chunk.length);
  return [...entries].filter(
    (entry) => canRecheck(entry) && !isFresh(run, entry, share) && !needsDirectRead(entry.change),
  );
}

/**
 * Returns the part of `maxAge` within which the contacts of a chunk must have been read, so that they need not be read again when
 * the last of them is written. The chunk is sent at the pace, and the window of a burst may delay it by the same time again.
 */
function freshShare({ target, maxAge }: AccountRun, requests: number): number {
  const ms = requests * Math.max(FASTEST_MS, 60_000 / target.perMinute);
  return Math.max(QUARTER, 1 - (2 * ms) / maxAge);
}

/** Splits the requests into chunks, each of which is sent within half a minute. */
function chunks({ requests, target }: AccountRun): readonly (readonly PlannedRequest[])[] {
  const size = Math.max(1, Math.min(Math.floor(target.perMinute / 2), MAX_CHUNK));
  const ordered = inOrder(requests);
  return Array.from({ length: Math.ceil(ordered.length / size) }, (_, index) =>
    ordered.slice(index * size, (index + 1) * size),
  );
}

function canRecheck({ outcome, open, written, resumed }: ChangeRun): boolean {
  return outcome === undefined && open.size > 0 && (!written || resumed);
}

async function sendOne(run: AccountRun, request: PlannedRequest): Promise<void> {
  if (isStopping(run)) return;
  const inTurn = (await itemsInTurn(run, request)).filter(({ change }) => isWritable(request, run.changes.get(change)));
  // A definition touches no contact, so none is read again.
  const touched = request.kind === 'definition' ? [] : inTurn;
  await mapConcurrently(entriesOf(run, touched), { limit: run.parallelism }, (entry) =>
    recheckBeforeWrite(run, entry, request),
  );
  const items = inTurn.filter(({ change }) => isWritable(request, run.changes.get(change)));
  if (items.length === 0 || isStopping(run)) return;
  const changes = items.map(({ change }) => change);
  await run.listener({ type: 'sending', account: run.target.account, request: request.id, changes });
  for (const entry of entriesOf(run, touched.length === 0 ? [] : items)) entry.written = true;
  await sendUntilKnown(run, request, items);
}

/**
 * True if the request is still to be sent for a change: the change has no outcome, and no earlier run carried the request out.
 */
function isWritable({ id }: PlannedRequest, entry: ChangeRun | undefined): boolean {
  return entry !== undefined && entry.outcome === undefined && entry.open.has(id);
}
