// For random workloads, a plan has exactly as many requests as the lower bound that this test computes from the vendors'
// documentation, and the requests carry out every difference exactly once.
// @module-tag slow

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { type DialectName, providerOf } from '../../src/providers/table.ts';
import { account, CONSENTS, decideAll, desired, live } from './subject.ts';

interface Limits {
  /** Number of contacts that one call can create; absent if the vendor has no such call. */
  readonly createsPerCall?: number;
  /** Number of contacts that one call can tag; absent if the vendor has no such call. */
  readonly contactsPerTagCall?: number;
  /** The set that contacts have at this vendor. */
  readonly set: 'tags' | 'lists';
  /** True if a contact's own request can add and remove single members of the set. */
  readonly members?: true;
  /** True if the vendor has phones. */
  readonly phones?: true;
  /** The identifier that a change of email uses; absent if an email cannot be changed. */
  readonly renamedBy?: 'id' | 'userId';
}

const LIMITS: Readonly<Record<DialectName, Limits>> = {
  'omnisend@2026-03-15': { createsPerCall: 100, contactsPerTagCall: 250, set: 'tags', phones: true },
  'omnisend@v5': { createsPerCall: 100, set: 'tags', phones: true },
  'omnisend@v3': { createsPerCall: 1000, set: 'tags', phones: true },
  'loops@v1': { set: 'lists', members: true, renamedBy: 'userId' },
  'envoke@v1': { set: 'lists', members: true, renamedBy: 'id' },
};

/** A batch takes its POST, two requests for the status of the job, and one for the results. */
const REQUESTS_OF_A_BATCH = 4;

/** The differences of one contact; if all are false or empty, live is as declared. */
interface Need {
  readonly create: boolean;
  readonly field: boolean;
  readonly property: boolean;
  /** A live property that must be removed. */
  readonly removal: boolean;
  /** Differences that only some vendors have. `list` takes precedence over `members`. */
  readonly list: boolean;
  readonly members: boolean;
  readonly phone: boolean;
  readonly rename: boolean;
  readonly consent: boolean;
  /** Tags in map form to add (`tags`), and one to remove (`untag`). */
  readonly tags: readonly ('vip' | 'beta')[];
  readonly untag: boolean;
}

const need: fc.Arbitrary<Need> = fc.record({
  create: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  field: fc.boolean(),
  property: fc.boolean(),
  removal: fc.boolean(),
  list: fc.boolean(),
  members: fc.boolean(),
  phone: fc.boolean(),
  rename: fc.boolean(),
  consent: fc.boolean(),
  tags: fc.subarray(['vip', 'beta'] as const),
  untag: fc.boolean(),
});
const nothing: Need = {
  create: false,
  field: false,
  property: false,
  removal: false,
  list: false,
  members: false,
  phone: false,
  rename: false,
  consent: false,
  tags: [],
  untag: false,
};
/** Only one or two differences, because a superfluous request would not show among many differences. */
const sparse: fc.Arbitrary<Need> = fc
  .tuple(need, fc.subarray(Object.keys(nothing) as (keyof Need)[], { minLength: 1, maxLength: 2 }))
  .map(([drawn, names]) => ({ ...nothing, ...Object.fromEntries(names.map((name) => [name, drawn[name]])) }));
/** A few kinds of contact, each repeated many times, so that groups and batches overflow. */
const workload = fc
  .array(fc.tuple(fc.oneof(need, sparse, fc.constant(nothing)), fc.integer({ min: 1, max: 320 })), { maxLength: 5 })
  .map((kinds) => kinds.flatMap(([kind, count]) => times(kind, count)));

function times(kind: Need, count: number): readonly Need[] {
  return Array.from({ length: count }, () => kind);
}

/** Workloads of only creates or only tags, of sizes just below, at and just above the limits of a call. */
const EDGES = [1, 4, 5, 6, 99, 100, 101, 105, 249, 250, 251, 1000, 1001].flatMap((count) => [
  times({ ...nothing, create: true }, count),
  times({ ...nothing, tags: ['vip'] }, count),
  [...times({ ...nothing, create: true, tags: ['vip'] }, count), ...times({ ...nothing, untag: true }, count)],
]);

/** True if tags are changed by calls of their own. A list-form set takes precedence, because both manage the same field. */
function usesTagCalls({ list, tags, untag }: Need, { contactsPerTagCall }: Limits): boolean {
  return contactsPerTagCall !== undefined && !list && (tags.length > 0 || untag);
}

function namesMembers({ list, members }: Need, limits: Limits): boolean {
  return limits.members === true && members && !list;
}

/** True if the email changes. A contact to be created has no old email to change. */
function isRenamed({ create, rename }: Need, { renamedBy }: Limits): boolean {
  return renamedBy !== undefined && rename && !create;
}

function wanted(one: Need, index: number, limits: Limits): DesiredContact {
  const email = emailOf(index);
  const isTagged = usesTagCalls(one, limits);
  const tags = { ...Object.fromEntries(one.tags.map((tag) => [tag, true])), ...(one.untag ? { old: false } : {}) };
  return desired({
    key: `shop/${email}`,
    identifiers: {
      email: isRenamed(one, limits) ? `new-${email}` : email,
      ...(limits.renamedBy === undefined || one.create ? {} : { [limits.renamedBy]: `v${index}` }),
      ...(one.phone && limits.phones ? { phone: phoneOf(index) } : {}),
    },
    ...(isRenamed(one, limits) ? { previously: { email } } : {}),
    scalars: { firstName: one.field ? 'New' : 'Old' },
    customProperties: { plan: one.property ? 'new' : 'old', ...(one.removal ? { gone: null } : {}) },
    sets: {
      ...(one.list ? { [limits.set]: { form: 'list', members: ['first', 'old', 'second'] } } : {}),
      ...(namesMembers(one, limits) ? { [limits.set]: { form: 'map', members: { third: true, old: false } } } : {}),
      ...(isTagged ? { tags: { form: 'map', members: tags } } : {}),
    },
    channels: one.consent || one.create ? { email: { status: 'subscribed', basis: 'express' } } : {},
  });
}

function existing({ create, consent }: Need, index: number, { set, renamedBy }: Limits): readonly LiveContact[] {
  const scalars = { firstName: 'Old' };
  const sets = { [set]: ['first', 'old'] };
  const channels = { email: consent ? CONSENTS.nonSubscribed : CONSENTS.subscribed };
  const userId = renamedBy === 'userId' ? { userId: `v${index}` } : {};
  const known = { id: `v${index}`, ...userId, emails: [emailOf(index)], scalars, sets, channels };
  return create ? [] : [live({ ...known, customProperties: { plan: 'old', gone: 'still here' } })];
}

function emailOf(index: number): string {
  return `user${String(index).padStart(4, '0')}@example.com`;
}

function phoneOf(index: number): string {
  return `+3706${String(index).padStart(7, '0')}`;
}

function lowerBound(needs: readonly Need[], limits: Limits): number {
  const patched = needs.filter((one) => !one.create && isPatched(one, limits));
  const created = needs.filter(({ create }) => create).length;
  return patched.length + createCalls(created, limits) + tagCalls(needs, limits);
}

/** True if the contact needs a request of its own. One request carries all of these differences. */
function isPatched(one: Need, limits: Limits): boolean {
  const { field, property, removal, list, consent, phone } = one;
  const hasPhone = phone && limits.phones === true;
  return (
    [field, property, removal, list, consent, hasPhone].includes(true) ||
    namesMembers(one, limits) ||
    isRenamed(one, limits)
  );
}

function createCalls(created: number, { createsPerCall }: Limits): number {
  if (createsPerCall === undefined) return created;
  const rest = created % createsPerCall;
  return Math.floor(created / createsPerCall) + (rest > REQUESTS_OF_A_BATCH ? 1 : rest);
}

/** One call adds or removes one tag of a limited number of contacts. A created contact has no tags to remove. */
function tagCalls(needs: readonly Need[], limits: Limits): number {
  const { contactsPerTagCall = 1 } = limits;
  const tagged = needs.filter((one) => usesTagCalls(one, limits));
  const groups = [
    tagged.filter(({ tags }) => tags.includes('vip')),
    tagged.filter(({ tags }) => tags.includes('beta')),
    tagged.filter(({ untag, create }) => untag && !create),
  ];
  return groups.reduce((calls, { length }) => calls + Math.ceil(length / contactsPerTagCall), 0);
}

async function planned(
  dialect: DialectName,
  contacts: readonly DesiredContact[],
  vendor: readonly LiveContact[],
): Promise<Plan> {
  const decided = await decideAll(contacts, vendor, account(dialect), 'list');
  const plan = buildPlan({
    plannedAt: 0,
    configuration: { digest: '', files: 1, unsupportedFields: [] },
    version: '0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, target: { provider: providerOf(dialect), origin: 'o', budgets: [] } }],
  });
  expect(plan.changes.flatMap(({ blocked }) => blocked)).toEqual([]);
  return plan;
}

/** Expects that exactly one request carries each difference, and that requests carry nothing else. */
function expectEverythingCarried({ changes, requests }: Plan): void {
  const carried = new Map(changes.map(({ id }) => [id, [] as number[]]));
  for (const { items } of requests) for (const { change, carries } of items) carried.get(change)?.push(...carries);
  for (const { id, differences } of changes) {
    expect(carried.get(id)?.toSorted((a, b) => a - b)).toEqual(differences.map((_, index) => index));
  }
  expect(requests.flatMap(({ items }) => items).filter(({ carries }) => carries.length === 0)).toEqual([]);
}

test.each(Object.entries(LIMITS) as [DialectName, Limits][])(
  '%s: the number of requests is the lower bound',
  async (dialect, limits) => {
    await fc.assert(
      fc.asyncProperty(workload, async (needs) => {
        const contacts = needs.map((one, index) => wanted(one, index, limits));
        const vendor = needs.flatMap((one, index) => existing(one, index, limits));
        const plan = await planned(dialect, contacts, vendor);
        expect(plan.requests).toHaveLength(lowerBound(needs, limits));
        const changed = needs.filter((one) => one.create || isPatched(one, limits) || usesTagCalls(one, limits));
        expect(plan.changes).toHaveLength(changed.length);
        expectEverythingCarried(plan);
      }),
      { numRuns: 25 + EDGES.length, examples: EDGES.map((needs) => [needs]) },
    );
  },
);
