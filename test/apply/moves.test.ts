// Over HTTP: an identifier moves from one contact to another. The vendor gets the release before the claim.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withBase } from '../../src/base/compare.ts';
import { baseOfConfiguration } from '../../src/base/layers.ts';
import { openWorkbench, type Workbench } from '../helpers/workbench.ts';

let bench: Workbench;
beforeEach(async () => {
  bench = await openWorkbench({ manifests: { 'all.yaml': people('') } });
  await bench.write('all.yaml', people(BEFORE));
  await bench.apply(await bench.plan());
  await bench.forgetRequests();
});
afterEach(() => bench.close());

function people(entries: string): string {
  return `accounts:
  news: { provider: envoke, onRemoved: delete, apiId: "\${ENVOKE_API_ID}", apiKey: "\${ENVOKE_API_KEY}" }
contacts:${entries === '' ? ' []' : entries}
`;
}

const BEFORE = `
  - { userId: u1, email: a@example.com }
  - { userId: u2, email: b@example.com }`;

async function writes(): Promise<readonly unknown[]> {
  return (await bench.requests()).flatMap(({ method, body }) => (method === 'GET' ? [] : [[method, body]]));
}

test('release, then claim, then nothing is left to do', async () => {
  const moved = `
  - { userId: u1, email: new@example.com, previously: { email: a@example.com } }
  - { userId: u2, email: a@example.com, previously: { email: b@example.com } }`;
  await bench.write('all.yaml', people(moved));
  const { outcomes } = await bench.apply(await bench.plan());
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  const again = await bench.plan();
  expect(again.changes).toEqual([]);
});

test('from a contact that is deleted', async () => {
  const base = await bench.load();
  await bench.write(
    'all.yaml',
    people('\n  - { userId: u2, email: a@example.com, previously: { email: b@example.com } }'),
  );
  const now = await bench.load();
  const { configuration } = withBase({ configuration: now, whole: now }, baseOfConfiguration(base));
  const { outcomes } = await bench.apply(await bench.plan(configuration), configuration);
  expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  expect(await writes()).toEqual([
    ['DELETE', null],
    ['PATCH', { email: 'a@example.com' }],
  ]);
  expect((await bench.plan()).changes).toEqual([]);
});

describe('into a contact that is created', () => {
  const comer = '\n  - { userId: u9, email: a@example.com }';

  test('is sent after the other contact has its new address', async () => {
    const entries = `
  - { userId: u1, email: new@example.com, previously: { email: a@example.com } }${comer}`;
    await bench.write('all.yaml', people(entries));
    const { outcomes } = await bench.apply(await bench.plan());
    expect(outcomes.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(await writes()).toEqual([
      ['PATCH', { email: 'new@example.com' }],
      ['POST', { email: 'a@example.com', remote_id: 'u9' }],
    ]);
    expect((await bench.plan()).changes).toEqual([]);
  });

  test('is not sent if the release fails', async () => {
    const entries = `
  - { userId: u1, email: new@example.com, previously: { email: a@example.com } }${comer}`;
    await bench.write('all.yaml', people(entries));
    const plan = await bench.plan();
    await bench.script([{ match: { method: 'PATCH' }, status: 400, body: { success: false } }]);
    const { outcomes } = await bench.apply(plan);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['failed', 'skipped']);
    expect(await writes()).toEqual([['PATCH', { email: 'new@example.com' }]]);
  });
});
