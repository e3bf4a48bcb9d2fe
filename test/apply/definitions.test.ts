// A resumed run with properties that the plan defines: a definition says nothing about any contact.

import { expect, onTestFinished, test } from 'vitest';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';
import { journalOf } from './journal-of.ts';
import { runApply } from './run-apply.ts';

const DEFINE = '/api/v1/contacts/properties';
const UPDATE = '/api/v1/contacts/update';
const SENDING = { type: 'sending', request: 'r1', changes: ['c1', 'c2'] } as const;
const CONFIRMED = {
  type: 'answered',
  request: 'r1',
  status: 200,
  results: ['c1', 'c2'].map((change) => ({ change, result: 'confirmed' as const })),
} as const;

/** Two people get a property that the account lacks. */
async function open(): Promise<Workbench> {
  const emails = ['p0@example.com', 'p1@example.com'];
  const bench = await openWorkbench({
    manifests: {
      'all.json': JSON.stringify({
        accounts: { app: { provider: 'loops', apiKey: `\${APP_KEY}`, defineProperties: true } },
        contacts: emails.map((email, index) => ({ email, customProperties: { seats: index + 1 } })),
      }),
    },
    state: {
      version: 1,
      accounts: { app: { loops: { contacts: emails.map((email) => ({ email, subscribed: true })) } } },
    },
  });
  onTestFinished(() => bench.close());
  return bench;
}

async function writtenTo(bench: Workbench): Promise<readonly string[]> {
  return (await bench.requests()).filter(({ method }) => method !== 'GET').map(({ path }) => path);
}

test('a definition whose result is not known is sent again', async () => {
  const bench = await open();
  const plan = await bench.plan();
  const { outcomes } = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING]) });
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(await writtenTo(bench)).toEqual([DEFINE, UPDATE, UPDATE]);
});

test('one that was confirmed is not, and the contacts are written', async () => {
  const bench = await open();
  const plan = await bench.plan();
  const state = await bench.state();
  state.accounts.app.loops.properties.push({ key: 'seats', type: 'number' });
  await bench.setState(state);
  const { outcomes } = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, CONFIRMED]) });
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(await writtenTo(bench)).toEqual([UPDATE, UPDATE]);
});

test('a contact that moved since is stale all the same', async () => {
  const bench = await open();
  const plan = await bench.plan();
  const state = await bench.state();
  state.accounts.app.loops.properties.push({ key: 'seats', type: 'number' });
  state.accounts.app.loops.contacts[0].subscribed = false;
  await bench.setState(state);
  const { outcomes } = await runApply(bench, plan, { resume: await journalOf(plan, [SENDING, CONFIRMED]) });
  expect(outcomes.map(({ status }) => status)).toEqual(['stale', 'succeeded']);
  expect(await writtenTo(bench)).toEqual([UPDATE]);
});
