// No request too many: over drawn workloads, the number of planned requests is a lower bound that is computed here from the
// vendors' documents and from what was drawn alone.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import { buildPlan } from '../../src/plan/build.ts';
import type { PlannedRequest } from '../../src/plan/document.ts';
import type { DialectName } from '../../src/providers/capabilities.ts';
import { providerOf } from '../../src/providers/registry.ts';
import { account, CONSENTS, decideAll, desired, live } from './subject.ts';

interface Limits {
  /** Contacts that one call may create; absent: the vendor has no such call. */
  readonly createsPerCall?: number;
  /** Contacts to which one call may give a tag; absent: the vendor has no such call. */
  readonly contactsPerTagCall?: number;
  /** The set that a contact has there. */
  readonly set: 'tags' | 'lists';
}

const LIMITS: Readonly<Record<DialectName, Limits>> = {
  'omnisend@2026-03-15': { createsPerCall: 100, contactsPerTagCall: 250, set: 'tags' },
  'omnisend@v5': { createsPerCall: 100, set: 'tags' },
  'omnisend@v3': { createsPerCall: 1000, set: 'tags' },
  'loops@v1': { set: 'lists' },
  'envoke@v1': { set: 'lists' },
};

/** A batch costs its POST, two questions whether it is done, and one for what came of it. */
const REQUESTS_OF_A_BATCH = 4;

/** What one contact needs; nothing of it: it is as declared. */
interface Need {
  readonly create: boolean;
  readonly field: boolean;
  readonly property: boolean;
  readonly list: boolean;
  readonly consent: boolean;
  /** Map-form tags that it lacks, and one that it has and should not. */
  readonly tags: readonly ('vip' | 'beta')[];
  readonly untag: boolean;
}

const need: fc.Arbitrary<Need> = fc.record({
  create: fc.integer({ min: 0, max: 3 }).map((one) => one === 0),
  field: fc.boolean(),
  property: fc.boolean(),
  list: fc.boolean(),
  consent: fc.boolean(),
  tags: fc.subarray(['vip', 'beta'] as const),
  untag: fc.boolean(),
});
const nothing: Need = {
  create: false,
  field: false,
  property: false,
  list: false,
  consent: false,
  tags: [],
  untag: false,
};
/** A few kinds of contact, each as often as is drawn, so that groups and batches overflow. */
const workload = fc
  .array(fc.tuple(fc.oneof(need, fc.constant(nothing)), fc.integer({ min: 1, max: 320 })), { maxLength: 5 })
  .map((kinds) => kinds.flatMap(([kind, count]) => Array.from({ length: count }, () => kind)));

/** Map-form tags and a list-form set claim the same field, so a contact has one or the other. */
function usesTagCalls({ list, tags, untag }: Need, { contactsPerTagCall }: Limits): boolean {
  return contactsPerTagCall !== undefined && !list && (tags.length > 0 || untag);
}

function wanted(one: Need, index: number, limits: Limits): DesiredContact {
  const email = emailOf(index);
  const isTagged = usesTagCalls(one, limits);
  const members = { ...Object.fromEntries(one.tags.map((tag) => [tag, true])), ...(one.untag ? { old: false } : {}) };
  return desired({
    key: `shop/${email}`,
    identifiers: { email },
    scalars: { firstName: one.field ? 'New' : 'Old' },
    customProperties: { plan: one.property ? 'new' : 'old' },
    sets: {
      ...(one.list ? { [limits.set]: { form: 'list', members: ['first', 'old', 'second'] } } : {}),
      ...(isTagged ? { tags: { form: 'map', members } } : {}),
    },
    channels: one.consent || one.create ? { email: { status: 'subscribed', basis: 'express' } } : {},
  });
}

function existing({ create, consent }: Need, index: number, { set }: Limits): readonly LiveContact[] {
  const scalars = { firstName: 'Old' };
  const sets = { [set]: ['first', 'old'] };
  const channels = { email: consent ? CONSENTS.nonSubscribed : CONSENTS.subscribed };
  const known = { id: `v${index}`, emails: [emailOf(index)], scalars, sets, channels };
  return create ? [] : [live({ ...known, customProperties: { plan: 'old' } })];
}

function emailOf(index: number): string {
  return `user${String(index).padStart(4, '0')}@example.com`;
}

function lowerBound(needs: readonly Need[], limits: Limits): number {
  const patched = needs.filter(
    ({ create, field, property, list, consent }) => !create && (field || property || list || consent),
  );
  const created = needs.filter(({ create }) => create).length;
  return patched.length + createCalls(created, limits) + tagCalls(needs, limits);
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
): Promise<readonly PlannedRequest[]> {
  const decided = await decideAll(contacts, vendor, account(dialect), 'list');
  const plan = buildPlan({
    configuration: { digest: '', files: 1, notApplied: [] },
    version: '0',
    filters: { accounts: [], contacts: [], changed: false },
    base: null,
    notes: [],
    accounts: [{ decided, at: { provider: providerOf(dialect), origin: 'o', budgets: [] } }],
  });
  expect(plan.changes.flatMap(({ blocked }) => blocked)).toEqual([]);
  return plan.requests;
}

test.each(Object.entries(LIMITS) as [DialectName, Limits][])(
  '%s: as many requests as the lower bound says',
  async (dialect, limits) => {
    await fc.assert(
      fc.asyncProperty(workload, async (needs) => {
        const contacts = needs.map((one, index) => wanted(one, index, limits));
        const vendor = needs.flatMap((one, index) => existing(one, index, limits));
        const requests = await planned(dialect, contacts, vendor);
        expect(requests).toHaveLength(lowerBound(needs, limits));
      }),
      { numRuns: 25 },
    );
  },
);
