// A8: the answer to a batch of creates is lost, and the batch waits at the vendor for minutes. It is looked for in the vendor's list of
// batches, and nothing is posted twice while it may run. The vendor's clock and ours are one, and a pause moves it.

import { expect, test } from 'vitest';
import { hurryingClock } from '../helpers/hurrying-clock.ts';
import type { Workbench } from '../helpers/workbench.ts';
import { journalOfEvents } from './journal-of.ts';
import { runApply } from './run-apply.ts';
import { openShop, writes } from './shop.ts';

const CREATES = Array.from({ length: 6 }, (_, n) => `  - { email: p${n}@example.com, firstName: P${n} }\n`).join('');
const POST = { method: 'POST', path: '/api/batches', account: 'shop' };

async function openBatch(faults = 'slow-batch:1') {
  const clock = hurryingClock();
  const bench = await openShop({ contacts: CREATES, vendor: { faults, now: clock.now } });
  const plan = await bench.plan();
  expect(plan.requests.map(({ kind }) => kind)).toEqual(['batch']);
  return { bench, plan, clock };
}

async function posted(bench: Workbench): Promise<number> {
  return (await writes(bench)).filter(({ path }) => path === POST.path).length;
}

async function created(bench: Workbench): Promise<number> {
  return (await bench.state()).accounts.shop.omnisend.contacts.length;
}

function ends({ outcomes }: Awaited<ReturnType<typeof runApply>>): readonly string[] {
  return [...new Set(outcomes.map(({ status, code }) => (code === undefined ? status : `${status} ${code}`)))];
}

test('the batch is found in the list, waited for, and not posted again', async () => {
  const { bench, plan, clock } = await openBatch();
  await bench.script([{ match: POST, fault: 'lost' }]);
  expect(ends(await runApply(bench, plan, { clock }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([1, 6]);
});

test('a batch that never arrived is posted again', async () => {
  const { bench, plan, clock } = await openBatch();
  await bench.script([{ match: POST, fault: 'reset' }]);
  expect(ends(await runApply(bench, plan, { clock }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([2, 6]);
});

test('a batch of somebody else, of as many contacts, is waited for and not taken for ours', async () => {
  const { bench, plan, clock } = await openBatch();
  const theirs = Array.from({ length: 6 }, (_, n) => ({
    identifiers: [{ type: 'email', id: `theirs${n}@example.com`, channels: { email: { status: 'nonSubscribed' } } }],
  }));
  await fetch(`${bench.sandbox.url}/@shop/omnisend/api/batches`, {
    method: 'POST',
    headers: { authorization: 'Omnisend-API-Key brand-secret', 'omnisend-version': '2026-03-15' },
    body: JSON.stringify({ endpoint: 'contacts', method: 'POST', items: theirs }),
  });
  await bench.script([{ match: POST, fault: 'reset' }]);
  expect(ends(await runApply(bench, plan, { clock }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([3, 12]);
});

test('where the list cannot be read, nothing is posted again: pending, and --resume finds it', async () => {
  const { bench, plan, clock } = await openBatch();
  await bench.script([
    { match: POST, fault: 'lost' },
    { match: { method: 'GET', path: POST.path }, times: 1000, status: 500, body: {} },
  ]);
  const at = new Date(clock.now()).toISOString();
  const first = await runApply(bench, plan, { clock });
  expect(ends(first)).toEqual(['pending job-may-run']);
  expect(first.outcomes[0]).toMatchObject({
    next: 'resume-reads',
    message: 'the vendor may still be carrying out the batch that it is in',
  });
  await bench.script([]);
  const resume = await journalOfEvents(plan, first.events, { at });
  clock.move(60_000);
  expect(ends(await runApply(bench, plan, { clock, resume }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([1, 6]);
});

test('killed between the POST and its answer: --resume looks in the list first', async () => {
  const { bench, plan, clock } = await openBatch();
  await bench.script([{ match: POST, fault: 'lost' }]);
  const at = new Date(clock.now()).toISOString();
  const stop = new AbortController();
  const killed = await runApply(bench, plan, {
    clock,
    signal: stop.signal,
    listener: (event) => (event.type === 'answered' ? stop.abort() : undefined),
  });
  // Of the journal only what was written before the POST is left.
  const before = killed.events.slice(0, killed.events.findIndex(({ type }) => type === 'sending') + 1);
  const resume = await journalOfEvents(plan, before, { at });
  expect(ends(await runApply(bench, plan, { clock, resume }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([1, 6]);
});

test('a batch that is not done after four minutes stays pending, and --resume asks for it by its id', async () => {
  const { bench, plan, clock } = await openBatch();
  // Our pauses do not move the vendor's clock.
  const first = await runApply(bench, plan, { clock: hurryingClock() });
  expect(ends(first)).toEqual(['pending job-may-run']);
  clock.move(200_000);
  const resume = await journalOfEvents(plan, first.events);
  expect(ends(await runApply(bench, plan, { clock, resume }))).toEqual(['succeeded']);
  expect([await posted(bench), await created(bench)]).toEqual([1, 6]);
});
