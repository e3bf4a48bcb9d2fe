// Creates: planned as creates, minimal, without a subscription or a message that nobody asked for, and never over somebody
// who is there.

import { expect, test } from 'vitest';
import type { Capabilities } from '../../src/providers/capabilities.ts';
import { completePerson, people, person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { creates, channels } = capabilities;
  const email = 'new@example.com';
  /** What a create must say of consent at the least. */
  const status = creates.needsEmailStatus ? { channels: { email: 'unsubscribed' } } : {};
  const subscribed = {
    channels: {
      email: { status: 'subscribed', ...(channels.email?.basisRequired ? { basis: 'express' } : {}) },
    },
  };

  test('is the documented request and nothing else', async () => {
    await stage.populate(people(1));
    await stage.declare([{ email, ...status }]);
    const { plan, writes, people: after } = await stage.reconcile();
    expect(plan.changes).toMatchObject([{ action: 'create' }]);
    expect(writes).toMatchObject([fixture.minimalCreate(email)]);
    expect(writes.filter(({ body }) => fixture.subscribes(body))).toEqual([]);
    const expected = creates.needsEmailStatus ? 'unsubscribed' : 'nonSubscribed';
    expect(after.slice(1)).toEqual([person({ email, status: expected })]);
    expect(fixture.messages(await stage.side())).toBe(0);
  });

  test('is looked for in both spellings of its email right before it is sent', async () => {
    await stage.populate([]);
    await stage.declare([{ email: 'New@Example.com', ...status }]);
    const { people: after } = await stage.reconcile();
    expect(after).toMatchObject([{ email }]);
    const requests = await stage.bench.requests();
    const write = requests.findIndex(({ method }) => method !== 'GET');
    const asked = requests.slice(0, write).filter(({ path }) => path === fixture.lookUpPath);
    const emails = asked.map(({ query }) => JSON.stringify(query).match(/new@example\.com/i)?.[0]);
    expect(emails.slice(-2)).toEqual([email, 'New@Example.com']);
  });

  test('subscribes whose manifest says so, and sends no welcome', async () => {
    await stage.populate([]);
    await stage.declare([{ email, ...subscribed }]);
    const { plan, writes, people: after } = await stage.reconcile();
    expect(writes.map(({ body }) => fixture.subscribes(body))).toEqual([true]);
    expect(after).toEqual([person({ email, status: 'subscribed' })]);
    expect(fixture.messages(await stage.side())).toBe(0);
    expect(plan.accounts[0]?.people).toMatchObject({ becomeMailable: 1 });
  });

  testUnless(
    creates.keepsCreatedAt ? undefined : 'creates.keepsCreatedAt is false',
    'keeps the date of an earlier beginning, and never compares it',
    async () => {
      const createdAt = '2019-05-01T08:00:00Z';
      await stage.populate([person({ email: 'old@example.com', status: 'unsubscribed' })]);
      const others = people(12).map((one) => ({ email: one.email, ...status, createdAt }));
      const old = { email: 'old@example.com', firstName: 'Old', createdAt };
      await stage.declare([{ email, ...status, createdAt: '2019-05-01T10:00:00+02:00' }, old, ...others]);
      const { writes } = await stage.reconcile();
      const bodies = writes.flatMap(({ body }) => (body as { items?: readonly unknown[] }).items ?? [body]);
      expect(bodies.filter((body) => JSON.stringify(body).includes(createdAt))).toHaveLength(13);
      const { contacts } = await stage.side();
      const kept = contacts.filter(
        (one: Record<string, Record<string, unknown>>) => one.customProperties?.externalCreated,
      );
      expect(kept).toHaveLength(13);

      await stage.declare([{ email, ...status, createdAt: '2020-01-01T00:00:00Z' }]);
      expect((await stage.reconcile()).plan.changes).toEqual([]);
    },
  );

  testUnless(
    creates.keepsCreatedAt ? 'creates.keepsCreatedAt is true' : undefined,
    'a date of an earlier beginning is a mistake where only this account has the contact',
    async () => {
      await stage.declare([{ email, ...status, createdAt: '2019-05-01T08:00:00Z' }]);
      expect((await stage.bench.diagnose()).map(({ code }) => code)).toEqual(['field-not-supported']);
    },
  );

  testUnless(
    creates.welcome ? undefined : 'creates.welcome is false',
    'sends the welcome that is asked for, once',
    async () => {
      await stage.populate([]);
      await stage.declare([{ email, ...subscribed, welcome: true }]);
      await stage.reconcile();
      expect(fixture.messages(await stage.side())).toBe(1);
    },
  );

  testUnless(
    creates.needsEmailStatus ? undefined : 'creates.needsEmailStatus is false',
    'without a status is blocked, as the vendor would subscribe',
    async () => {
      await stage.populate([]);
      await stage.declare([{ email, firstName: 'Jane' }]);
      const { plan, writes } = await stage.reconcile();
      expect(plan.changes).toMatchObject([{ action: 'create', blocked: [{ rule: 'create-needs-status' }] }]);
      expect(writes).toEqual([]);
    },
  );

  test('writes every field at once', async () => {
    const complete = completePerson(capabilities);
    const sets = Object.entries(complete.sets).map(([name, members]) => {
      const form = capabilities[name as keyof typeof complete.sets];
      return [name, form.list ? members : Object.fromEntries(members.map((member) => [member, true]))];
    });
    const { userId, phone } = complete;
    await stage.populate([]);
    await stage.declare([
      {
        ...{ email, userId, phone, ...complete.scalars, ...Object.fromEntries(sets) },
        customProperties: complete.properties,
        ...subscribed,
      },
    ]);
    const { writes, people: after } = await stage.reconcile();
    expect(writes).toHaveLength(1);
    expect(after).toEqual([{ ...complete, email }]);
  });

  test('many are created together, and each once', async () => {
    await stage.populate(people(3));
    await stage.declare(people(20).map(({ email }) => ({ email, firstName: 'Jane', ...status })));
    const { writes, people: after } = await stage.reconcile();
    expect(writes.length).toBeLessThanOrEqual(20);
    expect(writes.filter(({ body }) => fixture.subscribes(body))).toEqual([]);
    expect(after.map((one) => one.email)).toEqual(expect.arrayContaining(people(20).map((one) => one.email)));
    expect(after).toHaveLength(20);
    expect(after.filter(({ scalars }) => scalars.firstName !== 'Jane')).toEqual([]);
    expect(fixture.messages(await stage.side())).toBe(0);
  });

  test.each([1, 6])('a contact that appears before the apply is left alone (%i created)', async (count) => {
    await stage.populate([]);
    await stage.declare(people(count).map(({ email }) => ({ email, firstName: 'Mine', ...status })));
    const plan = await stage.bench.plan();
    const theirs = person({ email: 'user1@example.com', status: 'subscribed', scalars: { firstName: 'Theirs' } });
    await stage.populate([theirs]);
    const { outcomes } = await stage.bench.apply(plan);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['stale', ...Array(count - 1).fill('succeeded')]);
    expect((await stage.people())[0]).toEqual(theirs);
  });

  const second = secondIdentifier(capabilities);
  testUnless(second.reason, `a ${second.kind} that another contact has is never taken from it`, async () => {
    const complete = completePerson(capabilities);
    await stage.populate([complete]);
    await stage.declare([{ email, [second.kind]: complete[second.kind], firstName: 'Mine', ...status }]);
    const plan = await stage.bench.plan();
    expect(plan.changes.flatMap(({ blocked }) => blocked)).not.toEqual([]);
    await stage.bench.apply(plan);
    const [owner, ...others] = await stage.people();
    expect({ email: owner?.email, value: owner?.[second.kind] }).toEqual({
      email: complete.email,
      value: complete[second.kind],
    });
    expect(others).toEqual([]);
  });
});

function secondIdentifier({ identity }: Capabilities): { kind: 'userId' | 'phone'; reason?: string } {
  const kind = (['userId', 'phone'] as const).find((candidate) => identity.lookUp.includes(candidate));
  return kind === undefined ? { kind: 'phone', reason: 'identity.lookUp has email only' } : { kind };
}
