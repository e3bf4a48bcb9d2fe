// Repeats creates whose response was lost, after looking up the contact:
// - found: the create counts as sent and is verified with the others;
// - certainly absent: it is sent again, at most REPETITIONS times;
// - unknown: nothing is done.

import { identifierKey, liveIdentifiers } from '../../contact/contact.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import { declaredIdentifiers } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, isStopping, pause } from '../run.ts';
import { sendRequest } from './send-request.ts';

const REPETITIONS = 2;
/** How long the effect of a create may take to show, in milliseconds. */
const SHOWS_WITHIN = { single: 1_000, batch: 5_000 } as const;

/**
 * Sends those creates of a request again whose response was lost and whose contact certainly does not exist.
 *
 * @param items the items of the request that were sent
 */
export async function repeatLostCreates(
  run: AccountRun,
  request: PlannedRequest,
  items: readonly PlannedItem[],
): Promise<void> {
  const { id, account, kind } = request;
  if (kind === 'grouped') return;
  for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
    const lost = items.filter(({ change }) => isLostCreate(run.changes.get(change)));
    if (lost.length === 0) return;
    await pause(run, SHOWS_WITHIN[kind]);
    if (isStopping(run)) return;
    const absent = await absentItems(run, lost);
    if (absent.length === 0 || isStopping(run)) return;
    await run.listener({ type: 'sending', account, request: id, changes: absent.map(({ change }) => change) });
    for (const { change } of absent) reopen(run.changes.get(change), id);
    await sendRequest(run, request, absent);
  }
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
  const { lookUp } = run.target.provider.capabilities.identity;
  const asked = items.flatMap((item) => {
    const entry = run.changes.get(item.change);
    return entry === undefined ? [] : [{ item, keys: declaredIdentifiers(lookUp, entry) }];
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
