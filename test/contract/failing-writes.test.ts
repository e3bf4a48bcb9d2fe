// A write that fails has a clear outcome, for that contact alone; what the vendor did all the same is found by reading.
// @module-tag slow

import { beforeEach, expect, test, vi } from 'vitest';
import { wordsOfOutcome } from '../../src/render/words/outcomes.ts';
import { answerSo, PASSING, REFUSING, STOPPING } from './failures.ts';
import { people, person } from './person.ts';
import { describeDialects } from './stage.ts';

// Waits between attempts are random parts of a longest one; of these parts, the smallest.
beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0);
  return () => vi.restoreAllMocks();
});

describeDialects((stage) => {
  const { capabilities, fixture } = stage;

  /** As many people as told, each of whom is to be called Janet. */
  async function planUpdates(count: number) {
    await stage.populate(people(count));
    await stage.declare(people(count).map(({ email }) => ({ email, firstName: 'Janet' })));
    const plan = await stage.bench.plan();
    const [request] = plan.requests;
    if (request === undefined) throw new Error('nothing was planned');
    return { plan, request };
  }

  async function renamed(): Promise<number> {
    return (await stage.people()).filter(({ scalars }) => scalars.firstName === 'Janet').length;
  }

  test.each(REFUSING)('$name to one write: that contact fails, the others succeed', async (failing) => {
    const { plan, request } = await planUpdates(3);
    await answerSo(stage.bench, [request], failing, 1);
    const { outcomes } = await stage.bench.apply(plan);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['failed', 'succeeded', 'succeeded']);
    const failed = outcomes.find(({ status }) => status === 'failed');
    const words = failed && wordsOfOutcome(failed);
    expect(words?.message).toContain(`acme: ${request.method} `);
    expect(words?.message).toContain(failing.name);
    expect(words?.hint).not.toBe('');
    expect(await renamed()).toBe(2);
    expect((await stage.bench.plan()).requests).toHaveLength(1);
  });

  test.each(PASSING)('$name to one write: sent again, and nothing is lost', async (failing) => {
    const { plan, request } = await planUpdates(3);
    await answerSo(stage.bench, [request], failing, 1);
    const { outcomes } = await stage.bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await stage.writes()).toHaveLength(4);
    expect(await renamed()).toBe(3);
  });

  test.each(PASSING)('$name to every such write: failed, and said so', async (failing) => {
    const { plan, request } = await planUpdates(3);
    await answerSo(stage.bench, [request], failing);
    const { outcomes } = await stage.bench.apply(plan);
    const alike = plan.requests.filter(({ method, path }) => method === request.method && path === request.path);
    expect(outcomes.filter(({ status }) => status === 'failed')).toHaveLength(alike.length);
    expect(outcomes.filter(({ status }) => status === 'succeeded')).toHaveLength(3 - alike.length);
    for (const failed of outcomes.filter(({ status }) => status === 'failed')) {
      expect(wordsOfOutcome(failed)?.message).toMatch(/^acme: \w+ \/\S+: /);
    }
    expect(await renamed()).toBe(3 - alike.length);
  });

  test.each(STOPPING)('$name to a write stops the account', async (failing) => {
    const { plan } = await planUpdates(50);
    await answerSo(stage.bench, plan.requests, failing);
    const { outcomes, events } = await stage.bench.apply(plan);
    expect(events.filter(({ type }) => type === 'account-stopped')).toHaveLength(1);
    const failed = outcomes.filter(({ status }) => status === 'failed').length;
    expect(failed).toBeGreaterThan(0);
    // Those in flight at once.
    expect(failed).toBeLessThanOrEqual(16);
    expect(outcomes.filter(({ status }) => status === 'pending')).toHaveLength(50 - failed);
    expect(await renamed()).toBe(0);
  });

  test('an answer that is lost: the contact was changed, and reading shows it', async () => {
    const { plan, request } = await planUpdates(2);
    await answerSo(stage.bench, [request], { name: 'lost', answer: { fault: 'lost' } }, 1);
    const { outcomes } = await stage.bench.apply(plan);
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(await renamed()).toBe(2);
  });

  const lost = { name: 'a lost answer', answer: { fault: 'lost' } };
  test.each([...REFUSING, ...PASSING, lost])('$name to a create: at most one contact comes of it', async (failing) => {
    const basis = capabilities.channels.email?.basisRequired ? { basis: 'express' } : {};
    await stage.populate([]);
    await stage.declare([{ email: 'jane@example.com', channels: { email: { status: 'subscribed', ...basis } } }]);
    const plan = await stage.bench.plan();
    const [request] = plan.requests;
    if (request === undefined) throw new Error('nothing was planned');
    await answerSo(stage.bench, [request], failing, 1);
    const { outcomes } = await stage.bench.apply(plan);

    const after = await stage.people();
    expect(outcomes).toHaveLength(1);
    expect(outcomes[0]?.status).toBe(after.length === 1 ? 'succeeded' : 'failed');
    expect(after.length === 1 ? after : [person()]).toEqual([person()]);
    expect(fixture.messages(await stage.side())).toBe(0);
  });
});
