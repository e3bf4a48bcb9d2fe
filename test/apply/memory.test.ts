// The memory that apply uses does not grow with the contacts that it reads. Each contact has some kilobytes here, and none equals
// another.
// @module-tag slow

import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { applyPlan } from '../../src/apply/engine.ts';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { LiveContact } from '../../src/contact/contact.ts';
import type { SentRequest } from '../../src/providers/contract.ts';
import { desired, live } from '../plan/subject.ts';
import { IMPATIENT } from './run-apply.ts';
import { planOf, type Step, stubAccount } from './stub-account.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const CHANGES = 8_000;
const WEIGHT = 2_048;
/** For a change that is under way: a few entries in lists. */
const LIGHT = 400;

function heavy(id: string, firstName: string): LiveContact {
  const weight = randomBytes(WEIGHT / 2).toString('hex');
  return live({ id, emails: [`${id}@example.com`], scalars: { firstName }, customProperties: { weight } });
}

const STEPS: readonly Step[] = Array.from({ length: CHANGES }, (_, index) => {
  const id = `v${index}`;
  return {
    desired: desired({ key: `shop/${id}`, identifiers: { id }, scalars: { firstName: 'Janet' } }),
    live: live({ id, emails: [`${id}@example.com`], scalars: { firstName: 'Jane' } }),
    change: { id: `c${index}`, requests: [`r${index}`] },
  };
});
const PLAN = planOf(
  STEPS,
  STEPS.map(({ change }) => ({
    id: change.requests[0] ?? '',
    items: [{ change: change.id, pointer: '', carries: [0], expectAfter: '' }],
  })),
);

function aliveBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** @returns bytes alive at each of these events */
async function applyAndWeigh(
  results: NonNullable<Parameters<typeof stubAccount>[0]['results']>,
  isMoment: (event: ApplyEvent) => boolean,
): Promise<readonly number[]> {
  const written = new Set<string>();
  const at = stubAccount({
    vendor: [],
    send: () => ({ status: 200, headers: {}, body: null }),
    results: (sent, answer) => {
      for (const { change } of sent.items) written.add(change.replace('c', 'v'));
      return results(sent, answer);
    },
    source: (plain) => ({
      ...plain,
      async read(questions, onContact) {
        for (const { ask } of questions) onContact(heavy(ask.value, written.has(ask.value) ? 'Janet' : 'Jane'));
        return { strategy: 'look-up', requests: 1, complete: false, seen: questions.length, failed: new Map() };
      },
    }),
  });
  const weighed: number[] = [];
  const { outcomes } = await applyPlan({
    plan: PLAN,
    contacts: new Map(STEPS.map(({ desired }) => [desired.key, { desired }])),
    accounts: new Map([['shop', at]]),
    clock: IMPATIENT,
    listener(event) {
      if (isMoment(event)) weighed.push(aliveBytes());
    },
  });
  expect([...outcomes].filter(({ status }) => status === 'succeeded')).toHaveLength(CHANGES);
  return weighed;
}

test('contacts returned in responses', async () => {
  const answered = ({ items }: SentRequest) =>
    items.map(({ change }) => ({
      change,
      result: 'confirmed' as const,
      live: heavy(change.replace('c', 'v'), 'Janet'),
    }));
  let requests = 0;
  const [early = 0, late = 0] = await applyAndWeigh(answered, ({ type }) => {
    if (type === 'settled') requests += 1;
    // Within the second reading ahead of the writers, as a reading is compared as a whole.
    return type === 'settled' && (requests === CHANGES - 2_500 || requests === CHANGES - 500);
  });
  expect((late - early) / 2_000).toBeLessThan(LIGHT);
});

test('contacts that are read back', async () => {
  const accepted = ({ items }: SentRequest) => items.map(({ change }) => ({ change, result: 'accepted' as const }));
  let outcomes = 0;
  const [before = 0, after = 0] = await applyAndWeigh(accepted, ({ type }) => {
    if (type === 'outcome') outcomes += 1;
    return type === 'verifying' || (type === 'outcome' && outcomes === 1);
  });
  expect((after - before) / CHANGES).toBeLessThan(LIGHT);
});
