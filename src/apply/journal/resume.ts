// Resumes an interrupted run. Enters: a new run and the state from the journal. Leaves: the same run, updated so that it sends
// nothing again that took effect. Whether a request without a known result took effect is found out by reading. Never writes.

import { mapConcurrently } from '../../http/concurrently.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import { SUCCEEDED } from '../outcomes.ts';
import { because, becauseOfProblem } from '../reason.ts';
import { type ReadAgain, readContacts } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, entriesOf, finishChange, isStopping, pause, stopFor } from '../run.ts';
import { findJob } from '../send/find-job.ts';
import { adoptJob, followJob } from '../send/send-request.ts';
import { unsatisfied } from '../verify/satisfied.ts';
import { JOB_MAY_RUN } from '../verify/verify.ts';
import type { ItemState, JournalState, SentState } from './state.ts';

/** How long a batch may take to show its effect, in milliseconds since it was sent. */
const SHOWS_WITHIN = 5_000;
/** Pause between two reads, in milliseconds. */
const PAUSE = 500;

/** A part of a request that serves one change; the request was sent, and its result is unknown. */
interface InFlight {
  readonly entry: ChangeRun;
  readonly request: PlannedRequest;
  readonly item: PlannedItem;
  readonly sentAt: number;
}

/** Restores the outcomes that the journal recorded. */
export function restoreOutcomes(run: AccountRun, { outcomes }: JournalState): void {
  for (const entry of run.changes.values()) {
    const ended = outcomes.get(entry.change.id);
    if (ended === undefined) continue;
    if (ended.status === 'succeeded') entry.outcome = ended.code === undefined ? SUCCEEDED : ended;
    else entry.outcome = { ...ended, earlier: true };
  }
}

/**
 * Finds out which of the earlier run's requests were carried out: polls the jobs that it started, then reads the contacts whose
 * requests still have no known result.
 */
export async function recoverInFlight(run: AccountRun, { requests }: JournalState): Promise<void> {
  const sent = run.requests.flatMap((request) => {
    const state = requests.get(request.id);
    return state === undefined ? [] : [{ request, state }];
  });
  for (const { request, state } of sent) if (state.job !== undefined) run.jobs.set(state.job, request.id);
  await mapConcurrently(sent, { limit: run.parallelism }, ({ request, state }) => recoverRequest(run, request, state));
  await decideByReading(
    run,
    run.requests.flatMap((request) => inFlight(run, request, requests.get(request.id))),
  );
}

async function recoverRequest(run: AccountRun, request: PlannedRequest, sent: SentState): Promise<void> {
  for (const [change, state] of sent.items) {
    const entry = run.changes.get(change);
    if (entry !== undefined && entry.outcome === undefined) restoreItem(entry, request, state);
  }
  const items = inFlight(run, request, sent).map(({ item }) => item);
  if (items.length === 0 || isStopping(run)) return;
  if (sent.job === undefined) return recoverLostJob(run, request, { items, at: sent.sentAt });
  for (const entry of entriesOf(run, items)) entry.written = true;
  await followJob(run, request, { items, path: sent.job });
}

/** Looks for the job of a request that was sent and whose response was never seen. */
async function recoverLostJob(
  run: AccountRun,
  request: PlannedRequest,
  sent: { readonly items: readonly PlannedItem[]; readonly at: number },
): Promise<void> {
  const found = await findJob(run, request, sent);
  if (found === 'none') return;
  if (found === 'unknown') for (const entry of entriesOf(run, sent.items)) entry.jobMayRun = true;
  else await adoptJob(run, request, { items: sent.items, path: found.path });
}

function restoreItem(entry: ChangeRun, { id, kind }: PlannedRequest, state: ItemState): void {
  if (kind === 'definition') {
    // A definition whose result is not known is sent again.
    if (state !== 'confirmed') return;
    entry.open.delete(id);
    entry.confirmed.add(id);
    return;
  }
  entry.resumed = entry.change.action === 'update';
  if (state === 'in-flight') {
    entry.repeated = true;
    return;
  }
  entry.open.delete(id);
  if (state === 'confirmed') entry.confirmed.add(id);
  entry.written = true;
  // The journal does not contain the response, so this run must read the contact to verify the change.
  entry.unproved = true;
}

/** The items of a request that were sent and whose result is still unknown. */
function inFlight(run: AccountRun, request: PlannedRequest, sent: SentState | undefined): readonly InFlight[] {
  if (sent === undefined || request.kind === 'definition') return [];
  return request.items.flatMap((item) => {
    const entry = run.changes.get(item.change);
    const isOpen = entry?.outcome === undefined && entry?.open.has(request.id) === true;
    return isOpen && sent.items.get(item.change) === 'in-flight' ? [{ entry, request, item, sentAt: sent.sentAt }] : [];
  });
}

/** The result for a contact that cannot be looked up. */
const NOT_READ: ReadAgain = { live: undefined, problem: { code: 'no-look-up', args: {} } };

async function decideByReading(run: AccountRun, unclear: readonly InFlight[]): Promise<void> {
  let waiting = unclear;
  while (waiting.length > 0 && !isStopping(run)) {
    const { contacts, problem } = await readContacts(run, [...new Set(waiting.map(({ entry }) => entry))]);
    if (problem !== undefined) return stopFor(run, problem);
    const mayShow: InFlight[] = [];
    for (const one of waiting) {
      const isDecided = await decide(run, one, contacts.get(one.entry));
      if (isDecided) continue;
      if (one.entry.jobMayRun) await finishChange(run, one.entry, 'pending', JOB_MAY_RUN);
      else if (mayStillShow(run, one)) mayShow.push(one);
    }
    waiting = mayShow;
    if (waiting.length > 0) await pause(run, PAUSE);
  }
}

/** True if the request may still take effect. Sending the creates of a batch again too early would create contacts twice. */
function mayStillShow({ clock }: AccountRun, { request, sentAt }: InFlight): boolean {
  return request.kind === 'batch' && clock.now() < sentAt + SHOWS_WITHIN;
}

/**
 * Finds out from the contact that was read whether an item took effect; finishes the change if it cannot be continued.
 *
 * @returns false if the item has not taken effect so far
 */
async function decide(run: AccountRun, { entry, request, item }: InFlight, read?: ReadAgain): Promise<boolean> {
  const { action, differences } = entry.change;
  // A contact that was not read must not be taken for one that was deleted.
  const { live, problem } = read ?? (action === 'delete' ? NOT_READ : { live: undefined, problem: undefined });
  if (problem !== undefined) {
    await finishChange(
      run,
      entry,
      'pending',
      because('unread', { step: 'recovery' }, { cause: becauseOfProblem(problem) }),
    );
    return true;
  }
  const carried = item.carries.flatMap((index) => differences[index] ?? []);
  const shows =
    action === 'delete' ? live === undefined : live !== undefined && unsatisfied(carried, live).length === 0;
  if (shows) {
    entry.open.delete(request.id);
    entry.confirmed.add(request.id);
    entry.written = true;
    entry.unproved = true;
    return true;
  }
  if (action !== 'create' || live === undefined || entry.written) return false;
  await finishChange(run, entry, 'stale', because('live-moved', { what: 'differs' }));
  return true;
}
