// People who must not be mailed, at every dialect: who is there is unsubscribed, nobody is created, and then nothing is left to do.

import { describe, expect, test } from 'vitest';
import type { Wire } from './fixtures/fixture.ts';
import { people as crowd, person } from './person.ts';
import { accountOf, describeDialects } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const email = 'jane@example.com';
  const basis = capabilities.channels.email?.basisRequired ? { basis: 'express' } : {};
  const subscribed = { email: { status: 'subscribed', ...basis } };

  async function declare(suppressions: readonly unknown[], contacts: readonly unknown[] = [], settings: Wire = {}) {
    const accounts = { acme: { ...accountOf(capabilities), ...settings } };
    await stage.bench.write('contacts.json', JSON.stringify({ accounts, contacts, suppressions }));
  }

  test.each([
    ['whom nobody declares', []],
    ['who is declared subscribed', [{ email, channels: subscribed }]],
    ['who is declared without a word of consent', [{ email, onMissing: 'skip' }]],
  ])('somebody %s is unsubscribed, others are left alone', async (_, contacts) => {
    await stage.populate([person({ email }), person({ email: 'kim@example.com' })]);
    await declare([{ email: 'Jane@Example.com' }, { email: 'nobody@example.com' }], contacts);
    const { plan, writes, people } = await stage.reconcile();
    expect(Object.fromEntries(people.map((one) => [one.email, one.status]))).toEqual({
      [email]: 'unsubscribed',
      'kim@example.com': 'subscribed',
    });
    expect(writes).toHaveLength(1);
    expect(plan.changes).toMatchObject([{ key: `acme/${email}`, action: 'update', suppressed: true }]);
    const isDeclaredSubscribed = contacts.some((contact) => 'channels' in contact);
    expect(plan.accounts[0]?.held).toMatchObject(isDeclaredSubscribed ? [{ reason: 'suppressed-here' }] : []);
    expect(plan.accounts[0]?.suppressions).toEqual({ people: 2 });
  });

  test('nobody is created, whatever is declared (E8)', async () => {
    await stage.populate([]);
    await declare([{ email }], [{ email, channels: subscribed }]);
    const { plan, writes, people } = await stage.reconcile();
    expect({ writes, people, changes: plan.changes }).toEqual({ writes: [], people: [], changes: [] });
    expect(plan.accounts[0]?.held).toMatchObject([{ reason: 'suppressed-here', channel: 'email' }]);
  });

  test('whoever left already is not written, and other fields of theirs are', async () => {
    await stage.populate([person({ email, status: 'unsubscribed' })]);
    await declare([{ email }], [{ email, firstName: 'Janet', channels: subscribed }]);
    const { writes, people } = await stage.reconcile();
    expect(writes.filter(({ body }) => fixture.subscribes(body))).toEqual([]);
    expect(people).toMatchObject([{ status: 'unsubscribed', scalars: { firstName: 'Janet' } }]);
  });

  test('a claim of newer consent does not lift a suppression', async () => {
    await stage.populate([person({ email, status: 'unsubscribed' })]);
    const consent = { source: 'form', createdAt: '2026-05-30T10:00:00Z', supersedesOptOut: true };
    const claim = { email: { status: 'subscribed', ...basis, consent } };
    await declare([{ email }], [{ email, channels: claim }], { resubscribe: 'with-consent' });
    const { plan, writes, people } = await stage.reconcile();
    expect({ writes, changes: plan.changes }).toEqual({ writes: [], changes: [] });
    expect(people).toMatchObject([{ status: 'unsubscribed' }]);
  });

  test('a suppression of another account has no effect here', async () => {
    await stage.populate([person({ email })]);
    const other = { provider: 'loops', apiKey: '${OTHER}' };
    await stage.bench.write(
      'contacts.json',
      JSON.stringify({
        accounts: { acme: accountOf(capabilities), zeta: other },
        suppressions: [{ email, accounts: ['zeta'] }],
        contacts: [{ email, accounts: ['acme'], channels: subscribed }],
      }),
    );
    const plan = await stage.bench.plan();
    expect(plan.accounts.map(({ account, suppressions }) => [account, suppressions?.people])).toEqual([
      ['acme', undefined],
      ['zeta', 1],
    ]);
    expect(plan.changes).toEqual([]);
  });

  describe('under limits', () => {
    const names = crowd(40);

    test('a list may unsubscribe a small part of a large account that declares nobody', async () => {
      await stage.populate([...names, ...crowd(160).slice(40)]);
      await declare(names.slice(0, 12).map((one) => ({ email: one.email })));
      const plan = await stage.bench.plan();
      const isListed = plan.accounts[0]?.reading.known !== undefined;
      // Where nobody can be listed, nothing is known of the account's size.
      const rules = plan.accounts[0]?.refusals.map(({ rule }) => rule);
      expect(rules).toEqual(isListed ? [] : ['max-unsubscribes']);
    });

    test('a list that would unsubscribe nearly everybody is refused', async () => {
      await stage.populate(names);
      await declare(names.map((one) => ({ email: one.email })));
      const plan = await stage.bench.plan();
      expect(plan.accounts[0]?.refusals.map(({ rule }) => rule)).toEqual(['max-unsubscribes']);
    });
  });
});
