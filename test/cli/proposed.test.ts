// Proposed contacts, with the built program: planned and shown apart, never sent, and of no influence on anything else.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planIdOf } from '../../src/plan/build.ts';
import type { Plan, PlannedChange } from '../../src/plan/document.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { git } from '../helpers/repository.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const ACCOUNT =
  'accounts:\n  shop: { provider: omnisend, apiKey: "${SHOP_KEY}", onMissing: create, onRemoved: unsubscribe }\n';
const JANE = '  - { email: jane@example.com, firstName: Jane, city: Oslo, channels: { email: subscribed } }\n';
const BOB = '  - { email: bob@example.com, firstName: Bob, channels: { email: subscribed } }\n';
const PROPOSED = `stage: proposed
contacts:
  - { email: jane@example.com, city: Canary }
  - { email: ann@example.com, firstName: Ann, channels: { email: subscribed } }
`;

let sandbox: Sandbox;
let place: Workplace;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('.gitignore', '.rollcall\n*.json\n');
  git(place.directory, 'init', '-q', '-b', 'main');
  await commit({ 'a.yaml': `${ACCOUNT}contacts:\n${JANE}${BOB}` });
  expect((await rollcall('apply', '--auto-approve')).code).toBe(0);
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

async function commit(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await place.write(`contacts.d/${name}`, text);
  git(place.directory, 'add', '-A');
  git(place.directory, 'commit', '-q', '-m', 'x');
}

function rollcall(command: string, ...args: readonly string[]): Promise<Run> {
  return place.rollcall(command, '--sandbox', sandbox.url, ...args);
}

async function writes(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly { method: string }[];
  return requests.map(({ method }) => method).filter((method) => method !== 'GET');
}

test('proposals alone are no change, and nothing is sent', async () => {
  await commit({ 'b.yaml': PROPOSED });
  const plan = await rollcall('plan', '--detailed-exitcode', '--out', 'plan.json');
  expect([plan.code, plan.stdout]).toEqual([0, expect.stringContaining('Proposed, never sent: 2 contacts')]);
  expect(plan.stdout).toMatch(/No changes\.[\s\S]*\+ shop\/ann@example\.com[\s\S]*~ city {2}"Oslo" → "Canary"/);
  for (const args of [['--auto-approve'], ['plan.json']]) {
    const { code, stdout } = await rollcall('apply', ...args);
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('succeeded')]);
  }
  expect(await writes()).toEqual([]);
});

test.each(['text', 'markdown', 'html'])('%s shows them apart, masked where asked', async (format) => {
  await commit({ 'b.yaml': PROPOSED });
  expect((await rollcall('plan', '--format', format)).stdout).toMatch(/Proposed, never sent: 2 contacts[\s\S]*Canary/);
  const masked = (await rollcall('plan', '--format', format, '--redact')).stdout;
  expect(masked).toContain('Proposed, never sent: 2 contacts');
  expect(masked).not.toMatch(/Canary|ann@/);
});

test('explain says of somebody who is only proposed where that is', async () => {
  await commit({ 'b.yaml': PROPOSED });
  const run = await rollcall('explain', 'ann@example.com');
  expect([run.code, run.stderr.replaceAll(/\s+/g, ' ')]).toEqual([
    1,
    expect.stringMatching(/only proposed \(contacts\.d\/[a-z]+\.yaml:4\), and nothing of it is sent.*rollcall plan/),
  ]);
});

test('JSON lists them apart, masked where asked', async () => {
  await commit({ 'b.yaml': PROPOSED });
  const json = JSON.parse((await rollcall('plan', '--json')).stdout) as Plan;
  expect(json.changes).toEqual([]);
  expect(json.proposed?.map(({ key, action }) => [key, action])).toEqual([
    ['shop/ann@example.com', 'create'],
    ['shop/jane@example.com', 'update'],
  ]);
  expect((await rollcall('plan', '--json', '--redact')).stdout).not.toMatch(/Canary|ann@/);
});

test('who was applied and is proposed now is neither removed nor forgotten', async () => {
  const proposal = BOB.replace('firstName', 'stage: proposed, firstName');
  await commit({ 'a.yaml': `${ACCOUNT}contacts:\n${JANE.replace('Oslo', 'Rome')}${proposal}` });
  const plan = JSON.parse((await rollcall('plan', '--json')).stdout) as Plan;
  expect(plan.changes.map(({ key, owed }) => [key, owed])).toEqual([['shop/jane@example.com', undefined]]);
  const applied = await rollcall('apply', '--auto-approve');
  expect([applied.code, applied.stdout + applied.stderr]).toEqual([0, expect.not.stringContaining('owed')]);
  // Once the proposal is withdrawn, what was applied to Bob counts again.
  await commit({ 'a.yaml': `${ACCOUNT}contacts:\n${JANE.replace('Oslo', 'Rome')}` });
  const removed = JSON.parse((await rollcall('plan', '--json')).stdout) as Plan;
  expect(removed.changes.map(({ key, differences }) => [key, differences.map(({ after }) => after)])).toEqual([
    ['shop/bob@example.com', ['unsubscribed']],
  ]);
});

test('a field that is only proposed now is not dropped', async () => {
  const without = JANE.replace(' city: Oslo,', '');
  await commit({ 'a.yaml': `${ACCOUNT}contacts:\n${without}${BOB}`, 'b.yaml': PROPOSED });
  expect((await rollcall('plan', '--detailed-exitcode')).code).toBe(0);
  await commit({ 'b.yaml': '# nothing\n' });
  expect((await rollcall('plan', '--detailed-exitcode')).code).toBe(2);
});

test('an edited plan cannot smuggle a proposal in', async () => {
  await commit({
    'a.yaml': `${ACCOUNT}contacts:\n${JANE}${BOB}  - { email: eve@example.com, firstName: Eve }\n`,
    'b.yaml': PROPOSED,
  });
  await rollcall('plan', '--out', 'plan.json');
  const plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
  const [eve] = plan.changes;
  const ann = plan.proposed?.find(({ key }) => key === 'shop/ann@example.com');
  if (eve === undefined || ann === undefined) throw new Error('the plan lacks somebody');
  const asAnn = (text: string): string =>
    text.replaceAll('eve@example.com', 'ann@example.com').replaceAll('Eve', 'Ann');
  const change = JSON.parse(asAnn(JSON.stringify(eve))) as PlannedChange;
  const requests = JSON.parse(asAnn(JSON.stringify(plan.requests)));
  const edited = { ...plan, changes: [change], requests, planId: planIdOf([change], requests) };
  await place.write('plan.json', JSON.stringify(edited));
  const run = await rollcall('apply', 'plan.json');
  expect(run.code).not.toBe(0);
  expect(await writes()).toEqual([]);
});
