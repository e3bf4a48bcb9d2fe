// Rows of the faults about consent, at every dialect that has the case: dates (E5), the welcome message (E6), nobody who is created
// against a line (E8), and an address that was edited in place (E9). Complaints and suppressions in a vendor's own words (E3, E4) are
// in test/providers and in scenario 16-causes.
// @module-tag slow

import { expect, test } from 'vitest';
import { withBase } from '../../src/base/compare.ts';
import { baseOfConfiguration } from '../../src/base/layers.ts';
import type { Configuration } from '../../src/index.ts';
import { person } from './person.ts';
import { accountOf, describeDialects, testUnless } from './stage.ts';

const EMAIL = 'jane@example.com';
const CREATED_AT = '2026-05-20T10:00:00Z';
const consent = { createdAt: CREATED_AT };

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { email: channel, sms } = capabilities.channels;
  const basis = channel?.basisRequired ? { basis: 'express' } : {};
  const subscribed = { status: 'subscribed', ...basis } as const;
  const { statusDate } = fixture;
  const undated = statusDate === undefined ? 'the vendor takes no date' : undefined;

  testUnless(undated, 'a subscription of which only the consent is dated is sent with that date (E5)', async () => {
    await stage.populate([person({ status: 'nonSubscribed' })]);
    await stage.declare([{ email: EMAIL, channels: { email: { ...subscribed, consent } } }]);
    expect((await stage.reconcile()).people).toMatchObject([{ status: 'subscribed' }]);
    expect(statusDate?.(await stage.side())).toBe(CREATED_AT);
  });

  testUnless(undated, 'with an older consent, it is dated one second after live (E5)', async () => {
    await stage.populate([person({ status: 'nonSubscribed' })]);
    const older = { createdAt: '2020-01-01T00:00:00Z' };
    await stage.declare([{ email: EMAIL, channels: { email: { ...subscribed, consent: older } } }]);
    await stage.reconcile();
    expect(statusDate?.(await stage.side())).toBe('2024-01-01T00:00:01Z');
  });

  testUnless(undated ?? (sms === undefined ? 'it has no sms' : undefined), 'so is one for sms (E5)', async () => {
    const phone = '+37060000001';
    await stage.populate([person({ phone, sms: 'nonSubscribed' })]);
    await stage.declare([{ email: EMAIL, channels: { sms: { status: 'subscribed', consent } } }]);
    const { writes } = await stage.reconcile();
    expect(JSON.stringify(writes[0]?.body)).toMatch(
      new RegExp(`"sms":\\{"status":"subscribed","status(ChangedAt|Date)":"${CREATED_AT}"`),
    );
  });

  const noWelcome = capabilities.creates.welcome ? undefined : 'it sends no welcome message';
  testUnless(noWelcome, 'whoever becomes subscribed gets the welcome message that is asked for (E6)', async () => {
    for (const [welcome, sent] of [
      [true, 1],
      [false, 0],
    ] as const) {
      await stage.populate([person({ status: 'nonSubscribed' })]);
      await stage.declare([{ email: EMAIL, welcome, channels: { email: { ...subscribed, consent } } }]);
      const { plan } = await stage.reconcile();
      expect(fixture.messages(await stage.side())).toBe(sent);
      expect(
        plan.accounts[0]?.notices.map(({ rule }) => rule).filter((rule) => rule.startsWith('welcome')),
      ).toHaveLength(sent);
    }
  });

  test.each([
    ['on the contact', [{ email: EMAIL, channels: { email: 'unsubscribed' }, onMissing: 'skip' }], {}],
    ['on the account', [{ email: EMAIL, channels: { email: 'unsubscribed' } }], { onMissing: 'skip' }],
  ] as const)('`onMissing: skip` %s creates nobody to be unsubscribed (E8)', async (_, contacts, settings) => {
    await stage.populate([]);
    await stage.declare(contacts, settings);
    const { writes, people } = await stage.reconcile();
    expect({ writes, people }).toEqual({ writes: [], people: [] });
  });

  test('`onMissing: skip` in `defaults` does so, too, and a contact may say otherwise (E8)', async () => {
    await stage.populate([]);
    const others = [
      { email: EMAIL, channels: { email: 'unsubscribed' } },
      { email: 'kim@example.com', channels: { email: 'unsubscribed' }, onMissing: 'create' },
    ];
    const manifest = { accounts: { acme: accountOf(capabilities) }, defaults: { onMissing: 'skip' }, contacts: others };
    await stage.bench.write('contacts.json', JSON.stringify(manifest));
    expect((await stage.reconcile()).people.map(({ email }) => email)).toEqual(['kim@example.com']);
  });

  test('an address that was edited in place makes no second person, and the plan says the whole way (E9)', async () => {
    const declared = async (email: string): Promise<Configuration> => {
      await stage.declare([{ email, firstName: 'Kim', channels: { email: { ...subscribed, consent } } }]);
      return stage.bench.load();
    };
    await stage.populate([person({ email: 'kim@example.com', scalars: { firstName: 'Kim' } })]);
    const before = await declared('kim@example.com');
    const today = await declared('kim.lee@example.com');
    const { configuration } = withBase({ configuration: today, whole: today }, baseOfConfiguration(before));
    const plan = await stage.bench.plan(configuration);
    expect(plan.requests).toEqual([]);
    const way = { none: 'two-contacts', id: 'previously', userId: 'by-user-id' }[capabilities.identity.emailChange];
    expect(plan.changes).toMatchObject([
      { key: 'acme/kim.lee@example.com', blocked: [{ rule: 'looks-like-email-change', args: { why: way } }] },
    ]);
  });
});
