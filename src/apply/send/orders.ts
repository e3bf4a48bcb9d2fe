// The orders between requests: a follow-up after its create, a claim after the release. What a request waits for must have
// happened, not only been tried.

import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import { because } from '../reason.ts';
import { readContacts } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, end, isStopping } from '../run.ts';
import { isBroughtAbout } from '../verify/satisfied.ts';

/** Each request after those that it waits for, otherwise as the plan has them. */
export function inOrder(requests: readonly PlannedRequest[]): readonly PlannedRequest[] {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const reached = new Set<string>();
  const ordered: PlannedRequest[] = [];
  for (const request of requests) {
    const path = reached.has(request.id) ? [] : [request];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      reached.add(top.id);
      const next = top.after.find((order) => byId.has(order.request) && !reached.has(order.request));
      if (next !== undefined) path.push(byId.get(next.request) as PlannedRequest);
      else ordered.push(path.pop() as PlannedRequest);
    }
  }
  return ordered;
}

/**
 * Items of a request whose orders are kept. An order holds for the item of its own change, or for the whole request where
 * another change is waited for; then what waits in vain ends as skipped.
 */
export async function itemsInTurn(run: AccountRun, request: PlannedRequest): Promise<readonly PlannedItem[]> {
  if (request.after.length === 0) return request.items;
  await proveByReading(run, request);
  // What was interrupted may still happen, so nobody waited in vain.
  if (isStopping(run)) return [];
  const unkept = request.after.filter((order) => !isKept(run, order));
  const own = new Set(request.items.map(({ change }) => change));
  const held = new Set(unkept.filter(({ change }) => own.has(change)).map(({ change }) => change));
  if (unkept.every(({ change }) => own.has(change))) return request.items.filter(({ change }) => !held.has(change));
  for (const { change } of request.items) {
    const entry = run.changes.get(change);
    if (entry !== undefined) await end(run, entry, 'skipped', WAITED_IN_VAIN);
  }
  return [];
}

const WAITED_IN_VAIN = because('waited-in-vain', {});

function isKept({ changes }: AccountRun, { change, request }: PlannedRequest['after'][number]): boolean {
  return changes.get(change)?.confirmed.has(request) === true;
}

/** What was accepted, or whose answer was lost, may have happened all the same. */
async function proveByReading(run: AccountRun, { after }: PlannedRequest): Promise<void> {
  const open = after.flatMap((order) => {
    const entry = run.changes.get(order.change);
    const isOpen = entry?.unproved === true && entry.outcome === undefined && !isKept(run, order);
    return isOpen ? [{ entry, order }] : [];
  });
  if (open.length === 0) return;
  const { contacts } = await readContacts(run, [...new Set<ChangeRun>(open.map(({ entry }) => entry))]);
  for (const { entry, order } of open) {
    const { live, problem } = contacts.get(entry) ?? {};
    const shows = order.result === 'created' ? live !== undefined : isBroughtAbout(entry.change, live);
    if (problem === undefined && shows) entry.confirmed.add(order.request);
  }
}
