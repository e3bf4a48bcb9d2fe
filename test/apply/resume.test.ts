// A run that goes on where another one ended: what was confirmed is not sent again, what was in flight is read first.

import { describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/apply/journal/journal.ts';
import { foldJournal, type JournalState } from '../../src/apply/journal/state.ts';
import type { Plan } from '../../src/plan/document.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { runApply, say } from './run-apply.ts';
import { openShop, stateOf, vendorContact, writes } from './shop.ts';

function journalOf(plan: Plan, ...entries: readonly JournalEntry[]): Promise<JournalState> {
  async function* lines(): AsyncGenerator<string> {
    const at = '2026-06-01T12:00:00.000Z';
    yield JSON.stringify({ type: 'started', formatVersion: 2, planId: plan.planId, reviewed: null, at });
    for (const entry of entries) yield JSON.stringify({ ...entry, at });
  }
  return foldJournal(lines(), 'j.ndjson');
}

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
  test('that was confirmed is not sent again, and is read back', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING, CONFIRMED) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('that was confirmed and does not show is unconverged, not sent again', async () => {
    const { bench, plan } = await openUpdate();
    const clock = { now: Date.now, sleep: async () => {} };
    let now = Date.now();
    const hasty = { ...clock, now: () => (now += 5_000) };
    const applied = await runApply(bench, plan, { clock: hasty, resume: await journalOf(plan, SENDING, CONFIRMED) });
    expect(say(applied)).toEqual(['ann@example.com: unconverged (not-shown)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('that was in flight and shows counts as done', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'London' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toEqual([]);
  });

  test('that was in flight and did not happen is sent', async () => {
    const { bench, plan } = await openUpdate();
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await writes(bench)).toMatchObject([{ method: 'PATCH' }]);
  });

  test('of which a part shows is sent: before and after are both clean', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['ann@example.com: succeeded']);
    expect(await vendorContact(bench, 'ann@example.com')).toMatchObject({ firstName: 'Anna', city: 'London' });
  });

  test('whose contact somebody else changed meanwhile is stale', async () => {
    const { bench, plan } = await openUpdate();
    await leave(bench, { firstName: 'Anna', city: 'Rome' });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['ann@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('whose contact is opted out meanwhile is stale', async () => {
    const { bench, plan } = await openUpdate();
    const [contact] = (await bench.state()).accounts.shop.omnisend.contacts;
    const identifiers = structuredClone(contact.identifiers);
    identifiers[0].channels.email = { status: 'unsubscribed', statusChangedAt: '2026-05-31T00:00:00Z' };
    await leave(bench, { firstName: 'Anna', identifiers });
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['ann@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });

  test('whose outcome was recorded keeps it, without a word to the vendor; what was pending is taken up', async () => {
    const { bench, plan } = await openUpdate();
    const [{ changeId }] = plan.changes as [Plan['changes'][number]];
    await bench.forgetRequests();
    const ended = { type: 'outcome', change: 'c1', changeId, status: 'failed', code: 'invalid' } as const;
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING, ended) });
    expect(say(applied)).toEqual(['ann@example.com: failed (invalid)']);
    expect(await bench.requests()).toEqual([]);
    const pending = { ...ended, status: 'pending', code: 'not-reached' } as const;
    const again = await runApply(bench, plan, { resume: await journalOf(plan, pending) });
    expect(say(again)).toEqual(['ann@example.com: succeeded']);
  });
});

describe('a create', () => {
  const NEW = '  - { email: new@example.com, firstName: Ann, tags: { vip: true } }\n';

  test('that was in flight and did not happen is sent, once', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['new@example.com: succeeded']);
    const created = (await writes(bench)).filter(({ path }) => path === '/api/contacts');
    expect(created).toHaveLength(1);
  });

  test('that was in flight and arrived is not repeated, and its follow-up goes on', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    await bench.setState(stateOf({ shop: [{ email: 'new@example.com', firstName: 'Ann' }] }));
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['new@example.com: succeeded']);
    expect((await writes(bench)).map(({ path }) => path)).toEqual(['/api/contacts/tags']);
  });

  test('that was in flight, and somebody else’s contact stands there, is stale', async () => {
    const bench = await openShop({ contacts: NEW });
    const plan = await bench.plan();
    await bench.setState(stateOf({ shop: [{ email: 'new@example.com', firstName: 'Mallory' }] }));
    const applied = await runApply(bench, plan, { resume: await journalOf(plan, SENDING) });
    expect(say(applied)).toEqual(['new@example.com: stale (live-moved)']);
    expect(await writes(bench)).toEqual([]);
  });
});
