// Sends requests. Creates whose response was lost are sent again, but only after looking for their effect:
// - the vendor may still be carrying them out as a job: they are not sent again;
// - found: the create was carried out, and is verified with the others;
// - certainly absent: it is sent again, at most REPETITIONS times;
// - unknown: nothing is done.

import { identifierKey, liveIdentifiers } from '../../contact/contact.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import { declaredIdentifiers } from '../recheck/read-contacts.ts';
import { otherTexts } from '../recheck/recheck.ts';
import { type AccountRun, type ChangeRun, entriesOf, isStopping, pause } from '../run.ts';
import { findJob } from './find-job.ts';
import { adoptJob, sendRequest } from './send-request.ts';

const REPETITIONS = 2;
/** How long the effect of a create may take to show, in milliseconds. */
const SHOWS_WITHIN = { single: 1_000, batch: 5_000 } as const;

/**
 * Sends a request. Then sends those of its creates again whose response was lost and whose contact certainly does not exist.
 *
 * @param items the items of the request to send
 */
export async function sendUntilKnown(
  run: AccountRun,
  request: PlannedRequest,
  items: readonly PlannedItem[],
): Promise<void> {
  const { id, account, kind } = request;
  let sent = items;
  for (let repetition = 0; ; repetition += 1) {
    const at = run.clock.now();
    const jobs = jobsOf(run, request);
    await sendRequest(run, request, sent);
    let lost = lostCreates(run, sent);
    if (kind === 'grouped' || kind === 'definition' || lost.length === 0) return;
    await pause(run, SHOWS_WITHIN[kind]);
    if (isStopping(run)) return;
    if (jobsOf(run, request) === jobs) lost = await withoutJob(run, request, { sent, lost, at });
    const absent = repetition === REPETITIONS ? [] : await absentItems(run, lost);
    if (absent.length === 0 || isStopping(run)) return;
    await run.listener({ type: 'sending', account, request: id, changes: absent.map(({ change }) => change) });
    for (const { change } of absent) reopen(run.changes.get(change), id);
    sent = absent;
  }
}

function jobsOf({ jobs }: AccountRun, { id }: PlannedRequest): number {
  return [...jobs.values()].filter((request) => request === id).length;
}

/** Follows the job of a request whose response was lost. @returns the creates of the request that no running job can contain */
async function withoutJob(
  run: AccountRun,
  request: PlannedRequest,
  {
    sent,
    lost,
    at,
  }: { readonly sent: readonly PlannedItem[]; readonly lost: readonly PlannedItem[]; readonly at: number },
): Promise<readonly PlannedItem[]> {
  const found = await findJob(run, request, { items: sent, at });
  if (found === 'none') return lost;
  if (found === 'unknown') {
    for (const entry of entriesOf(run, lost)) entry.jobMayRun = true;
    return [];
  }
  await adoptJob(run, request, { items: lost, path: found.path });
  return lostCreates(run, lost);
}

function lostCreates(run: AccountRun, items: readonly PlannedItem[]): readonly PlannedItem[] {
  return items.filter(({ change }) => isLostCreate(run.changes.get(change)));
}

function isLostCreate(entry: ChangeRun | undefined): boolean {
  return entry?.change.action === 'create' && entry.outcome === undefined && entry.lost !== undefined;
}

function reopen(entry: ChangeRun | undefined, request: string): void {
  if (entry === undefined) return;
  entry.open.add(request);
  entry.lost = undefined;
  entry.repeated = true;
  entry.unproved = false;
}

/** Returns the items whose contact certainly does not exist: every look-up of its identifiers succeeded and found nothing. */
async function absentItems(run: AccountRun, items: readonly PlannedItem[]): Promise<readonly PlannedItem[]> {
  if (items.length === 0) return [];
  const { lookUp } = run.target.provider.capabilities.identity;
  const asked = items.flatMap((item) => {
    const entry = run.changes.get(item.change);
    if (entry === undefined) return [];
    const declared = declaredIdentifiers(lookUp, entry);
    return [{ item, keys: [...declared, ...otherTexts(entry, declared)] }];
  });
  const found = new Set<string>();
  const report = await run.target.source.read(
    asked.flatMap(({ keys }) => keys.map((ask) => ({ ask, also: [] }))),
    (live) => {
      for (const identifier of liveIdentifiers(live)) found.add(identifierKey(identifier));
    },
    { strategy: 'look-up', signal: run.signal },
  );
  if (report.problem !== undefined) return [];
  const isAbsent = (key: string): boolean => !found.has(key) && !report.failed.has(key);
  return asked.flatMap(({ item, keys }) => (keys.map(identifierKey).every(isAbsent) ? [item] : []));
}
