// A read that fails is never taken for "absent": what it was about has no change, and the rest of the plan stands.

import { beforeEach, expect, test, vi } from 'vitest';
import { wordsOfFailure } from '../../src/render/words/failures.ts';
import { answerSo, PASSING, REFUSING, STOPPING } from './failures.ts';
import { completePerson, people, person } from './person.ts';
import { describeDialects } from './stage.ts';

// Waits between attempts are random parts of a longest one; of these parts, the smallest.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describeDialects((stage) => {
  const { capabilities, fixture } = stage;
  const lookUps = { method: 'GET', path: fixture.lookUpPath };
  const status = { channels: { email: 'unsubscribed' } };

  test.each([...STOPPING, ...REFUSING, ...PASSING])(
    '$name to every read: the account is incomplete',
    async (failing) => {
      await stage.populate([person({ email: 'user1@example.com' })]);
      await stage.declare(people(2).map(({ email }) => ({ email, firstName: 'Jane', ...status })));
      await answerSo(stage.bench, [lookUps], failing);

      const plan = await stage.bench.plan();
      expect(plan.complete).toBe(false);
      expect({ changes: plan.changes, requests: plan.requests }).toEqual({ changes: [], requests: [] });
      const [failure] = plan.accounts[0]?.failures ?? [];
      const words = failure && wordsOfFailure(failure);
      expect(words?.message).toContain(`acme: GET `);
      expect(words?.message).toContain(fixture.lookUpPath);
      expect(words?.hint).not.toBe('');
      expect(JSON.stringify(plan.accounts)).not.toContain('sandbox:sandbox');

      const { outcomes } = await stage.bench.apply(plan);
      expect({ outcomes, writes: await stage.writes() }).toEqual({ outcomes: [], writes: [] });
    },
  );

  test.each(STOPPING)('$name stops reading', async (failing) => {
    await stage.populate([]);
    await stage.declare(people(300).map(({ email }) => ({ email })));
    await answerSo(stage.bench, [lookUps], failing);
    const plan = await stage.bench.plan();
    const hints = plan.accounts[0]?.failures.map((failure) => wordsOfFailure(failure)?.hint);
    expect(hints).toEqual([expect.stringContaining('key')]);
    // Those in flight at once, each tried twice where a first refusal may be spurious.
    expect((await stage.bench.requests()).length).toBeLessThanOrEqual(40);
  });

  test.each(REFUSING)('$name to one read: the other contact is planned', async (failing) => {
    const complete = completePerson(capabilities);
    const second =
      (['userId', 'phone'] as const).find((kind) => capabilities.identity.lookUp.includes(kind)) ?? 'phone';
    await stage.populate([complete, person({ email: 'user1@example.com' })]);
    await stage.declare([
      { [second]: complete[second], firstName: 'Janet' },
      { email: 'user1@example.com', firstName: 'Janet' },
    ]);
    await answerSo(stage.bench, [lookUps], failing, 1);

    const plan = await stage.bench.plan();
    expect(plan.accounts[0]?.failures).toMatchObject([{ keys: [expect.any(String)] }]);
    const [unknown] = plan.accounts[0]?.failures.flatMap(({ keys = [] }) => keys) ?? [];
    expect(plan.changes).toHaveLength(1);
    expect(plan.changes).toMatchObject([{ action: 'update', key: expect.not.stringMatching(`^${unknown}$`) }]);
  });

  test.each(PASSING)('$name once: asked again, and nothing is missing', async (failing) => {
    await stage.populate([person()]);
    await stage.declare([{ email: 'jane@example.com', firstName: 'Janet' }]);
    await answerSo(stage.bench, [lookUps], failing, 1);
    const { people: after } = await stage.reconcile();
    expect(after).toMatchObject([{ scalars: { firstName: 'Janet' } }]);
  });

  test.each([...STOPPING, ...REFUSING, ...PASSING])('$name before a write: nothing is written', async (failing) => {
    await stage.populate([person({ status: 'subscribed' })]);
    await stage.declare([{ email: 'jane@example.com', firstName: 'Janet', ...status }]);
    const plan = await stage.bench.plan();
    const byId = { method: 'GET', path: `${fixture.lookUpPath}/${plan.changes[0]?.contactId}` };
    await answerSo(stage.bench, [lookUps, byId], failing);
    const { outcomes } = await stage.bench.apply(plan);
    expect(await stage.writes()).toEqual([]);
    expect(outcomes).toHaveLength(1);
    // By id, 404 may be the vendor's word for "no such contact".
    const possible = failing.name === '404' ? ['failed', 'stale'] : ['failed', 'pending'];
    expect(possible).toContain(outcomes[0]?.status);
    expect(await stage.people()).toEqual([person({ status: 'subscribed' })]);
  });
});
