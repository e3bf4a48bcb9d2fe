// A resumed run: confirmed changes are not sent again, and contacts of requests in flight are read first.

import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/document.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { journalOf } from './journal-of.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, vendorContact, writes } from './shop.ts';

const SENDING = { type: 'sending', request: 'r1', changes: ['c1'] } as const;
const CONFIRMED = {
  type: 'answered',
  request: 'r1',
  status: 200,
  results: [{ change: 'c1', result: 'confirmed' }],
} as const;

/** Ann becomes Anna at London; the plan is made before. */
async function openUpdate(): Promise<{ readonly bench: Workbench; readonly plan: Plan }> {
  const bench = await openShop({
    contacts: '  - { email: ann@example.com, firstName: Anna, city: London }\n',
    people: [{ email: 'ann@example.com', firstName: 'Ann', city: 'Paris' }],
  });
  return { bench, plan: await bench.plan() };
}

/** As somebody, or the run that was interrupted, left the contact. */
async function leave(bench: Workbench, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const state = structuredClone(await bench.state());
  Object.assign(state.accounts.shop.omnisend.contacts[0], fields);
  await bench.setState(state);
}

describe('an update', () => {
  test('is not sent again if it was confirmed, and is read back', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, CONFIRMED]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('is unconverged and not sent again if it was confirmed but does not show', async () => {
    const { bench, plan } = await openUpdate();
    const clock = { now: Date.now, sleep: async () => {} };
    let now = Date.now();
    const hasty = { ...clock, now: () => (now += 5_000) };
    const applied = await runApply(bench, plan, { clock: hasty, resume: await journalOf(plan, [SENDING, CONFIRMED]) });
    expect(say(applied)).toEqual(['ann@example.com: unconverged (not-shown)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('succeeds if it was in flight and shows', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('is sent if it was in flight and was not carried out', async () => {
    const { bench, plan } = await openUpdate();
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toMatchObject([{ method: 'PATCH' }]);
  });

  test('is sent if only a part of it shows; both old and new values count as unchanged', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await vendorContact(bench, 'ann@example.com')).toMatchObject({ firstName: 'Anna', city: 'London' });
  });

  test('is stale if another program changed the contact meanwhile', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'Rome' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('is stale if the person opted out meanwhile', async () => {
    const { bench, plan } = await openUpdate();
    const [contact] = (await bench.state()).accounts.shop.omnisend.contacts;
    const identifiers = structuredClone(contact.identifiers);
    identifiers[0].channels.email = { status: 'unsubscribed', statusChangedAt: '2026-05-31T00:00:00Z' };
    await leave(bench, { firstName: 'Anna', identifiers });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('keeps a recorded outcome without any request; a pending change is continued', async () => {
    const { bench, plan } = await openUpdate();
    const [{ changeId }] = plan.changes as [Plan['changes'][number]];
    await bench.forgetRequests();
    const ended = { type: 'outcome', change: 'c1', changeId, status: 'failed', code: 'invalid' } as const;
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, ended]) });
    expect(say(applied)).toEqual(['ann@example.com: failed (invalid)']);
    expect(await bench.requests()).toEqual([]);
    const pending = { ...ended, status: 'pending', code: 'not-reached' } as const;
    const again = await runApply(bench, plan, { resume: await journalOf(plan, [pending]) });
    expect(say(again)).toEqual(['ann@example.com: succeeded']);
  });
});

describe('an update whose declaration changed meanwhile', () => {
  const MOVED = 'contacts:\n  - { email: ann@example.com, firstName: Annette }\n';

  test('succeeds if it was in flight and shows: what was done is told', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    await bench.write('people.yaml', MOVED);
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('succeeds if it was confirmed', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    await bench.write('people.yaml', 'contacts: []\n');
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, CONFIRMED]) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
  });

  test('is stale if it was in flight and was not carried out', async () => {
    const { bench, plan } = await openUpdate();
    await bench.write('people.yaml', MOVED);
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: stale (manifest-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('stays pending if it was in flight and could not be read', async () => {
    const { bench, plan } = await openUpdate();
    await bench.write('people.yaml', MOVED);
    await bench.script([{ match: { method: 'GET' }, status: 401, times: 20, body: {} }]);
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['ann@example.com: pending (not-reached)']);
    expect(await writes(bench)).toEqual([]);
  });
});

describe('a create', () => {
  const NEW = '  - { email: new@example.com, firstName: Ann, tags: { vip: true } }\n';

  test('that is no longer declared is found by what the plan says', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    await bench.setState(
      stateOf({
        shop: [{ email: 'new@example.com', firstName: 'Ann', tags: ['vip'] }, { email: 'other@example.com' }],
      }),
    );
    await bench.write('people.yaml', 'contacts:\n  - { email: other@example.com }\n');
    const sent = { ...SENDING, request: 'r2' };
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, sent]) });
    expect(say(applied)).toEqual(['new@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('is sent once if it was in flight and was not carried out', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['new@example.com: succeeded']);
    const created = (await writes(bench)).filter(({ path }) => path === '/api/contacts');
    expect(created).toHaveLength(1);
  });

  test('is not sent again if it was in flight and was carried out; its follow-up is sent', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    await bench.setState(stateOf({ shop: [{ email: 'new@example.com', firstName: 'Ann' }] }));
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['new@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts/tags']);
  });

  test('is stale if it was in flight and another contact has its identifier', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    await bench.setState(stateOf({ shop: [{ email: 'new@example.com', firstName: 'Mallory' }] }));
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
    expect(say(applied)).toEqual(['new@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });
});
