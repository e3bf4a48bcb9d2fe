import { afterEach, describe, expect, test } from 'vitest';
import type { LiveContact } from '../../src/contact/contact.ts';
import { advance, fingerprint, stateOf } from '../../src/plan/fingerprint.ts';
import { connectTo } from '../apply/run-apply.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';
import { CONSENTS, desired, live } from './subject.ts';

const person = desired({
  identifiers: { email: 'jane@example.com' },
  scalars: { firstName: 'Jane', city: null },
  sets: { tags: { form: 'map', members: { vip: true } } },
  customProperties: { age: 33 },
});
const base = live({
  phones: ['+37060000001', '+37060000002', '+37060000003'],
  scalars: { firstName: 'J', lastName: 'Doe' },
  customProperties: { age: 30, other: 'x' },
  sets: { tags: ['a', 'b'] },
  channels: { email: CONSENTS.subscribed },
});
const print = (overrides: Partial<LiveContact> = {}): string =>
  fingerprint(stateOf({ desired: person }, { ...base, ...overrides }));

describe('a fingerprint', () => {
  test.each<readonly [string, Partial<LiveContact>]>([
    ['the vendor’s id', { id: 'other' }],
    ['dates', { channels: { email: { ...CONSENTS.subscribed, since: '2026-01-01T00:00:00Z' } } }],
    ['the vendor’s word for a status', { channels: { email: { ...CONSENTS.subscribed, word: 'Express' } } }],
    ['unmanaged fields', { scalars: { firstName: 'J', lastName: 'X' }, customProperties: { age: 30, other: 'y' } }],
    ['tags that are not named', { sets: { tags: ['b'] } }],
    ['the order of further identifiers', { phones: ['+37060000001', '+37060000003', '+37060000002'] }],
    ['a channel that was never asked', { channels: { email: CONSENTS.subscribed, sms: CONSENTS.nonSubscribed } }],
  ])('does not cover %s', (_what, overrides) => {
    expect(print(overrides)).toBe(print());
  });

  test.each<readonly [string, Partial<LiveContact>]>([
    ['a managed value', { scalars: { firstName: 'K' } }],
    ['a managed value that came', { scalars: { firstName: 'J', city: 'London' } }],
    ['a named tag', { sets: { tags: ['a', 'vip'] } }],
    ['a property', { customProperties: { age: 31 } }],
    ['a status', { channels: { email: CONSENTS.unsubscribed } }],
    ['a status that nobody manages', { channels: { email: CONSENTS.subscribed, sms: CONSENTS.unsubscribed } }],
    [
      'an opt-out under the status of those never asked',
      { channels: { email: CONSENTS.subscribed, sms: CONSENTS.expired } },
    ],
    ['an email', { emails: ['jane@example.com', 'j@example.com'] }],
    ['a phone', { phones: ['+37060000001', '+37060000002'] }],
    ['which phone is the first, as the status is its', { phones: ['+37060000002', '+37060000001', '+37060000003'] }],
    ['a userId', { userId: 'u1' }],
  ])('covers %s', (_what, overrides) => {
    expect(print(overrides)).not.toBe(print());
  });

  test('of an absent contact differs from that of an empty one', () => {
    expect(fingerprint(stateOf({ desired: person }, undefined))).not.toBe(
      fingerprint(stateOf({ desired: person }, live({ emails: [] }))),
    );
  });

  test('of an advanced state equals that of the contact with the changes made', () => {
    const after = advance(stateOf({ desired: person }, base), [
      { path: ['firstName'], op: 'change', before: 'J', after: 'Jane' },
      { path: ['tags', 'vip'], op: 'add', before: null, after: true },
      { path: ['customProperties', 'age'], op: 'remove', before: 30, after: null },
      { path: ['channels', 'email', 'status'], op: 'change', before: 'subscribed', after: 'unsubscribed' },
      { path: ['phone'], op: 'change', before: '+37060000001', after: '+37060000009' },
      { path: ['email'], op: 'change', before: 'jane@example.com', after: 'new@example.com' },
      { path: ['userId'], op: 'add', before: null, after: 'u1' },
    ]);
    const made = live({
      userId: 'u1',
      emails: ['new@example.com'],
      phones: ['+37060000009', '+37060000002', '+37060000003'],
      scalars: { firstName: 'Jane' },
      sets: { tags: ['vip'] },
      channels: { email: CONSENTS.unsubscribed },
    });
    expect(fingerprint(after)).toBe(fingerprint(stateOf({ desired: person }, made)));
  });
});

describe('expectAfter', () => {
  let bench: Workbench | undefined;
  afterEach(async () => bench?.close());

  test('is the fingerprint of the vendor’s contact after each item', async () => {
    bench = await openWorkbench({ manifests: MANIFESTS, state: STATE });
    const configuration = await bench.load();
    const plan = await bench.plan();
    const at = connectTo(bench, configuration.accounts);
    const shop = at.get('shop');
    if (shop === undefined) throw new Error('no account');
    try {
      expect(plan.requests.map(({ kind }) => kind)).toEqual(['single', 'single', 'single', 'grouped', 'grouped']);
      for (const request of plan.requests) {
        const { method, path, query, body } = request;
        await shop.connection.send({ method, path, query, body }, { budgets: [], repeat: 'idempotent' });
        for (const item of request.items) {
          const change = plan.changes.find(({ id }) => id === item.change);
          const wanted = configuration.contacts.find(({ key }) => key === change?.key);
          if (wanted === undefined) throw new Error('no contact');
          await expect.poll(() => readPrint(shop, wanted), { interval: 10 }).toBe(item.expectAfter);
        }
      }
    } finally {
      await shop.connection.close();
    }
  });

  async function readPrint(
    shop: Parameters<typeof readOne>[0],
    wanted: Parameters<typeof readOne>[1],
  ): Promise<string> {
    return fingerprint(stateOf({ desired: wanted }, await readOne(shop, wanted)));
  }

  async function readOne(
    { source }: NonNullable<ReturnType<ReturnType<typeof connectTo>['get']>>,
    { identifiers }: ReturnType<typeof desired>,
  ): Promise<LiveContact | undefined> {
    let found: LiveContact | undefined;
    const ask = { kind: 'email', value: identifiers.email ?? '' } as const;
    await source.read(
      [{ ask, also: [] }],
      (contact) => {
        found = contact;
      },
      { strategy: 'look-up' },
    );
    return found;
  }
});

const MANIFESTS = {
  'accounts.yaml': `accounts:\n  shop: { provider: omnisend, apiKey: "\${K}" }\n`,
  'people.yaml': `contacts:
  - email: jane@example.com
    firstName: Jane
    lastName: null
    tags: { vip: true, old: false }
    customProperties: { age: 33, height: null, score: 0.1234567 }
    channels: { email: unsubscribed }
  - email: new@example.com
    phone: "+37060000001"
    countryCode: GB
    country: United Kingdom
    tags: { vip: true }
    channels: { email: subscribed, sms: subscribed }
  - email: phoneless@example.com
    phone: "+37060000002"
    tags: [a, b]
`,
};

const STATE = {
  version: 1,
  accounts: {
    shop: {
      omnisend: {
        contacts: [
          {
            identifiers: [
              {
                type: 'email',
                id: 'jane@example.com',
                channels: { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
              },
            ],
            firstName: 'J',
            lastName: 'D',
            tags: ['old', 'kept'],
            customProperties: { height: 180, age: 30, other: 'x' },
          },
          {
            identifiers: [
              {
                type: 'email',
                id: 'phoneless@example.com',
                channels: { email: { status: 'unsubscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
              },
            ],
            tags: ['c'],
          },
        ],
      },
    },
  },
};
