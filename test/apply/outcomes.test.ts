// One outcome for every change, in the plan's order, whatever happens during the apply.

import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, writes } from './shop.ts';

const EMAILS = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(2, '0')}@example.com`);

const PEOPLE = EMAILS.map((email, index) => ({ id: `66a0000000000000000000${index + 10}`, email }));

async function manyUpdates(): Promise<Workbench> {
  const contacts = EMAILS.map((email) => `  - { email: ${email}, firstName: New }\n`).join('');
  return openShop({ contacts, people: PEOPLE });
}

test('emits one outcome for each change, in order: stale, blocked, failed, created, updated', async () => {
  const bench = await openShop({
    contacts: `  - { email: blocked@example.com, channels: { email: nonSubscribed } }
  - { email: created@example.com }
  - { email: failed@example.com, city: London }
  - { email: partly@example.com, firstName: New, channels: { email: nonSubscribed } }
  - { email: stale@example.com, firstName: New }
  - { email: updated@example.com, firstName: New, tags: { vip: true } }
`,
    people: [
      { email: 'blocked@example.com', status: 'subscribed' },
      { id: '66a000000000000000000001', email: 'failed@example.com' },
      { email: 'partly@example.com', status: 'subscribed' },
      { email: 'stale@example.com' },
      { email: 'updated@example.com' },
    ],
  });
  const plan = await bench.plan();
  const { contacts: before } = (await bench.state()).accounts.shop.omnisend;
  const contacts = before.map((contact: { identifiers: { id: string }[] }) =>
    contact.identifiers[0]?.id === 'stale@example.com' ? { ...contact, firstName: 'Theirs' } : contact,
  );
  await bench.setState({ version: 1, accounts: { shop: { omnisend: { contacts } } } });
  await bench.script([
    { match: { method: 'PATCH', path: '/api/contacts/66a000000000000000000001' }, status: 422, body: { title: 'no' } },
  ]);

  const applied = await runApply(bench, plan);
  expect(say(applied)).toEqual([
    'blocked@example.com: blocked (erases-consent)',
    'created@example.com: succeeded',
    'failed@example.com: failed (invalid)',
    'partly@example.com: blocked (erases-consent)',
    'stale@example.com: stale (live-moved)',
    'updated@example.com: succeeded',
  ]);
  const told = applied.events.flatMap((event) => (event.type === 'outcome' ? [event.outcome] : []));
  const ended = applied.outcomes.map(({ message: _, hint: _h, ...outcome }) => outcome);
  expect([...told].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(ended);
  const members = ['change', 'changeId', 'account', 'key', 'status', 'code', 'args', 'path', 'partly'];
  expect([...new Set(ended.flatMap((outcome) => Object.keys(outcome)))].sort()).toEqual(members.sort());
});

test('waits for the listener before each request is sent', async () => {
  const bench = await manyUpdates();
  const plan = await bench.plan();
  const durable = new Set<string>();
  const early: string[] = [];
  await runApply(bench, plan, {
    listener: async (event) => {
      if (event.type !== 'sending') return;
      await new Promise((resolve) => setTimeout(resolve, 1));
      durable.add(event.request);
    },
    replace: (at) => ({
      ...at,
      connection: {
        ...at.connection,
        send: (request, options) => {
          const planned = plan.requests.find(({ method, path }) => method === request.method && path === request.path);
          if (planned !== undefined && !durable.has(planned.id)) early.push(planned.id);
          return at.connection.send(request, options);
        },
      },
    }),
  });
  expect([durable.size, early]).toEqual([plan.requests.length, []]);
});

test('finishes and verifies requests in flight after an interruption; the rest is pending', async () => {
  const bench = await manyUpdates();
  const plan = await bench.plan();
  const interruption = new AbortController();
  const applied = await runApply(bench, plan, {
    signal: interruption.signal,
    listener: (event) => (event.type === 'answered' ? interruption.abort() : undefined),
  });
  const sent = await writes(bench);
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.length).toBeLessThan(EMAILS.length);
  const statuses = applied.outcomes.map(({ status }) => status);
  expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(sent.length);
  expect(statuses.filter((status) => status === 'pending')).toHaveLength(EMAILS.length - sent.length);
  expect(statuses).toHaveLength(EMAILS.length);
});

test('sends nothing if interrupted before the first request', async () => {
  const bench = await manyUpdates();
  const applied = await runApply(bench, await bench.plan(), { signal: AbortSignal.abort() });
  expect(new Set(say(applied).map((line) => line.split(': ')[1]))).toEqual(new Set(['pending (not-reached)']));
  expect(await writes(bench)).toEqual([]);
});

test('ends at once if interrupted while waiting for tags to show; --resume can continue', async () => {
  const bench = await openShop({
    contacts: '  - { email: jane@example.com, tags: { vip: true } }\n',
    people: [{ email: 'jane@example.com' }],
  });
  const plan = await bench.plan();
  await bench.script([{ match: { method: 'POST' }, status: 202, body: {} }]);
  const interruption = new AbortController();
  const verifying: ApplyEvent[] = [];
  const applied = await runApply(bench, plan, {
    signal: interruption.signal,
    listener: (event) => {
      if (event.type !== 'verifying') return;
      verifying.push(event);
      if (verifying.length === 2) interruption.abort();
    },
  });
  expect(applied.outcomes).toMatchObject([
    { status: 'pending', code: 'unproved', hint: expect.stringContaining('apply --resume') },
  ]);
  expect(verifying).toHaveLength(2);
});

describe('unexpected errors', () => {
  test('if the listener fails, nothing more is sent and every change has an outcome', async () => {
    const bench = await manyUpdates();
    const plan = await bench.plan();
    let told = 0;
    const applied = await runApply(bench, plan, {
      listener: (event) => {
        if (event.type !== 'sending') return;
        told += 1;
        if (told > 5) throw new Error('ENOSPC: no space left on device');
      },
    });
    const sent = await writes(bench);
    expect(sent).toHaveLength(5);
    const statuses = applied.outcomes.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(5);
    expect(statuses.filter((status) => status === 'pending')).toHaveLength(EMAILS.length - 5);
  });

  test('if the listener fails at an outcome, no request is sent without a record', async () => {
    const bench = await manyUpdates();
    const plan = await bench.plan();
    await bench.setState(stateOf({ shop: PEOPLE.slice(1) }));
    const applied = await runApply(bench, plan, {
      listener: (event) => {
        if (event.type === 'outcome') throw new Error('ENOSPC');
      },
    });
    expect(await writes(bench)).toEqual([]);
    expect(applied.outcomes.map(({ status }) => status)).toEqual(
      EMAILS.map((_, index) => (index === 0 ? 'stale' : 'pending')),
    );
  });

  test('if the provider throws on a response, written changes are verified by reading', async () => {
    const bench = await manyUpdates();
    const plan = await bench.plan();
    const applied = await runApply(bench, plan, {
      perMinute: 2,
      replace: (at) => ({
        ...at,
        provider: {
          ...at.provider,
          requests: {
            ...at.provider.requests,
            results: () => {
              throw new TypeError('undefined is not a function');
            },
          },
        },
      }),
    });
    expect(await writes(bench)).toHaveLength(1);
    expect(applied.outcomes.map(({ status }) => status)).toEqual(
      EMAILS.map((_, index) => (index === 0 ? 'succeeded' : 'pending')),
    );
    expect(applied.events.find(({ type }) => type === 'account-stopped')).toMatchObject({
      code: 'internal',
    });
  });

  test('if the reader throws after the writes, the changes stay pending', async () => {
    const bench = await openShop({
      contacts: '  - { email: jane@example.com, tags: { vip: true } }\n',
      people: [{ email: 'jane@example.com' }],
    });
    const plan = await bench.plan();
    let reads = 0;
    const applied = await runApply(bench, plan, {
      replace: (at) => ({
        ...at,
        source: {
          ...at.source,
          read: (...inputs) => {
            reads += 1;
            if (reads > 1) throw new TypeError('broken');
            return at.source.read(...inputs);
          },
        },
      }),
    });
    expect(say(applied)).toEqual(['jane@example.com: pending (unread)']);
  });
});
