// A failing account does not affect the others.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/document.ts';
import { renderApplied } from '../../src/render/text/outcomes.ts';
import { renderEvent } from '../../src/render/text/progress.ts';
import { aChange } from '../builders/plan.ts';
import { aTimeout } from '../builders/problems.ts';
import { hurryingClock } from '../helpers/hurrying-clock.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { recordingOf } from './recording.ts';
import { runApply } from './run-apply.ts';
import { openShop, stateOf, TWO_ACCOUNTS, writes } from './shop.ts';

const EMAILS = ['a@example.com', 'b@example.com', 'c@example.com'];

async function twoShops(): Promise<{ bench: Workbench; plan: Plan }> {
  const contacts = EMAILS.map((email) => `  - { email: ${email}, firstName: New, accounts: [shop, outlet] }\n`).join(
    '',
  );
  const bench = await openShop({ contacts, accounts: TWO_ACCOUNTS });
  const people = EMAILS.map((email) => ({ email }));
  await bench.setState(stateOf({ shop: people, outlet: people }));
  const plan = await bench.plan();
  await bench.forgetRequests();
  return { bench, plan };
}

function statuses(outcomes: readonly { account: string; status: string }[], account: string): readonly string[] {
  return outcomes.filter((outcome) => outcome.account === account).map(({ status }) => status);
}

describe.each([401, 403, 410])('%i', (status) => {
  test('on a write stops that account at once; the other account continues', async () => {
    const { bench, plan } = await twoShops();
    await bench.script([{ match: { account: 'shop', method: 'PATCH' }, status, times: 100, body: { title: 'no' } }]);
    // One after the other, so that there is something left to stop.
    const { outcomes, events } = await runApply(bench, plan, { perMinute: 2 });
    expect(statuses(outcomes, 'outlet')).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(statuses(outcomes, 'shop')).toEqual(['failed', 'pending', 'pending']);
    expect(events.filter(({ type }) => type === 'account-stopped')).toMatchObject([{ account: 'shop' }]);
    const sent = (await bench.requests()).filter(({ account, method }) => account === 'shop' && method !== 'GET');
    expect(sent).toHaveLength(1);
  });

  test('on the re-read stops it before anything is written', async () => {
    const { bench, plan } = await twoShops();
    await bench.script([{ match: { account: 'shop' }, status, times: 100, body: { title: 'no' } }]);
    const { outcomes, events } = await runApply(bench, plan, { perMinute: 2 });
    expect(statuses(outcomes, 'outlet')).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(outcomes.filter(({ account }) => account === 'shop')).toMatchObject(
      EMAILS.map(() => ({ status: 'pending', code: 'not-reached', hint: expect.any(String) })),
    );
    expect(events.filter(({ type }) => type === 'account-stopped')).toHaveLength(1);
    expect((await bench.requests()).filter(({ account }) => account === 'shop')).toHaveLength(1);
  });

  test('on the read right before a create stops it too', async () => {
    const bench = await openShop({ contacts: '  - { email: a@example.com }\n  - { email: b@example.com }\n' });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'GET' }, status, times: 100, body: { title: 'no' } }]);
    const { outcomes } = await runApply(bench, plan, { perMinute: 2 });
    expect(statuses(outcomes, 'shop')).toEqual(['pending', 'pending']);
    expect(await writes(bench)).toEqual([]);
  });
});

describe('an account whose vendor fails repeatedly', () => {
  const MANY = Array.from({ length: 60 }, (_, index) => `p${String(index).padStart(2, '0')}@example.com`);

  /** The client's own pauses, over at once. */
  const patient = () => ({ clock: hurryingClock(), random: () => 0.5, retry: {} });

  async function manyAtTwoShops(): Promise<{ bench: Workbench; plan: Plan }> {
    const contacts = MANY.map((email) => `  - { email: ${email}, firstName: New, accounts: [shop, outlet] }\n`);
    const bench = await openShop({ contacts: contacts.join(''), accounts: TWO_ACCOUNTS });
    const people = MANY.map((email) => ({ email }));
    await bench.setState(stateOf({ shop: people, outlet: people }));
    const plan = await bench.plan();
    await bench.forgetRequests();
    return { bench, plan };
  }

  test('in writing is stopped with one message; the other continues, and --resume sends the rest', async () => {
    const { bench, plan } = await manyAtTwoShops();
    await bench.script([{ match: { account: 'shop', method: 'PATCH' }, status: 503, times: 10_000 }]);
    const { listener, state } = recordingOf(plan);
    const { outcomes, events } = await runApply(bench, plan, { listener, parallelism: 4, http: patient() });
    expect(new Set(statuses(outcomes, 'outlet'))).toEqual(new Set(['succeeded']));
    expect(new Set(statuses(outcomes, 'shop'))).toEqual(new Set(['pending']));
    expect(events.filter(({ type }) => type === 'account-stopped')).toMatchObject([
      {
        account: 'shop',
        code: 'given-up',
        args: {
          account: 'shop',
          what: expect.stringMatching(/^gave up: \d+ writes in a row failed, the last one with status 503$/),
        },
      },
    ]);
    const sent = new Set((await writes(bench)).filter(({ status }) => status === 503).map(({ path }) => path));
    expect(sent.size).toBeLessThan(MANY.length);

    await bench.script([]);
    const resumed = await runApply(bench, plan, { resume: await state() });
    expect(new Set(statuses(resumed.outcomes, 'shop'))).toEqual(new Set(['succeeded']));
  });

  test('A6: given up, though everything took effect: nothing is left, and nothing says run again', async () => {
    const contacts = MANY.slice(0, 11).map((email) => `  - { email: ${email}, firstName: New }\n`);
    const people = MANY.slice(0, 11).map((email) => ({ email }));
    const bench = await openShop({ contacts: contacts.join(''), people });
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, fault: 'lost', times: 10_000 }]);
    const { outcomes, rows, events } = await runApply(bench, plan, { http: patient() });
    expect(rows).toEqual([{ account: 'shop', status: 'applied', changes: 11, outcomes: { succeeded: 11 } }]);
    const [stopped] = events.filter(({ type }) => type === 'account-stopped');
    expect(stopped && renderEvent(stopped)).toMatch(/^shop: stopped: (?!shop:)(?!.*again).*$/);
    expect(renderApplied({ outcomes, accounts: rows }, { color: false, width: 80 })).toBe(
      'Applied: 11 succeeded of 11 changes.\n',
    );
  });

  test('A6: given up with something left: the row says how much, and what to do', async () => {
    const { bench, plan } = await manyAtTwoShops();
    await bench.script([{ match: { account: 'shop', method: 'PATCH' }, status: 503, times: 10_000, skip: 20 }]);
    const { outcomes, rows } = await runApply(bench, plan, { parallelism: 4, http: patient() });
    const text = renderApplied({ outcomes, accounts: rows }, { color: false, width: 100 });
    expect(text).toMatch(/shop: stopped before everything was done {2}given-up\n {2}gave up: /);
    expect(text).toMatch(/\n {2}\d+ of 60 changes left: \d+ pending\n {2}→ wait until/);
  });

  test('in reading is given up before anything is written', async () => {
    const bench = await openShop({
      contacts: MANY.map((email) => `  - { email: ${email} }\n`).join(''),
      accounts: 'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}", limits: { minContacts: 0 } }\n',
    });
    const plan = await bench.plan();
    await bench.forgetRequests();
    await bench.script([{ match: { method: 'GET' }, status: 500, times: 10_000 }]);
    const { outcomes, events } = await runApply(bench, plan, { parallelism: 1, perMinute: 2, http: patient() });
    expect(events.filter(({ type }) => type === 'account-stopped')).toMatchObject([
      { args: { what: expect.stringMatching(/reads in a row failed, the last one with status 500/) } },
    ]);
    expect(await writes(bench)).toEqual([]);
    expect((await bench.requests()).length).toBeLessThan(MANY.length * 6);
    expect(new Set(statuses(outcomes, 'shop'))).toEqual(new Set(['pending']));
  });
});

describe('an account is refused, and the other applied', () => {
  const bend = (plan: Plan, overrides: Partial<Plan['accounts'][number]>): Plan => ({
    ...plan,
    accounts: plan.accounts.map((account) => (account.account === 'shop' ? { ...account, ...overrides } : account)),
  });

  test.each<readonly [string, Partial<Plan['accounts'][number]>, RegExp]>([
    ['planned for another origin', { origin: 'https://api.omnisend.com' }, /planned for https:\/\/api\.omnisend\.com/],
    ['planned for another version', { dialect: 'omnisend@v5' }, /omnisend@v5/],
    ['incomplete', { failures: [aTimeout('the page was cut short')] }, /incomplete: shop: the page was cut short/],
    [
      'over a limit',
      { refusals: [{ rule: 'max-deletes', args: { why: 'limit', amount: 9, limit: 3 } }] },
      /9 contacts would be deleted/,
    ],
  ])('%s', async (_, overrides, message) => {
    const { bench, plan } = await twoShops();
    const { outcomes } = await runApply(bench, bend(plan, overrides));
    expect(statuses(outcomes, 'outlet')).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const refused = outcomes.filter(({ account }) => account === 'shop');
    expect(refused).toMatchObject(
      EMAILS.map(() => ({ status: 'pending', code: 'account-refused', message: expect.stringMatching(message) })),
    );
    expect((await bench.requests()).filter(({ account }) => account === 'shop')).toEqual([]);
  });

  test('not in the manifests any more', async () => {
    const { bench, plan } = await twoShops();
    await bench.write(
      'accounts.yaml',
      TWO_ACCOUNTS.split('\n')
        .filter((line) => !line.includes('shop:'))
        .join('\n'),
    );
    await bench.write(
      'people.yaml',
      `contacts:\n${EMAILS.map((email) => `  - { email: ${email}, firstName: New }\n`).join('')}`,
    );
    const { outcomes } = await runApply(bench, plan);
    expect(statuses(outcomes, 'shop')).toEqual(['pending', 'pending', 'pending']);
    expect(statuses(outcomes, 'outlet')).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  test('changes of an account that the plan says nothing of have an outcome too', async () => {
    const { bench, plan } = await twoShops();
    const changes = [...plan.changes, aChange({ id: 'c99', account: 'gone', key: 'gone/x@example.com' })];
    const { outcomes } = await runApply(bench, { ...plan, changes });
    expect(outcomes).toHaveLength(changes.length);
    expect(outcomes.at(-1)).toMatchObject({ change: 'c99', status: 'pending', code: 'account-refused' });
  });
});
