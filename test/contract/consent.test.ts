// Consent both ways. What must never happen is looked for in the request bodies, not in the plan's own words.

import { expect, test } from 'vitest';
import type { Status } from '../../src/contact/consent.ts';
import type { ReceivedRequest } from '../helpers/workbench.ts';
import { person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { email: channel, sms } = capabilities.channels;
  const basis = channel?.basisRequired ? { basis: 'express' } : {};
  const email = 'jane@example.com';
  const consent = { source: 'checkout form', createdAt: '2026-05-20T10:00:00Z', ip: '192.0.2.7' };

  const lacks = (status: Status) =>
    channel?.statuses.includes(status) ? undefined : `channels.email.statuses has no ${status}`;

  function subscribing(writes: readonly ReceivedRequest[]): number {
    return writes.filter(({ body }) => fixture.subscribes(body)).length;
  }

  async function claim(live: Status, claimed: Readonly<Record<string, unknown>>, settings = {}) {
    await stage.populate([person({ status: live })]);
    await stage.declare([{ email, channels: { email: claimed } }], settings);
    const { plan, writes, people } = await stage.reconcile();
    const rules = plan.changes.flatMap(({ blocked }) => blocked.map(({ rule }) => rule));
    return { plan, writes, status: people[0]?.status, rules };
  }

  testUnless(lacks('nonSubscribed'), 'a person joins, with the evidence', async () => {
    const { plan, writes, status } = await claim('nonSubscribed', { status: 'subscribed', ...basis, consent });
    expect({ status, subscribing: subscribing(writes) }).toEqual({ status: 'subscribed', subscribing: 1 });
    expect(JSON.stringify(writes[0]?.body)).toContain('checkout form');
    expect(plan.accounts[0]?.people).toMatchObject({ becomeMailable: 1 });
    expect(fixture.messages(await stage.side())).toBe(0);
  });

  test('a person leaves, and no evidence is made up', async () => {
    const { plan, writes, status } = await claim('subscribed', { status: 'unsubscribed' });
    expect({ status, writes: writes.length, subscribing: subscribing(writes) }).toEqual({
      status: 'unsubscribed',
      writes: 1,
      subscribing: 0,
    });
    expect(plan.accounts[0]?.people).toMatchObject({ stopBeingMailable: 1 });
  });

  const { statusDate } = fixture;
  testUnless(
    statusDate === undefined ? 'the vendor takes no date' : undefined,
    'a decision keeps its date',
    async () => {
      const statusChangedAt = '2025-07-08T09:10:11Z';
      await claim('subscribed', { status: 'unsubscribed', statusChangedAt });
      expect(statusDate?.(await stage.side())).toBe(statusChangedAt);

      const { rules } = await claim('subscribed', { status: 'unsubscribed', statusChangedAt: '2023-07-08T09:10:11Z' });
      expect(rules).toEqual(['stale-status-date']);
    },
  );

  test.each(['subscribed', 'unsubscribed'] as const)('who is %s already is not written', async (status) => {
    const own = status === 'subscribed' ? { ...basis, consent } : {};
    const { plan } = await claim(status, { status, ...own });
    expect(plan.changes).toEqual([]);
  });

  test('who opted out is held', async () => {
    const { plan, status } = await claim('unsubscribed', { status: 'subscribed', ...basis });
    expect(plan.changes).toEqual([]);
    expect(plan.accounts[0]?.held).toMatchObject([{ channel: 'email' }]);
    expect(status).toBe('unsubscribed');
  });

  const claims = [
    ['no leave', { ...consent, supersedesOptOut: true }, {}],
    ['no source', { createdAt: consent.createdAt, supersedesOptOut: true }, { resubscribe: 'with-consent' }],
    ['no date', { source: 'form', supersedesOptOut: true }, { resubscribe: 'with-consent' }],
  ] as const;
  test.each(claims)('a lift is blocked: %s', async (_, evidence, settings) => {
    const { rules, writes, status } = await claim(
      'unsubscribed',
      { status: 'subscribed', ...basis, consent: evidence },
      settings,
    );
    expect({ rules, writes, status }).toEqual({ rules: ['resubscribe'], writes: [], status: 'unsubscribed' });
  });

  test('an opt-out is lifted with leave and newer consent', async () => {
    const { writes, status, rules } = await claim(
      'unsubscribed',
      { status: 'subscribed', ...basis, consent: { ...consent, supersedesOptOut: true } },
      { resubscribe: 'with-consent' },
    );
    expect({ status, rules, subscribing: subscribing(writes) }).toEqual({
      status: 'subscribed',
      rules: [],
      subscribing: 1,
    });
  });

  test('other fields of who opted out are written without a word of consent', async () => {
    await stage.populate([person({ status: 'unsubscribed' })]);
    await stage.declare([{ email, firstName: 'Janet', channels: { email: { status: 'subscribed', ...basis } } }]);
    const { writes, people } = await stage.reconcile();
    expect(subscribing(writes)).toBe(0);
    expect(people).toMatchObject([{ status: 'unsubscribed', scalars: { firstName: 'Janet' } }]);
  });

  testUnless(lacks('nonSubscribed'), 'a subscription is not erased', async () => {
    const { rules, writes } = await claim('subscribed', { status: 'nonSubscribed' });
    expect({ rules, writes }).toEqual({ rules: ['erases-consent'], writes: [] });
  });

  testUnless(
    channel?.statuses.includes('nonSubscribed') ? 'channels.email.statuses has nonSubscribed' : undefined,
    'a status that it does not have is refused offline',
    async () => {
      await stage.declare([{ email, channels: { email: 'nonSubscribed' } }]);
      expect(await stage.bench.diagnose()).toMatchObject([{ code: 'status-not-writable', severity: 'error' }]);
    },
  );

  testUnless(
    channel?.basisRequired ? undefined : 'channels.email.basisRequired is false',
    'a subscription without a basis is refused offline',
    async () => {
      await stage.declare([{ email, channels: { email: 'subscribed' } }]);
      expect(await stage.bench.diagnose()).toMatchObject([{ code: 'basis-required', severity: 'error' }]);
    },
  );

  test('who leaves between plan and apply stays away', async () => {
    await stage.populate([person()]);
    await stage.declare([{ email, firstName: 'Janet', channels: { email: { status: 'subscribed', ...basis } } }]);
    const plan = await stage.bench.plan();
    await stage.populate([person({ status: 'unsubscribed' })]);
    const { outcomes } = await stage.bench.apply(plan);
    expect(outcomes).toMatchObject([{ status: 'stale', code: 'live-moved' }]);
    expect(await stage.writes()).toEqual([]);
  });

  testUnless(sms === undefined ? 'channels.sms is absent' : undefined, 'sms: joins and leaves by itself', async () => {
    const phone = '+37060000001';
    await stage.populate([person({ phone, sms: 'nonSubscribed' })]);
    for (const status of ['subscribed', 'unsubscribed'] as const) {
      await stage.declare([{ email, channels: { sms: { status } } }]);
      const { writes, people } = await stage.reconcile();
      expect(writes).toHaveLength(1);
      expect(people).toEqual([person({ phone, sms: status, status: 'subscribed' })]);
    }
    await stage.declare([{ email, channels: { sms: { status: 'subscribed' } } }]);
    expect((await stage.reconcile()).plan.accounts[0]?.held).toMatchObject([{ channel: 'sms' }]);
  });
});
