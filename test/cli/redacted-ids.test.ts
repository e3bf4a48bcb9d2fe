// Ids and digests in redacted output, with the built program: none of the true ones is shown (fault I7).

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/document.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
contacts:
  - { email: ann@example.com, firstName: Ann, tags: { vip: true } }
  - { email: bob@example.com, firstName: Bob, tags: { vip: true } }
`;

let sandbox: Sandbox;
let place: Workplace;
let plan: Plan;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace();
  await place.write('contacts.d/people.yaml', MANIFEST);
  await place.write('people.txt', 'shop/ann@example.com\nshop/bob@example.com\n');
  await rollcall('plan', '--contacts-from', 'people.txt', '--out', 'plan.json');
  plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function rollcall(command: string, ...args: readonly string[]): Promise<Run> {
  return place.rollcall(command, '--sandbox', sandbox.url, ...args);
}

function trueIds(): readonly string[] {
  const hashes = JSON.stringify(plan).match(/[0-9a-f]{64}/g) ?? [];
  return [...new Set(hashes.map((hash) => hash.slice(0, 12)))];
}

function namedIn({ stdout, stderr }: Run): readonly string[] {
  return trueIds().filter((id) => (stdout + stderr).includes(id));
}

test.each([['text'], ['json'], ['markdown'], ['html']])('show as %s names none of the plan’s ids', async (format) => {
  expect(trueIds().length).toBeGreaterThan(8);
  const run = await place.rollcall('show', 'plan.json', '--redact', '--full', '--requests', '--format', format);
  expect([run.code, namedIn(run)]).toEqual([0, []]);
  const open = await place.rollcall('show', 'plan.json', '--no-redact', '--format', 'json');
  expect(namedIn(open)).toEqual(trueIds());
});

test('one output has one short id for an id, and two outputs have nothing in common', async () => {
  const shown = async (): Promise<Plan> =>
    JSON.parse((await place.rollcall('show', 'plan.json', '--redact', '--json')).stdout);
  const [first, second] = [await shown(), await shown()];
  expect(first.planId).toMatch(/^‹plan [0-9a-f]{8}›$/);
  expect(first.planId).not.toBe(second.planId);
  expect(new Set(first.changes.map(({ changeId }) => changeId)).size).toBe(2);
  // Both contacts are new: their fingerprints are the same, and it shows.
  expect(new Set(first.changes.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(first.filters.contactsFrom?.digest).toMatch(/^‹digest [0-9a-f]{8}›$/);
});

test('an apply names none of them in its result, its report and its errors', async () => {
  const run = await rollcall('apply', 'plan.json', '--redact', '--json', '--report', 'report.json');
  expect([run.code, namedIn(run)]).toEqual([0, []]);
  const report = await readFile(join(place.directory, 'report.json'), 'utf8');
  expect(namedIn({ ...run, stdout: report })).toEqual([]);
  const { planId } = JSON.parse(run.stdout) as { planId: string };
  expect(planId).toMatch(/^‹plan [0-9a-f]{8}›$/);
  expect((JSON.parse(report) as { planId: string }).planId).toBe(planId);
  const finished = await rollcall('apply', '--resume', `.rollcall/journal/${plan.planId}.ndjson`, '--redact');
  expect([finished.code, namedIn(finished)]).toEqual([1, []]);
});

test('a reviewed plan still lets its changes through, as the file has the true ids', async () => {
  const run = await rollcall('apply', '--reviewed', 'plan.json', '--redact');
  expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('2 succeeded')]);
});

test('the list of records does not name the digest of manifests that are in no commit', async () => {
  await rollcall('apply', 'plan.json');
  const open = await rollcall('plan', '--json');
  expect(open.code).toBe(0);
  const list = async (...args: readonly string[]): Promise<Run> =>
    place.rollcall('record', 'list', '--sandbox', sandbox.url, ...args);
  const [, digest = ''] = /local:([0-9a-f]{64})/.exec((await list('--json', '--no-redact')).stdout) ?? [];
  expect(digest).not.toBe('');
  for (const args of [['--redact'], ['--redact', '--json']]) {
    const { stdout } = await list(...args);
    expect([stdout.includes(digest.slice(0, 6)), stdout]).toEqual([
      false,
      expect.stringMatching(/‹digest [0-9a-f]{8}›/),
    ]);
  }
});
