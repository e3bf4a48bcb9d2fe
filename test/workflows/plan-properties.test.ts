// Properties of plans, with random desired and live states and a real server.
// @module-tag slow

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { withoutBase } from '../../src/base/suppressed/configuration.ts';
import { contactPacker } from '../../src/contact/packed/desired.ts';
import type { Plan } from '../../src/index.ts';
import { serialisePlan } from '../../src/plan/plan-file.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({ manifests: {} });
  await bench.write(
    'accounts.yaml',
    'accounts:\n  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "${OMNISEND_API_KEY}" }\n',
  );
});
afterAll(() => bench.close());

const RUNS = { numRuns: 60 };
const PEOPLE = ['a@example.com', 'b@example.com', 'c+d@example.com'];
const TEXT_FIELDS = ['firstName', 'lastName', 'city', 'address', 'postalCode', 'state'] as const;
const TAGS = ['vip', 'old', 'beta', 'with space', 'constructor'];
const PROPERTIES = ['age', 'height', 'plan_1', 'constructor', '__proto__', 'toString'];

const text = fc
  .oneof(
    fc.constantFrom('Jane', '02142', 'no', '1e3', '東京 🗼', 'O"\'\\', ' padded '),
    fc.string({ minLength: 1, maxLength: 40 }),
  )
  .filter((value) => !/[\p{Cc}\p{Cf}\u2028\u2029\ufffd]|[\ud800-\udfff]/u.test(value));
const property = fc.oneof(
  text,
  fc.boolean(),
  fc.integer(),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(8)) || 0),
  fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
);
const names = <K extends string, V>(keys: readonly K[], value: fc.Arbitrary<V>): fc.Arbitrary<Record<string, V>> =>
  fc
    .uniqueArray(fc.constantFrom(...keys))
    .chain((chosen) =>
      fc
        .tuple(...chosen.map(() => value))
        .map((values) => Object.fromEntries(chosen.map((key, index) => [key, values[index] as V]))),
    );
const tagSet = fc.uniqueArray(fc.constantFrom(...TAGS));

const desiredContact = fc.record({
  texts: names(TEXT_FIELDS, fc.option(text, { nil: null })),
  tags: fc.option(fc.oneof(tagSet, names(TAGS, fc.boolean())), { nil: undefined }),
  customProperties: names(PROPERTIES, fc.option(property, { nil: null })),
  prune: fc.boolean(),
});
const liveContact = fc.record({
  texts: names(TEXT_FIELDS, text),
  tags: tagSet,
  customProperties: names(PROPERTIES, property),
  status: fc.constantFrom('subscribed', 'unsubscribed', 'nonSubscribed'),
});
const world = fc.record({
  desired: fc.tuple(...PEOPLE.map(() => fc.option(desiredContact, { nil: undefined }))),
  live: fc.tuple(...PEOPLE.map(() => fc.option(liveContact, { nil: undefined }))),
});

type Desired = NonNullable<typeof desiredContact extends fc.Arbitrary<infer T> ? T : never>;
type Live = NonNullable<typeof liveContact extends fc.Arbitrary<infer T> ? T : never>;
interface World {
  readonly desired: readonly (Desired | undefined)[];
  readonly live: readonly (Live | undefined)[];
}

async function arrange({ desired, live }: World): Promise<void> {
  const contacts = desired.flatMap((contact, index) =>
    contact === undefined
      ? []
      : [
          {
            email: PEOPLE[index],
            ...contact.texts,
            ...(contact.tags === undefined ? {} : { tags: contact.tags }),
            customProperties: contact.customProperties,
            ...(contact.prune ? { prune: ['customProperties'] } : {}),
          },
        ],
  );
  await bench.write('people.yaml', stringify({ contacts }, { defaultStringType: 'QUOTE_DOUBLE' }));
  await bench.setState({
    version: 1,
    accounts: {
      shop: {
        omnisend: {
          contacts: live.flatMap((contact, index) => (contact === undefined ? [] : [vendorContact(contact, index)])),
        },
      },
    },
  });
  await bench.forgetRequests();
}

function vendorContact({ texts, tags, customProperties, status }: Live, index: number): object {
  const channels = { email: { status, statusChangedAt: '2024-01-01T00:00:00Z' } };
  return { identifiers: [{ type: 'email', id: PEOPLE[index], channels }], ...texts, tags, customProperties };
}

interface VendorContact extends Record<string, unknown> {
  readonly identifiers: readonly { readonly id: string; readonly channels: unknown }[];
  readonly tags: readonly string[];
  readonly customProperties: Record<string, unknown>;
}

async function vendorContacts(): Promise<ReadonlyMap<string, VendorContact>> {
  const state = await bench.state();
  const contacts = (state.accounts.shop?.omnisend.contacts ?? []) as VendorContact[];
  return new Map(contacts.map((contact) => [contact.identifiers[0]?.id ?? '', contact]));
}

function property6(value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(6)) || 0 : (value ?? null);
}

function own(values: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

function expectManaged(desired: Desired, live: VendorContact): void {
  for (const [name, value] of Object.entries(desired.texts)) expect(live[name] || null).toEqual(value);
  for (const [name, value] of Object.entries(desired.customProperties)) {
    expect(property6(own(live.customProperties, name))).toEqual(property6(value));
  }
  if (Array.isArray(desired.tags)) expect([...live.tags].sort()).toEqual([...desired.tags].sort());
  else for (const [tag, member] of Object.entries(desired.tags ?? {})) expect(live.tags.includes(tag)).toBe(member);
}

function expectUnmanagedUntouched(desired: Desired | undefined, before: VendorContact, after: VendorContact): void {
  for (const name of TEXT_FIELDS) {
    if (desired === undefined || !Object.hasOwn(desired.texts, name))
      expect(after[name] || null).toEqual(before[name] || null);
  }
  for (const name of PROPERTIES) {
    const managed = desired !== undefined && (desired.prune || Object.hasOwn(desired.customProperties, name));
    if (!managed) expect(own(after.customProperties, name)).toEqual(own(before.customProperties, name));
  }
  if (!Array.isArray(desired?.tags)) {
    const named = Object.keys(desired?.tags ?? {});
    expect(after.tags.filter((tag) => !named.includes(tag))).toEqual(before.tags.filter((tag) => !named.includes(tag)));
  }
  expect(after.identifiers).toEqual(before.identifiers);
}

describe('with random contacts', () => {
  test('applying a plan sets the desired values, changes nothing else, and the next plan is empty', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        await arrange(drawn);
        const before = await vendorContacts();
        const plan = await bench.plan();
        for (const { differences } of plan.changes) {
          for (const { before: old, after } of differences) expect(old).not.toEqual(after);
        }
        const { outcomes } = await bench.apply(plan);
        expect(outcomes.map(({ status }) => status)).toEqual(plan.changes.map(() => 'succeeded'));

        const after = await vendorContacts();
        for (const [index, email] of PEOPLE.entries()) {
          const desired = drawn.desired[index];
          const live = after.get(email);
          const old = before.get(email);
          if (desired !== undefined) expectManaged(desired, live as VendorContact);
          if (old !== undefined) expectUnmanagedUntouched(desired, old, live as VendorContact);
          else expect(live === undefined).toBe(desired === undefined);
        }
        const again = await bench.plan();
        expect([again.changes, again.requests]).toEqual([[], []]);
      }),
      RUNS,
    );
  });

  test('the plan does not depend on the order of contacts and files', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.boolean(), async (drawn, split) => {
        await arrange(drawn);
        const straight = await bench.plan();
        await rearrange(drawn, split);
        const shuffled = await bench.plan();
        await bench.write('zz.yaml', 'contacts: []\n');
        expect(withoutSources(shuffled)).toEqual(withoutSources(straight));
        expect(shuffled.planId).toBe(straight.planId);
      }),
      { numRuns: 25 },
    );
  });

  test('the plan does not depend on how contacts are held', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (drawn) => {
        await arrange(drawn);
        const loaded = await bench.load();
        const { pack } = contactPacker();
        const packed = { ...loaded, contacts: loaded.contacts.map(pack) };
        const [plain, held] = [await bench.plan(withoutBase(loaded)), await bench.plan(withoutBase(packed))];
        expect([...serialisePlan(held)].join('')).toBe([...serialisePlan(plain)].join(''));
      }),
      { numRuns: 25 },
    );
  });

  async function rearrange({ desired }: World, split: boolean): Promise<void> {
    const contacts = desired
      .flatMap((contact, index) =>
        contact === undefined
          ? []
          : [
              {
                ...(contact.prune ? { prune: ['customProperties'] } : {}),
                customProperties: contact.customProperties,
                ...(contact.tags === undefined ? {} : { tags: contact.tags }),
                ...contact.texts,
                email: PEOPLE[index],
              },
            ],
      )
      .reverse();
    const [first, ...rest] = contacts;
    await bench.write(
      'people.yaml',
      stringify({ contacts: split ? rest : contacts }, { defaultStringType: 'QUOTE_SINGLE' }),
    );
    await bench.write(
      'zz.yaml',
      stringify({ contacts: split && first !== undefined ? [first] : [] }, { defaultStringType: 'QUOTE_SINGLE' }),
    );
  }

  function withoutSources({ changes, requests }: Plan): unknown {
    return { changes: changes.map(({ source: _, ...change }) => change), requests };
  }
});
