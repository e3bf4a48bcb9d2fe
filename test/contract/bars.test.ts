// What a thousand contacts cost in requests. Prices come from capability data; the bars are the project's own.
// @module-tag slow

import { expect, test } from 'vitest';
import { people, person } from './person.ts';
import { describeDialects, testUnless } from './stage.ts';

const MANY = 1000;

describeDialects((stage) => {
  const { capabilities } = stage;
  const { reads, tags } = capabilities;

  test(`${MANY} that agree are read by the cheapest way, and nothing is written`, async () => {
    await stage.populate(people(MANY, { status: 'unsubscribed' }));
    await stage.declare(people(MANY).map(({ email }) => ({ email, channels: { email: 'unsubscribed' } })));
    const plan = await stage.bench.plan();
    expect(plan.accounts[0]).toMatchObject({ complete: true, unchanged: MANY, requests: 0 });

    const received = await stage.bench.requests();
    const requests = received.filter(({ path }) => path === stage.fixture.lookUpPath);
    const listing = reads.list === undefined ? Number.POSITIVE_INFINITY : Math.ceil(MANY / reads.list.pageSize) + 1;
    expect(requests.length).toBeLessThanOrEqual(Math.min(listing, MANY));
    // Beside them, only what the account defines.
    expect(received.length - requests.length).toBeLessThanOrEqual(3);
    if (reads.list === undefined) expect(requests).toHaveLength(MANY);
  });

  testUnless(
    tags.map ? undefined : 'tags.map is false, so creates and tags do not come in groups',
    `${MANY} creates take 12 writes at most`,
    async () => {
      await stage.populate([]);
      await stage.declare(
        people(MANY).map(({ email }) => ({ email, firstName: 'Jane', tags: ['news'], customProperties: { seats: 3 } })),
        // An account in which nobody is found would be refused.
        { limits: { minContacts: 0 } },
      );
      const { plan, writes, people: after } = await stage.reconcile();
      expect(plan.changes).toHaveLength(MANY);
      expect(writes.length).toBeLessThanOrEqual(12);
      expect(after).toHaveLength(MANY);
    },
  );

  testUnless(
    tags.map ? undefined : 'tags.map is false',
    `${MANY} contacts are given one tag in 4 writes at most`,
    async () => {
      await stage.populate(people(MANY, { sets: { tags: ['news'] } }));
      await stage.declare(people(MANY).map(({ email }) => ({ email, tags: { promo: true } })));
      const { writes, people: after } = await stage.reconcile();
      expect(writes.length).toBeLessThanOrEqual(4);
      expect(after.filter(({ sets }) => sets.tags?.join() !== 'news,promo')).toEqual([]);
    },
  );

  testUnless(
    reads.lookUpGroup > 1 ? undefined : 'reads.lookUpGroup is 1, so that each is looked for by itself',
    `${MANY} creates are looked for in 25 requests at most, before they are planned and again before they are sent`,
    async () => {
      await stage.populate([]);
      await stage.declare(
        people(MANY).map(({ email }) => ({ email, channels: { email: 'unsubscribed' } })),
        { limits: { minContacts: 0 } },
      );
      const plan = await stage.bench.plan();
      expect((await stage.bench.requests()).length).toBeLessThanOrEqual(25);

      await stage.bench.forgetRequests();
      let written = 0;
      const { outcomes } = await stage.bench.apply(plan, undefined, ({ type }) => {
        if (type === 'sending') written += 1;
      });
      expect(outcomes.filter(({ status }) => status !== 'succeeded')).toEqual([]);
      expect(written).toBe(MANY);
      const requests = await stage.bench.requests();
      const firstWrite = requests.findIndex(({ method }) => method !== 'GET');
      expect(firstWrite).toBeGreaterThan(0);
      expect(firstWrite).toBeLessThanOrEqual(25);
      // Beside them, the read-back.
      expect(requests.length - MANY - firstWrite).toBeLessThanOrEqual(25);
    },
  );

  test('200 updates take 200 writes at most, and leave everybody else alone', async () => {
    const others = people(50).map((one) => ({ ...one, email: `other-${one.email}` }));
    await stage.populate([...people(200), ...others]);
    await stage.declare(people(200).map((one) => ({ email: one.email, lastName: 'Roe' })));
    const { writes, people: after } = await stage.reconcile();
    expect(writes.length).toBeLessThanOrEqual(200);
    expect(after.slice(200)).toEqual(others.map((one) => person(one)));
  });
});
