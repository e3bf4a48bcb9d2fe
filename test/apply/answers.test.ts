// Responses of the vendor, or missing ones, and the resulting outcomes.

import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/http/clock.ts';
import { hurryingClock } from '../helpers/hurrying-clock.ts';
import { recordingOf } from './recording.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, vendorContact, writes } from './shop.ts';

const UPDATE = {
  contacts: '  - { email: jane@example.com, firstName: Jane }\n',
  people: [{ email: 'jane@example.com' }],
};
const CREATE = { contacts: '  - { email: new@example.com, firstName: New }\n' };
const REMOVAL = {
  contacts: '  - { email: jane@example.com, firstName: null }\n',
  people: [{ email: 'jane@example.com', firstName: 'J' }],
};

describe('an update', () => {
  test.each([429, 500, 502, 503])('is retried after status %i', async (status) => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, status, times: 2, headers: { 'retry-after': '0' } }]);
    expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: succeeded']);
    expect((await writes(bench)).map((write) => write.status)).toEqual([status, status, 200]);
  });

  test.each(['lost', 'reset', 'cut'])('is retried after a broken connection (%s)', async (fault) => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, fault }]);
    expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: succeeded']);
  });

  test.each([
    [503, 'pending (unread)', 'succeeded'],
    [400, 'failed (unread)', 'failed (unread)'],
  ])(
    'whose contact cannot be read before it (%i) is not sent; an outage leaves it open',
    async (status, first, then) => {
      const bench = await openShop({
        contacts: '  - { email: jane@example.com, channels: { email: unsubscribed } }\n',
        people: [{ email: 'jane@example.com', status: 'subscribed' }],
      });
      const plan = await bench.plan();
      await bench.script([{ match: { method: 'GET' }, status, times: 100 }]);
      const { listener, state } = recordingOf(plan);
      expect(say(await runApply(bench, plan, { listener }))).toEqual([`jane@example.com: ${first}`]);
      expect(await writes(bench)).toEqual([]);
      await bench.script([]);
      expect(say(await runApply(bench, plan, { resume: await state() }))).toEqual([`jane@example.com: ${then}`]);
    },
  );

  test('fails with the vendor’s message if the vendor rejects it', async () => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'PATCH' }, status: 400, body: { title: 'Bad Request', detail: 'not like this' } },
    ]);
    const { outcomes } = await runApply(bench, plan);
    expect(outcomes).toMatchObject([
      { status: 'failed', code: 'invalid', message: expect.stringContaining('not like this') },
    ]);
    expect(await writes(bench)).toHaveLength(1);
  });

  test.each([
    ['lost', 'succeeded'],
    ['reset', 'failed (invalid)'],
  ])('that is refused when it is sent again (%s before): reading decides', async (fault, outcome) => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'PATCH' }, fault },
      { match: { method: 'PATCH' }, status: 422, body: { title: 'no' } },
    ]);
    expect(say(await runApply(bench, plan))).toEqual([`jane@example.com: ${outcome}`]);
  });

  test('succeeds if all responses were errors but it was carried out', async () => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'PATCH' }, fault: 'lost' },
      { match: { method: 'PATCH' }, status: 500, times: 10 },
    ]);
    expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: succeeded']);
  });

  test('fails if all responses were errors and it was not carried out', async () => {
    const bench = await openShop(UPDATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, status: 500, times: 10 }]);
    expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: failed (server)']);
  });

  test('does not succeed if the contact was deleted, although the value to remove is gone', async () => {
    const bench = await openShop(REMOVAL);
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'PATCH' }, fault: 'lost' },
      { match: { method: 'PATCH' }, status: 500, times: 10 },
    ]);
    const applied = await runApply(bench, plan, {
      listener: async (event) => {
        if (event.type === 'answered')
          await bench.setState({ version: 1, accounts: { shop: { omnisend: { contacts: [] } } } });
      },
    });
    expect(say(applied)).toEqual(['jane@example.com: failed (server)']);
  });

  test('a removal does not succeed if the contact cannot be read back', async () => {
    const bench = await openShop(REMOVAL);
    const plan = await bench.plan();
    // The answer to the write holds no contact, and every read after it is a fault.
    await bench.script([
      { match: { method: 'PATCH' }, status: 200, body: {} },
      { match: { method: 'GET' }, skip: 1, status: 400, times: 1000 },
    ]);
    expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: pending (unread)']);
  });
});

describe('a create', () => {
  test.each([
    ['carried out, answer lost', { fault: 'lost' }, 1],
    ['never arrived', { fault: 'reset' }, 2],
    ['a fault of the vendor’s', { status: 500 }, 2],
    ['a gateway’s fault', { status: 503 }, 2],
    ['an answer that is none', { status: 201, body: 'welcome' }, 2],
  ])('is looked up before it is sent again: %s', async (_, answer, sent) => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, ...answer }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: succeeded']);
    expect(await writes(bench)).toHaveLength(sent);
  });

  test('succeeds if a lost create shows late and its repetition finds the contact', async () => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'POST' }, fault: 'lost' },
      { match: { method: 'GET' }, skip: 1, status: 200, body: { contacts: [] } },
    ]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: succeeded']);
    expect(await writes(bench)).toMatchObject([{ method: 'POST' }, { method: 'POST', status: 200 }]);
  });

  test('is sent three times at most', async () => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 500, times: 1000 }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: failed (server)']);
    expect(await writes(bench)).toHaveLength(3);
  });

  test('is not sent again if it is unknown whether it was carried out', async () => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    // The look-up right before the create is answered, and none after it.
    await bench.script([
      { match: { method: 'POST' }, fault: 'reset' },
      { match: { method: 'GET' }, skip: 1, status: 400, times: 1000 },
    ]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: pending (unanswered)']);
    expect(await writes(bench)).toHaveLength(1);
  });

  test('is sent again after 429', async () => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 429, headers: { 'retry-after': '0' } }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: succeeded']);
  });

  test('is unconverged if the contact existed already', async () => {
    const bench = await openShop(CREATE);
    const plan = await bench.plan();
    const body = { id: 'x', identifiers: [{ type: 'email', id: 'new@example.com' }], firstName: 'New' };
    await bench.script([{ match: { method: 'POST' }, status: 200, body }]);
    expect(say(await runApply(bench, plan))).toEqual(['new@example.com: unconverged (existed-already)']);
  });

  test.each([
    ['lost', 1],
    ['reset', 2],
  ])('in a batch without a response (%s) is looked up, too', async (fault, sent) => {
    const emails = Array.from({ length: 6 }, (_, index) => `n${index}@example.com`);
    const bench = await openShop({ contacts: emails.map((email) => `  - { email: ${email} }\n`).join('') });
    const plan = await bench.plan();
    expect(plan.requests.map(({ kind }) => kind)).toEqual(['batch']);
    await bench.script([{ match: { method: 'POST' }, fault }]);
    // The vendor works batches off a little later, which an impatient clock would not wait for.
    const sleep = (ms: number): Promise<void> => systemClock.sleep(ms / 50);
    const applied = await runApply(bench, plan, { clock: { ...systemClock, sleep } });
    expect(new Set(say(applied).map((line) => line.split(': ')[1]))).toEqual(new Set(['succeeded']));
    expect(await writes(bench)).toHaveLength(sent);
  });
});

describe('tags that show later than their response', () => {
  const JANE = '66a000000000000000000001';
  const TAGS = {
    contacts: '  - { email: jane@example.com, tags: { vip: true } }\n',
    people: [{ id: JANE, email: 'jane@example.com' }],
  };

  test('are awaited', async () => {
    const bench = await openShop(TAGS);
    expect(say(await runApply(bench, await bench.plan()))).toEqual(['jane@example.com: succeeded']);
    expect((await vendorContact(bench, 'jane@example.com')).tags).toEqual(['vip']);
  });

  test('are read again after a read that took longer than the time limit', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 202, body: {} }]);
    const clock = hurryingClock();
    let written = false;
    const applied = await runApply(bench, plan, {
      clock,
      listener: ({ type }) => {
        if (type === 'answered') written = true;
      },
      replace: (at) => ({
        ...at,
        source: {
          ...at.source,
          read: async (...inputs) => {
            const report = await at.source.read(...inputs);
            if (!written) return report;
            await clock.sleep(60_000);
            await bench.setState(stateOf({ shop: [{ id: JANE, email: 'jane@example.com', tags: ['vip'] }] }));
            return report;
          },
        },
      }),
    });
    expect(say(applied)).toEqual(['jane@example.com: succeeded']);
  });

  test('are unconverged, with the likely reason, if they never show', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 202, body: {} }]);
    const { outcomes } = await runApply(bench, plan);
    expect(outcomes).toMatchObject([
      {
        status: 'unconverged',
        code: 'not-shown',
        message: expect.stringContaining('tags.vip'),
        hint: expect.stringMatching(/^likely reason: Omnisend applies tags some time/),
      },
    ]);
  });
});

test('a change that the vendor silently ignored is unconverged', async () => {
  const bench = await openShop(UPDATE);
  const plan = await bench.plan();
  const ignored = { id: plan.changes[0]?.contactId, identifiers: [{ type: 'email', id: 'jane@example.com' }] };
  await bench.script([{ match: { method: 'PATCH' }, status: 200, body: ignored }]);
  expect(say(await runApply(bench, plan))).toEqual(['jane@example.com: unconverged (not-shown)']);
});
