// A plan whose ids, requests and fingerprints are those that its changes lead to, as plans that rollcall made have them.

import { sha256 } from '../../src/contact/canonical.ts';
import type { Difference } from '../../src/contact/difference.ts';
import { planIdOf } from '../../src/plan/build.ts';
import type { Plan, PlannedAccount, PlannedChange, PlannedItem, PlannedRequest } from '../../src/plan/document.ts';
import { advance, fingerprint } from '../../src/plan/fingerprint.ts';
import { changeIdOf } from '../../src/plan/ids.ts';
import { deriveRequests, groupByChange } from '../../src/plan/requests/derive.ts';
import { providerOf } from '../../src/providers/table.ts';
import { aPlan } from './plan.ts';

/** Numbers the changes, and fills in what follows from their other members. A written change needs a `basis`. */
export function aDerivedPlan(accounts: readonly PlannedAccount[], given: readonly PlannedChange[]): Plan {
  const numbered = accounts.flatMap(({ account, origin }) =>
    given.filter((change) => change.account === account).map((change) => ({ change, origin })),
  );
  const changes = numbered.map(({ change, origin }, index) => ({
    ...change,
    id: `c${index + 1}`,
    changeId: changeIdOf(change, origin, null),
    ...(change.action === 'create' ? { fingerprint: fingerprint(null) } : {}),
  }));
  const requests: PlannedRequest[] = [];
  const expect = expectations(changes);
  for (const { account, dialect, keyField } of accounts) {
    const sources = changes.flatMap((change) =>
      change.account === account && change.basis !== undefined ? [{ ...change, basis: change.basis }] : [],
    );
    const target = { account, keyField, provider: providerOf(dialect) };
    for (const request of deriveRequests(sources, target, requests.length)) {
      requests.push({ ...request, items: request.items.map(expect) });
    }
  }
  return withRequests(aPlan({ accounts, changes, requests }));
}

/** The plan with its requests named in its changes, and with the id of its content. */
function withRequests(plan: Plan): Plan {
  const requestsOf = groupByChange(plan.requests);
  const changes = plan.changes.map((change) => ({ ...change, requests: requestsOf.get(change.id) ?? [] }));
  return { ...plan, changes, planId: planIdOf(changes, plan.requests) };
}

/** Fills in the fingerprints of items, which are to be given in plan order. */
function expectations(changes: readonly PlannedChange[]): (item: Omit<PlannedItem, 'expectAfter'>) => PlannedItem {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const written = new Map<string, readonly Difference[]>();
  return (item) => {
    const change = byId.get(item.change);
    const carried = item.carries.flatMap((index) => change?.differences[index] ?? []);
    const done = [...(written.get(item.change) ?? []), ...carried];
    written.set(item.change, done);
    const isNew = change?.action === 'create';
    return { ...item, expectAfter: isNew ? fingerprint(advance(null, done)) : sha256(['after', item.change]) };
  };
}
