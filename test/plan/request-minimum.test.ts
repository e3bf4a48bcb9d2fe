// No request too many, and nothing left out: over drawn workloads, the number of planned requests is a lower bound that is
// computed here from the vendors' documents and from what was drawn alone, and they carry every difference once.
// @module-tag slow

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { Plan } from '../../src/plan/document.ts';
import { type DialectName, providerOf } from '../../src/providers/table.ts';
import { account, CONSENTS, decideAll, desired, live } from './subject.ts';

interface Limits {
  /** Contacts that one call may create; absent: the vendor has no such call. */
  readonly createsPerCall?: number;
  /** Contacts to which one call may give a tag; absent: the vendor has no such call. */
  readonly contactsPerTagCall?: number;
  /** The set that a contact has there. */
  readonly set: 'tags' | 'lists';
  /** Members of the set can be named one by one in the contact's own request. */
  readonly members?: true;
  /** A contact can be given a phone. */
  readonly phones?: true;
  /** What a contact keeps when its email changes; absent: its email cannot be changed. */
  readonly renamedBy?: 'id' | 'userId';
}

const LIMITS: Readonly<Record<DialectName, Limits>> = {
  'omnisend@2026-03-15': { createsPerCall: 100, contactsPerTagCall: 250, set: 'tags', phones: true },
  'omnisend@v5': { createsPerCall: 100, set: 'tags', phones: true },
  'omnisend@v3': { createsPerCall: 1000, set: 'tags', phones: true },
  'loops@v1': { set: 'lists', members: true, renamedBy: 'userId' },
  'envoke@v1': { set: 'lists', members: true, renamedBy: 'id' },
};

/** A batch costs its POST, two questions whether it is done, and one for what came of it. */
const REQUESTS_OF_A_BATCH = 4;

/** What one contact needs; nothing of it: it is as declared. */
interface Need {
  readonly create: boolean;
  readonly field: boolean;
  readonly property: boolean;
  /** A property that it has and should not. */
  readonly removal: boolean;
  /** Some of the rest, where the vendor has it; `members` is none where the whole list is claimed. */
  readonly list: boolean;
  readonly members: boolean;
  readonly phone: boolean;
  readonly rename: boolean;
  readonly consent: boolean;
  /** Map-form tags that it lacks, and one that it has and should not. */
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
/** One need alone, or two: among many, one request too much for one of them would not show. */
const sparse: fc.Arbitrary<Need> = fc
  .tuple(need, fc.subarray(Object.keys(nothing) as (keyof Need)[], { minLength: 1, maxLength: 2 }))
  .map(([drawn, names]) => ({ ...nothing, ...Object.fromEntries(names.map((name) => [name, drawn[name]])) }));
/** A few kinds of contact, each as often as is drawn, so that groups and batches overflow. */
const workload = fc
  .array(fc.tuple(fc.oneof(need, sparse, fc.constant(nothing)), fc.integer({ min: 1, max: 320 })), { maxLength: 5 })
  .map((kinds) => kinds.flatMap(([kind, count]) => times(kind, count)));

function times(kind: Need, count: number): readonly Need[] {
  return Array.from({ length: count }, () => kind);
}

/** Just below, at, and just above whatever a call takes, of creates and of map-form tags, with nothing beside them. */
const EDGES = [1, 4, 5, 6, 99, 100, 101, 105, 249, 250, 251, 1000, 1001].flatMap((count) => [
  times({ ...nothing, create: true }, count),
  times({ ...nothing, tags: ['vip'] }, count),
  [...times({ ...nothing, create: true, tags: ['vip'] }, count), ...times({ ...nothing, untag: true }, count)],
]);

/** Map-form tags and a list-form set claim the same field, so a contact has one or the other. */
function usesTagCalls({ list, tags, untag }: Need, { contactsPerTagCall }: Limits): boolean {
  return contactsPerTagCall !== undefined && !list && (tags.length > 0 || untag);
}

function namesMembers({ list, members }: Need, limits: Limits): boolean {
  return limits.members === true && members && !list;
}

/** Nobody is renamed who is not there yet. */
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

/** Whatever of these it is, and however many: one request of the contact's own. */
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

/** One call adds or removes one tag, of so many contacts at most. Who is created has no tag that could be taken away. */
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

/** Every difference of every change is carried by one request, and no request carries anything else. */
function expectEverythingCarried({ changes, requests }: Plan): void {
  const carried = new Map(changes.map(({ id }) => [id, [] as number[]]));
  for (const { items } of requests) for (const { change, carries } of items) carried.get(change)?.push(...carries);
  for (const { id, differences } of changes) {
    expect(carried.get(id)?.toSorted((a, b) => a - b)).toEqual(differences.map((_, index) => index));
  }
  expect(requests.flatMap(({ items }) => items).filter(({ carries }) => carries.length === 0)).toEqual([]);
}

test.each(Object.entries(LIMITS) as [DialectName, Limits][])(
  '%s: as many requests as the lower bound says',
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
