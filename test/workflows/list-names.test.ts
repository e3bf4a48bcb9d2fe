// Lists that a vendor knows by id: manifests may use the id or the name.

import { expect, onTestFinished, test } from 'vitest';
import { withListNames } from '../../src/render/list-names.ts';
import { renderPlanMarkdown } from '../../src/render/markdown/plan.ts';
import { redactPlan } from '../../src/render/redact/plan.ts';
import { renderPlanText } from '../../src/render/text/plan.ts';
import { openWorkbench } from '../helpers/workbench.ts';

const UPDATES = 'clm2k8j4h6g0f8d6s4a2b0z8';
const OFFERS = 'clm9z0y8x7w6v5u4t3s2r1q0';
const TWINS = ['clmtwin00000000000000001', 'clmtwin00000000000000002'];

const LISTS = [
  { id: UPDATES, name: 'Product updates' },
  { id: OFFERS, name: 'Offers' },
  ...TWINS.map((id) => ({ id, name: 'Twins' })),
];

async function open(lists: unknown, live: Readonly<Record<string, boolean>> = {}, settings: unknown = {}) {
  const app = { provider: 'loops', apiKey: `\${APP_KEY}`, ...(settings as object) };
  const bench = await openWorkbench({
    manifests: {
      'all.json': JSON.stringify({ accounts: { app }, contacts: [{ email: 'jane@example.com', lists }] }),
    },
    state: {
      version: 1,
      accounts: {
        app: {
          loops: { lists: LISTS, contacts: [{ email: 'jane@example.com', subscribed: true, mailingLists: live }] },
        },
      },
    },
  });
  onTestFinished(() => bench.close());
  const listsOf = async () => Object.keys((await bench.state()).accounts.app.loops.contacts[0].mailingLists).sort();
  return { bench, listsOf };
}

test.each([
  ['a map by name', { 'Product updates': true, Offers: false }, { [OFFERS]: true }, [UPDATES]],
  ['a map by id', { [UPDATES]: true }, {}, [UPDATES]],
  ['a map by both', { [UPDATES]: true, Offers: true }, {}, [UPDATES, OFFERS]],
  ['the same by name and by id', { [UPDATES]: true, 'Product updates': true }, {}, [UPDATES]],
  ['a list by name', ['Product updates'], { [OFFERS]: true }, [UPDATES]],
  ['a list by both', ['Product updates', OFFERS, UPDATES], {}, [UPDATES, OFFERS]],
])('%s is sent by id, and then is as declared', async (_name, lists, live, after) => {
  const { bench, listsOf } = await open(lists, live);
  const plan = await bench.plan();
  const { outcomes } = await bench.apply(plan);
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded']);
  expect(await listsOf()).toEqual([...after].sort());
  const again = await bench.plan();
  expect(again.changes).toEqual([]);
  expect(again.accounts[0]).toMatchObject({ complete: true, unchanged: 1 });
});

test.each([
  ['a name of several lists', { Twins: true }, 'ambiguous-list'],
  ['a name of several lists to leave', { Twins: false }, 'ambiguous-list'],
  ['a list with such a name', ['Twins', 'Offers'], 'ambiguous-list'],
  ['by name and by id, differently', { Offers: true, [OFFERS]: false }, 'list-declared-twice'],
  ['no such name', { offers: true }, 'unknown-list'],
])('%s is blocked, and nothing is sent', async (_name, lists, rule) => {
  const { bench, listsOf } = await open(lists, { [UPDATES]: true });
  const plan = await bench.plan();
  expect(plan.changes).toMatchObject([{ differences: [], blocked: [{ rule }] }]);
  expect(plan.requests).toEqual([]);
  expect(await listsOf()).toEqual([UPDATES]);
});

test('a proposal with a name of several lists says so', async () => {
  const { bench } = await open({});
  await bench.write(
    'proposed.json',
    JSON.stringify({
      stage: 'proposed',
      contacts: [{ email: 'jane@example.com', lists: { Twins: true, Offers: true } }],
    }),
  );
  const { changes, proposed } = await bench.plan();
  expect(changes).toEqual([]);
  expect(proposed).toMatchObject([
    { differences: [{ path: ['lists', OFFERS] }], blocked: [{ rule: 'ambiguous-list', path: ['lists', 'Twins'] }] },
  ]);
});

test('what is clear is sent beside what is not, and stays blocked', async () => {
  const { bench, listsOf } = await open({ Twins: true, Offers: true });
  const plan = await bench.plan();
  const { outcomes } = await bench.apply(plan);
  expect(outcomes.map(({ status }) => status)).toEqual(['blocked']);
  expect(await listsOf()).toEqual([OFFERS]);
  expect((await bench.plan()).changes).toMatchObject([{ differences: [], blocked: [{ rule: 'ambiguous-list' }] }]);
});

test('people read names with ids; requests and JSON have ids', async () => {
  const { bench } = await open({ 'Product updates': true, [OFFERS]: false }, { [OFFERS]: true });
  const plan = await bench.plan();
  expect(plan.accounts[0]?.listNames).toMatchObject({ [UPDATES]: 'Product updates', [OFFERS]: 'Offers' });
  expect(plan.changes[0]?.differences.map(({ path }) => path)).toEqual([
    ['lists', UPDATES],
    ['lists', OFFERS],
  ]);
  const text = renderPlanText(plan, { color: false, width: 200 });
  const markdown = renderPlanMarkdown(plan);
  for (const output of [text, markdown]) {
    expect(output).toContain(`Product updates (${UPDATES})`);
    expect(output).toContain(`Offers (${OFFERS})`);
  }
  expect(plan.requests[0]?.body).toMatchObject({ mailingLists: { [UPDATES]: true, [OFFERS]: false } });
});

test('a redacted plan names only the lists that are declared', async () => {
  const { bench } = await open(['Product updates'], { [OFFERS]: true });
  const plan = await bench.plan();
  const redacted = redactPlan(plan);
  expect(redacted.accounts[0]?.listNames).toEqual({ [UPDATES]: 'Product updates' });
  expect(renderPlanText(redacted, { color: false, width: 200 })).not.toContain('Offers');
  expect(withListNames(redacted).changes).not.toEqual(redacted.changes);
});

test('an account may exclude the people of a list by its name', async () => {
  const { bench } = await open({ 'Product updates': true }, { [OFFERS]: true }, { exclude: { lists: ['Offers'] } });
  const plan = await bench.plan();
  expect(plan.changes).toEqual([]);
  expect(plan.accounts[0]).toMatchObject({ excluded: 1 });
});

test('nor is somebody written who was put on such a list since the plan', async () => {
  const { bench, listsOf } = await open({ 'Product updates': true }, {}, { exclude: { lists: ['Offers'] } });
  const plan = await bench.plan();
  const state = await bench.state();
  state.accounts.app.loops.contacts[0].mailingLists = { [OFFERS]: true };
  await bench.setState(state);
  const { outcomes } = await bench.apply(plan);
  expect(outcomes.map(({ status }) => status)).toEqual(['stale']);
  expect(await listsOf()).toEqual([OFFERS]);
});

test('what an account defines is read once', async () => {
  const { bench } = await open({ 'Product updates': true });
  await bench.plan();
  const asked = (await bench.requests()).filter(({ path }) => path === '/api/v1/lists');
  expect(asked).toHaveLength(1);
});
