// The disk fills up, or the journal is deleted, during an apply. What cannot be recorded is not sent, the program says so, and
// the apply can be resumed when there is space again.

import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalRecord } from '../../src/apply/journal/journal.ts';
import { type Observer, type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const CONTACTS = 80;
const BLOCK = 512;
/** For the records of some changes, and not of all. */
const ROOM = 8_192;

let sandbox: Sandbox;
let place: Workplace;
let observe: Observer;

beforeEach(async () => {
  observe = () => undefined;
  sandbox = await startSandbox({ contacts: CONTACTS, rateLimit: 'off', observe: (...seen) => observe(...seen) });
  place = await openWorkplace();
  const people = Array.from({ length: CONTACTS }, (_, index) => `  - { email: ${emailOf(index)}, firstName: New }\n`);
  await place.write(
    'contacts.d/all.yaml',
    `accounts:\n  default: { provider: omnisend, apiKey: "\${KEY}", limits: { maxChangedPercent: 100 } }\ncontacts:\n${people.join('')}`,
  );
  expect(await rollcall('plan', '--out', 'plan.json')).toMatchObject({ code: 0 });
});

afterEach(async () => {
  await sandbox.close();
  await place.remove();
});

function emailOf(index: number): string {
  return `user${String(index + 1).padStart(6, '0')}@example.com`;
}

function rollcall(command: string, ...args: readonly string[]): Promise<Run> {
  return place.rollcall(command, '--sandbox', sandbox.url, '--quiet', ...args);
}

/** Paths that were written to, in order. */
async function written(): Promise<readonly string[]> {
  const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as readonly Record<
    string,
    string
  >[];
  return requests.flatMap(({ method, path = '' }) => (method === 'PATCH' ? [path] : []));
}

/** A journal of this plan that was begun often enough to leave little room below the limit. */
async function fillJournal(size: number): Promise<string> {
  const { planId } = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as { planId: string };
  const started: JournalRecord = {
    type: 'started',
    formatVersion: 3,
    planId,
    reviewed: null,
    at: '2026-06-01T12:00:00Z',
  };
  const line = `${JSON.stringify(started)}\n`;
  const path = join(place.directory, '.rollcall/journal', `${planId}.ndjson`);
  await mkdir(join(place.directory, '.rollcall/journal'), { recursive: true });
  await writeFile(path, line.repeat(Math.floor(size / line.length)));
  return path;
}

/** Requests of which it is recorded, as a whole line, that they are about to be sent. */
async function recorded(journal: string): Promise<number> {
  const lines = (await readFile(journal, 'utf8')).split('\n').slice(0, -1);
  return lines.filter((line) => line.startsWith('{"type":"sending"')).length;
}

test('a full disk stops the apply; with free space again, --resume finishes it and repeats nothing', async () => {
  const { size } = await stat(join(place.directory, 'plan.json'));
  const blocks = Math.ceil((size + ROOM) / BLOCK);
  const journal = await fillJournal(blocks * BLOCK - ROOM);

  const full = await place.rollcallWithin(blocks, 'apply', 'plan.json', '--sandbox', sandbox.url, '--quiet');
  expect(full.code).toBe(3);
  expect(full.stderr.replace(/\s+/g, ' ')).toMatch(
    /journal could not be kept, so that nothing more was sent\. Error: cannot write .*\.ndjson: .* → .*apply --resume/,
  );
  expect(full.stdout).toMatch(/\d+ succeeded, \d+ pending of 80 changes/);
  const sent = (await written()).length;
  expect(sent).toBeGreaterThan(0);
  expect(sent).toBeLessThan(CONTACTS);
  expect(sent).toBeLessThanOrEqual(await recorded(journal));

  expect(await rollcall('apply', '--resume', '--auto-approve')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('80 succeeded'),
  });
  expect(new Set(await written()).size).toBe(CONTACTS);
  expect(await written()).toHaveLength(CONTACTS);
});

test('if the plan cannot be saved, nothing is sent', async () => {
  const run = await place.rollcallWithin(8, 'apply', 'plan.json', '--sandbox', sandbox.url, '--quiet');
  expect(run).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Error: cannot write \S+\.json: [^\n]+\n {2}→ \w/),
  });
  expect(await written()).toEqual([]);
  expect(await readdir(join(place.directory, '.rollcall/plans'))).toEqual([]);
});

test('if .rollcall is deleted meanwhile, requests in flight are finished and nothing else is sent', async () => {
  const parallelism = 4;
  let patches = 0;
  observe = ({ method }, phase) => {
    if (method !== 'PATCH' || phase !== 'received') return undefined;
    patches += 1;
    if (patches === 10) rmSync(join(place.directory, '.rollcall'), { recursive: true });
    return undefined;
  };
  const run = await rollcall('apply', 'plan.json', '--parallelism', String(parallelism));
  expect(run).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/nothing more was sent[\s\S]*it was deleted/),
  });
  expect(run.stderr).not.toContain('--resume');
  expect(patches).toBeLessThan(10 + parallelism);
  expect(run.stdout).toMatch(new RegExp(`${patches} succeeded, ${CONTACTS - patches} pending of 80 changes`));

  expect(await rollcall('apply', '--auto-approve')).toMatchObject({ code: 0 });
  expect(await written()).toHaveLength(CONTACTS);
});
