// Changes that were not verified before an interruption stay pending. A resumed run verifies them by reading, and repeats none
// that took effect.

import { describe, expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { Plan } from '../../src/plan/document.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { recordingOf } from './recording.ts';
import { type Applied, runApply, say } from './run-apply.ts';
import { openShop, stateOf, writes } from './shop.ts';

/** Applies until `isNow`, and then once more with what the first run recorded. */
async function interruptAndResume(
  bench: Workbench,
  plan: Plan,
  isNow: (event: ApplyEvent) => boolean,
  between: () => Promise<void> = async () => {},
): Promise<{ readonly first: Applied; readonly second: Applied; readonly sentAgain: readonly unknown[] }> {
  const interruption = new AbortController();
  const { listener, state } = recordingOf(plan);
  const first = await runApply(bench, plan, {
    signal: interruption.signal,
    listener: async (event) => {
      await listener(event);
      if (isNow(event)) interruption.abort();
    },
  });
  await between();
  await bench.forgetRequests();
  const second = await runApply(bench, plan, { resume: await state() });
  return { first, second, sentAgain: await writes(bench) };
}

const TAGS: { readonly contacts: string; readonly people: readonly { readonly email: string }[] } = {
  contacts: '  - { email: jane@example.com, tags: { vip: true } }\n',
  people: [{ email: 'jane@example.com' }],
};

describe('tags that the vendor accepted and does not show yet', () => {
  test('are read by the resumed run and not sent again', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    const { first, second, sentAgain } = await interruptAndResume(bench, plan, ({ type }) => type === 'answered');
    expect(say(first)).toEqual(['jane@example.com: pending (unproved)']);
    expect(first.events.filter(({ type }) => type === 'verifying')).toEqual([]);
    expect(say(second)).toEqual(['jane@example.com: succeeded']);
    expect(sentAgain).toEqual([]);
  });

  test('are awaited by the resumed run', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 202, body: {} }]);
    const interruption = new AbortController();
    const { listener, state } = recordingOf(plan);
    const stopAt = (event: ApplyEvent): void => {
      if (event.type === 'answered') interruption.abort();
    };
    await runApply(bench, plan, {
      signal: interruption.signal,
      listener: async (event) => {
        await listener(event);
        stopAt(event);
      },
    });
    let looks = 0;
    const second = await runApply(bench, plan, {
      resume: await state(),
      listener: async ({ type }) => {
        if (type !== 'verifying') return;
        looks += 1;
        if (looks === 2) await bench.setState(stateOf({ shop: [{ email: 'jane@example.com', tags: ['vip'] }] }));
      },
    });
    expect(say(second)).toEqual(['jane@example.com: succeeded']);
    expect(looks).toBe(2);
  });

  test('are unconverged in the resumed run if they never show', async () => {
    const bench = await openShop(TAGS);
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'POST' }, status: 202, body: {} }]);
    const { second, sentAgain } = await interruptAndResume(bench, plan, ({ type }) => type === 'answered');
    expect(say(second)).toEqual(['jane@example.com: unconverged (not-shown)']);
    expect(sentAgain).toEqual([]);
  });
});

test('a resumed run polls a job that the interrupted run started, and reports rejected items', async () => {
  const emails = Array.from({ length: 6 }, (_, index) => `new${index}@example.com`);
  const bench = await openShop({ contacts: emails.map((email) => `  - { email: ${email} }\n`).join('') });
  const plan = await bench.plan();
  expect(plan.requests.map(({ kind }) => kind)).toEqual(['batch']);
  const { first, second, sentAgain } = await interruptAndResume(bench, plan, ({ type }) => type === 'job');
  expect(new Set(first.outcomes.map(({ status }) => status))).toEqual(new Set(['pending']));
  expect(first.events.filter(({ type }) => type === 'settled')).toEqual([]);
  expect(say(second)).toEqual(emails.map((email) => `${email}: succeeded`));
  expect(sentAgain).toEqual([]);
  expect(second.events.filter(({ type }) => type === 'settled')).toHaveLength(1);
});

test('a resumed run reads whether a write without a response took effect, and repeats it only if not', async () => {
  for (const [fault, sent] of [
    ['lost', 0],
    ['reset', 1],
  ] as const) {
    const bench = await openShop({
      contacts: '  - { email: jane@example.com, firstName: Jane }\n',
      people: [{ email: 'jane@example.com' }],
    });
    const plan = await bench.plan();
    await bench.script([
      { match: { method: 'PATCH' }, fault },
      { match: { method: 'PATCH' }, fault: 'reset', times: 5 },
    ]);
    const { first, second, sentAgain } = await interruptAndResume(
      bench,
      plan,
      ({ type }) => type === 'answered',
      () => bench.script([]),
    );
    expect(say(first)).toEqual(['jane@example.com: pending (unanswered)']);
    expect(say(second)).toEqual(['jane@example.com: succeeded']);
    expect(sentAgain).toHaveLength(sent);
  }
});

test('a resumed run verifies what was written before the API key was revoked', async () => {
  const bench = await openShop({
    contacts: '  - { email: a@example.com, tags: { vip: true } }\n  - { email: b@example.com, firstName: B }\n',
    people: [{ email: 'a@example.com' }, { email: 'b@example.com' }],
  });
  const plan = await bench.plan();
  await bench.script([
    { match: { method: 'PATCH' }, status: 401, body: { title: 'no' } },
    { match: { method: 'GET' }, skip: 2, status: 401, times: 1000, body: { title: 'no' } },
  ]);
  const { listener, state } = recordingOf(plan);
  const first = await runApply(bench, plan, { listener });
  expect(say(first).toSorted()).toEqual(['a@example.com: pending (unproved)', 'b@example.com: failed (unauthorized)']);
  await bench.script([]);
  await bench.forgetRequests();
  const second = await runApply(bench, plan, { resume: await state() });
  expect(say(second)[0]).toBe('a@example.com: succeeded');
  expect(await writes(bench)).toEqual([]);
});

test('a resumed run verifies open changes before it sends anything', async () => {
  const bench = await openShop({
    contacts:
      '  - { email: a@example.com, tags: { vip: true } }\n  - { email: b@example.com, tags: { other: true } }\n',
    people: [{ email: 'a@example.com' }, { email: 'b@example.com' }],
  });
  const plan = await bench.plan();
  const interruption = new AbortController();
  const { listener, state } = recordingOf(plan);
  // One request at a time, so that the interruption leaves one unsent.
  const first = await runApply(bench, plan, {
    ...{ perMinute: 2, signal: interruption.signal },
    listener: async (event) => {
      await listener(event);
      if (event.type === 'answered') interruption.abort();
    },
  });
  expect(first.outcomes.map(({ code }) => code).toSorted()).toEqual(['not-reached', 'unproved']);
  const second = await runApply(bench, plan, { resume: await state() });
  const steps = second.events.map(({ type }) => type).filter((type) => type === 'outcome' || type === 'sending');
  expect(steps).toEqual(['outcome', 'sending', 'outcome']);
  expect(second.outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
});
