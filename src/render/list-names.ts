// Replaces the ids of lists in a plan by names with ids, where the plan knows the names: `Product updates (clm2k8)`. Requests
// keep the ids that they send. Pure.

import type { FieldPath, FieldValue } from '../contact/difference.ts';
import type { Plan, PlannedAccount } from '../plan/document.ts';

/** Returns the plan, for people to read, with `NAME (ID)` instead of the id of every list whose name is known. */
export function withListNames(plan: Plan): Plan {
  const named = new Map(
    plan.accounts.flatMap(({ account, listNames }) => (listNames === undefined ? [] : [[account, listNames] as const])),
  );
  if (named.size === 0) return plan;
  const name = <Change extends Nameable>(change: Change): Change => nameChange(change, named.get(change.account));
  return {
    ...plan,
    changes: plan.changes.map(name),
    ...(plan.proposed === undefined ? {} : { proposed: plan.proposed.map(name) }),
  };
}

interface Valued {
  readonly path: FieldPath;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

type Nameable = Pick<Plan['changes'][number], 'account' | 'differences' | 'blocked'>;

function nameChange<Change extends Nameable>(change: Change, names: PlannedAccount['listNames']): Change {
  const { differences, blocked } = change;
  if (names === undefined || ![...differences, ...blocked].some(({ path }) => path[0] === 'lists')) return change;
  const name = <One extends Valued>(one: One): One => nameValues(one, names);
  return { ...change, differences: differences.map(name), blocked: blocked.map(name) };
}

function nameValues<One extends Valued>(one: One, names: NonNullable<PlannedAccount['listNames']>): One {
  const [field, member] = one.path;
  if (field !== 'lists') return one;
  const text = (id: string): string => (Object.hasOwn(names, id) ? `${names[id]} (${id})` : id);
  if (member !== undefined) return { ...one, path: [field, text(member)] };
  const value = (members: FieldValue): FieldValue => (Array.isArray(members) ? members.map(text) : members);
  return { ...one, before: value(one.before), after: value(one.after) };
}
