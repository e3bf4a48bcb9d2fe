// What the vendors' documents leave open, or contradict each other in: whichever way it is, the laws hold, and whoever is
// quicker than the last look keeps what is theirs.
// @module-tag slow

import { describe, expect, test } from 'vitest';
import { type Person, people, person } from './person.ts';
import { describeDialects } from './stage.ts';

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const { lookUp } = capabilities.identity;
  const kind = (['userId', 'phone'] as const).find((candidate) => lookUp.includes(candidate)) ?? 'phone';
  const value = kind === 'userId' ? 'u_42' : '+37060000001';
  const channels = { email: 'unsubscribed' };
  const owner = person({
    email: 'owner@example.com',
    status: 'unsubscribed',
    [kind]: value,
    ...(capabilities.channels.sms && kind === 'phone' ? { sms: 'nonSubscribed' as const } : {}),
  });

  describe.each([['the vendor as usual', {}] as const, ...Object.entries(fixture.variants)])('%s', (_, variant) => {
    test('contacts are updated and created', async () => {
      const sets = capabilities.tags.list ? { tags: ['news'] } : {};
      await stage.populate(people(3, { status: 'unsubscribed', scalars: { firstName: 'Jane' }, sets }), variant);
      const tags = capabilities.tags.list ? { tags: ['news', 'promo'] } : {};
      await stage.declare(people(6).map(({ email }) => ({ email, firstName: 'Janet', channels, ...tags })));
      const { plan, people: after } = await stage.reconcile();
      expect(plan.changes.map(({ action }) => action).sort()).toEqual([
        ...['create', 'create', 'create'],
        ...['update', 'update', 'update'],
      ]);
      const expected = { status: 'unsubscribed' as const, scalars: { firstName: 'Janet' }, sets: tags };
      expect(after.toSorted(byEmail)).toEqual(people(6, expected));
    });

    test('so many contacts are created that a batch is worth its while', async () => {
      await stage.populate([], variant);
      await stage.declare(people(12).map(({ email }) => ({ email, firstName: 'Jane', channels })));
      await stage.reconcile();
      const expected = { status: 'unsubscribed' as const, scalars: { firstName: 'Jane' } };
      expect((await stage.people()).toSorted(byEmail)).toEqual(people(12, expected).toSorted(byEmail));
    });

    test(`a ${kind} that is taken after the last look is not taken away again`, async () => {
      const jane = person({ status: 'unsubscribed' });
      await stage.populate([jane], variant);
      await stage.declare([{ email: jane.email, [kind]: value }]);
      const plan = await stage.bench.plan();
      const { outcomes } = await stage.bench.apply(plan, undefined, async ({ type }) => {
        if (type === 'sending') await stage.populate([jane, owner], variant);
      });
      expect(outcomes).toHaveLength(1);
      expect(['failed', 'unconverged']).toContain(outcomes[0]?.status);
      expect(await stage.people()).toEqual([jane, owner]);
    });

    test('somebody who appears after the last look is not subscribed', async () => {
      await stage.populate([], variant);
      await stage.declare([
        { email: owner.email, firstName: 'Mine', ...(capabilities.creates.needsEmailStatus ? { channels } : {}) },
      ]);
      const plan = await stage.bench.plan();
      const { outcomes } = await stage.bench.apply(plan, undefined, async ({ type }) => {
        if (type === 'sending') await stage.populate([owner], variant);
      });
      expect(outcomes).toHaveLength(1);
      expect((await stage.people())[0]).toMatchObject({ email: owner.email, status: 'unsubscribed', [kind]: value });
    });
  });

  test.each(capabilities.keyFields)('an update that names its contact by %s', async (keyField) => {
    const variant = Object.assign({}, ...Object.values(fixture.variants));
    const live = person({ ...owner, status: 'subscribed' });
    await stage.populate([live, ...people(2)], variant);
    await stage.declare([{ email: live.email, firstName: 'Janet' }], { keyField });
    const { writes, people: after } = await stage.reconcile();
    expect(writes).toHaveLength(1);
    expect(after).toEqual([{ ...live, scalars: { firstName: 'Janet' } }, ...people(2)]);
  });
});

function byEmail(a: Person, b: Person): number {
  return String(a.email) < String(b.email) ? -1 : 1;
}
