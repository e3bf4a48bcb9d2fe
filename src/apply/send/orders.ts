// The order between requests: a follow-up is sent after its create, and a request that claims an identifier after the one that
// releases it. A request is sent only if the requests that it depends on have succeeded.

import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import { because } from '../reason.ts';
import { readContacts } from '../recheck/read-contacts.ts';
import { type AccountRun, type ChangeRun, finishChange, isStopping } from '../run.ts';
import { isInEffect } from '../verify/satisfied.ts';

/** Sorts requests so that each comes after those that it depends on; otherwise keeps the plan's order. */
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
 * Selects the items of a request that may be sent. If an earlier request for the same change failed, only the item of that change
 * is left out. If a request for another change failed, no item is sent, and all changes of this request end as skipped.
 */
export async function itemsInTurn(run: AccountRun, request: PlannedRequest): Promise<readonly PlannedItem[]> {
  if (request.after.length === 0) return request.items;
  await confirmByReading(run, request);
  // A resumed run may still send the dependency, so do not finish any change as skipped.
  if (isStopping(run)) return [];
  const unconfirmed = request.after.filter((order) => !isConfirmed(run, order));
  const own = new Set(request.items.map(({ change }) => change));
  const excluded = new Set(unconfirmed.filter(({ change }) => own.has(change)).map(({ change }) => change));
  if (unconfirmed.every(({ change }) => own.has(change)))
    return request.items.filter(({ change }) => !excluded.has(change));
  for (const { change } of request.items) {
    const entry = run.changes.get(change);
    if (entry !== undefined) await finishChange(run, entry, 'skipped', DEPENDENCY_FAILED);
  }
  return [];
}

const DEPENDENCY_FAILED = because('waited-in-vain', {});

function isConfirmed({ changes }: AccountRun, { change, request }: PlannedRequest['after'][number]): boolean {
  return changes.get(change)?.confirmed.has(request) === true;
}

/** Reads contacts to find out whether dependencies that were only accepted, or got no response, were carried out. */
async function confirmByReading(run: AccountRun, { after }: PlannedRequest): Promise<void> {
  const open = after.flatMap((order) => {
    const entry = run.changes.get(order.change);
    const isOpen = entry?.unproved === true && entry.outcome === undefined && !isConfirmed(run, order);
    return isOpen ? [{ entry, order }] : [];
  });
  if (open.length === 0) return;
  const { contacts } = await readContacts(run, [...new Set<ChangeRun>(open.map(({ entry }) => entry))]);
  for (const { entry, order } of open) {
    const { live, problem } = contacts.get(entry) ?? {};
    const shows = order.result === 'created' ? live !== undefined : isInEffect(entry.change, live);
    if (problem === undefined && shows) entry.confirmed.add(order.request);
  }
}
