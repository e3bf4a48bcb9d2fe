import type { AccountSettings, Provider, RequestItem } from '../../providers/contract.ts';
import type { PlannedRequest } from '../document.ts';
import { draftOf, type RequestSource } from './basis.ts';

/** A request of the plan without the fingerprints, which need the whole live contact. */
export type DerivedRequest = Omit<PlannedRequest, 'items'> & { readonly items: readonly RequestItem[] };

/** The account whose changes are to be carried out. */
export interface DerivedFor extends AccountSettings {
  readonly account: string;
  readonly provider: Pick<Provider, 'requests' | 'api'>;
}

/**
 * Builds the requests that carry out the changes of one account. Used both to make a plan and to check one that was read. Pure.
 *
 * @param offset number of requests that stand before these in the plan
 * @throws RangeError for a change that the vendor cannot carry out
 */
export function deriveRequests(
  changes: readonly RequestSource[],
  { account, provider, keyField }: DerivedFor,
  offset: number,
): readonly DerivedRequest[] {
  const idOf = (index: number): string => `r${offset + index + 1}`;
  return provider.requests.plan(changes.map(draftOf), { keyField }).map((request, index) => ({
    id: idOf(index),
    account,
    kind: request.kind,
    method: request.method,
    path: request.path,
    query: request.query,
    body: request.body,
    items: request.items,
    after: request.after.map((order) => ({ ...order, request: idOf(order.request) })),
    polls: request.polls,
    ...(request.mayCreate ? { mayCreate: true } : {}),
    estimate: { budgets: provider.api.budgetsOf(request) },
  }));
}

/** Returns the ids of each change's requests, in plan order, by the id of the change. */
export function groupByChange(
  requests: readonly Pick<DerivedRequest, 'id' | 'items'>[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, items } of requests) {
    for (const { change } of items) {
      const group = groups.get(change);
      if (group === undefined) groups.set(change, [id]);
      else if (group.at(-1) !== id) group.push(id);
    }
  }
  return groups;
}
