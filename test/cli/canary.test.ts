// 200 unique personal values in manifests, live data and vendors' error messages, and every credential in the environment and in
// error messages, against the built program. With --redact, no command prints a personal value. No command ever prints a
// credential or writes one to a file.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/index.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';
import {
  type Arrivals,
  accountsAt,
  arrivals,
  brokenJson,
  brokenManifest,
  brokenSyntax,
  credentials,
  KNOWN_LISTS,
  listDefinitions,
  listedFiles,
  listedManifest,
  manifestOf,
  newCanaries,
  oddPages,
  refusals,
  refusingSuccesses,
} from './canaries.ts';

/** The key with which `erase` makes digests. */
const DIGEST_KEY = { ROLLCALL_DIGEST_KEY_K1: '5c'.repeat(32) };

const canaries = newCanaries();
let sandbox: Sandbox;
let place: Workplace;
let arriving: Arrivals;

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  // Traced requests are outputs too.
  place = await openWorkplace({ ...credentials, ...DIGEST_KEY, ROLLCALL_DEBUG: 'http' });
  await define(listDefinitions(canaries));
  await place.write('contacts.d/people.yaml', manifestOf(sandbox.url, canaries, 'with-extra'));
  // Without a record, the names in these manifests are names that only the vendors have.
  const live = await place.rollcall('apply', '--auto-approve', '--no-record');
  expect([live.code, live.stdout]).toEqual([0, expect.stringContaining('succeeded')]);
  await place.write('contacts.d/people.yaml', manifestOf(sandbox.url, canaries));
  await place.write('broken/people.yaml', brokenManifest(canaries));
  await place.write('broken-json/people.json', brokenJson(canaries));
  await place.write('broken-syntax/people.yaml', brokenSyntax(canaries));
  await place.write('bare/accounts.yaml', accountsAt(sandbox.url));
  await place.write(
    'people.csv',
    `email\n${canaries.next('absent', '@example.com')}\n${canaries.next('${absent}', '@example.com')}\n`,
  );
  await place.write('listed/a.yaml', listedManifest(canaries));
  for (const [name, text] of Object.entries(listedFiles(canaries))) await place.write(name, text);
  arriving = arrivals(sandbox.url, canaries);
  await place.write('arrivals/people.yaml', arriving.manifest);
  const saved = await place.rollcall('plan', '--out', 'plan.json');
  expect(saved.code).toBe(0);
}, 120_000);

afterAll(async () => {
  await sandbox.close();
  await place.remove();
});

async function define(definitions: object): Promise<void> {
  const body = JSON.stringify(definitions);
  const { ok } = await fetch(`${sandbox.url}/_sandbox/definitions`, { method: 'POST', body });
  expect(ok).toBe(true);
}

async function answer(answers: readonly object[]): Promise<void> {
  await fetch(`${sandbox.url}/_sandbox/next`, { method: 'PUT', body: JSON.stringify(answers) });
}

function refuse(status: number, ...methods: readonly string[]): Promise<void> {
  return answer(refusals(canaries, methods, status));
}

function answerAgain(): Promise<void> {
  return answer([]);
}

/** One contact of each account. */
async function plannedKeys(): Promise<readonly string[]> {
  const plan = JSON.parse(await readFile(join(place.directory, 'plan.json'), 'utf8')) as Plan;
  const one = [...new Map(plan.changes.map(({ account, key }) => [account, key])).values()];
  // Those whose tags and properties the manifests no longer name.
  return [...one, ...plan.changes.flatMap(({ key }) => (key.includes('forgotten') ? [key] : []))];
}

/** Every command in every format, and with vendors that refuse; none of it changes a contact. */
async function runEverything(...flags: readonly string[]): Promise<string> {
  const runs: Run[] = [];
  const run = async (...args: readonly string[]): Promise<void> => {
    runs.push(await place.rollcall(...args, ...flags));
  };
  for (const format of ['text', 'json', 'github', 'sarif']) {
    await run('validate', '--format', format);
    for (const broken of ['broken', 'broken-json', 'broken-syntax'])
      await run('validate', '--format', format, '-d', broken);
  }
  for (const format of ['text', 'markdown', 'json', 'html']) {
    await run('plan', '--format', format);
    await run('drift', '--format', format);
    await run('show', 'plan.json', '--format', format);
  }
  for (const format of ['text', 'json']) await run('doctor', '--format', format);
  for (const format of ['text', 'json']) await run('pull', '--all', '--dry-run', '--format', format);
  await run('show', 'plan.json', '--full', '--plain');
  for (const key of await plannedKeys()) {
    await run('explain', key);
    await run('explain', key, '--json');
  }
  await run('plan', '-d', 'broken');
  await run('plan', '-d', 'broken', '--json');
  for (const [status, formats] of [
    [401, ['text', 'json']],
    [400, ['markdown', 'html']],
  ] as const) {
    await refuse(status, 'GET');
    await run('doctor');
    for (const format of formats) await run('plan', '--format', format);
    await run('apply', 'plan.json');
    await answerAgain();
  }
  for (const format of ['text', 'json']) {
    await refuse(400, 'PATCH', 'PUT', 'POST');
    await run('apply', 'plan.json', '--format', format);
    await answerAgain();
  }
  const reports: string[] = [];
  await answer(oddPages(canaries));
  await run('plan');
  await run('plan', '--json');
  await run('snapshot', '--out', 'odd.ndjson');
  await answer(refusingSuccesses(canaries, arriving.emails));
  for (const format of ['text', 'json']) {
    // The runs above have made a record at these destinations, so that other manifests need --first-run.
    const flagsOfApply = ['--first-run', '--auto-approve', '--report', 'report.json'];
    await run('apply', '-d', 'arrivals', ...flagsOfApply, '--format', format);
    reports.push(await readFile(join(place.directory, 'report.json'), 'utf8'));
  }
  await answerAgain();
  await run('snapshot', '--out', 'live.ndjson');
  await run('snapshot', '--out', 'live.ndjson', '--json');
  await run('plan', '--live', 'live.ndjson');
  for (const format of ['text', 'json']) {
    const to = (account: string) => ['--to', `imported/${account}-${format}${flags.join('')}`];
    await run('import', '-d', 'bare', '--account', 'shop', '--fields', 'all', '--format', format, ...to('shop'));
    await run('import', '-d', 'bare', '--account', 'shop', '--split', 'by-tag', '--format', format, ...to('tags'));
    await run('import', '-d', 'bare', '--account', 'app', '--from', 'people.csv', '--format', format, ...to('app'));
    await run('import', '-d', 'bare', '--account', 'news', '--contact', '*', '--format', format, ...to('news'));
  }
  await run('apply', '--resume', '--auto-approve');
  const [person = ''] = arriving.emails;
  for (const format of ['text', 'json']) {
    await run('record', 'list', '--format', format);
    await run('fmt', '--check', '--format', format);
    await run('fmt', '--check', '-d', 'broken', '--format', format);
    await run('set', person, `city=${canaries.word()}`, '-d', 'arrivals', '--dry-run', '--format', format);
    await run('set', person, `${canaries.word()}=${canaries.word()}`, '-d', 'arrivals', '--format', format);
    await run('unsubscribe', person, '-d', 'arrivals', '--dry-run', '--format', format);
    await run(
      'erase',
      person,
      canaries.next('nobody', '@example.com'),
      '-d',
      'arrivals',
      '--dry-run',
      '--format',
      format,
    );
    await run('validate', '-d', 'listed', '--format', format);
    await run('sources', 'preview', 'people', '-d', 'listed', '--format', format);
  }
  for (const format of ['text', 'json']) {
    await run('rollback', '--list', '--format', format);
    await run('rollback', '--format', format);
  }
  return [...runs.map(({ stdout, stderr }) => stdout + stderr), ...reports].join('\n');
}

function found(output: string): readonly string[] {
  return canaries.given.filter((token) => output.includes(token));
}

function leaked(output: string): readonly string[] {
  return Object.entries(credentials)
    .filter(([, value]) => output.includes(value))
    .map(([name]) => name);
}

/** What a reviewer needs: fields, counts, rules, accounts, places, and names that a manifest gives. */
const PUBLIC = [
  ...['firstName', '‹property 1›', 'customProperties.note0', '‹tag 1›', 'vip', 'note12'],
  ...['‹list 1›', ...Object.values(KNOWN_LISTS)],
  ...['19 to update', 'broken/people.yaml:4:', 'contacts.d/people.yaml:6', 'shop/contact 1', 'app: GET '],
  ...['400 invalid', '401 unauthorized', '‹what the vendor says›', 'unknown-field', 'Did you mean firstName?'],
  'Omnisend 2026-03-15',
];

describe('canaries', () => {
  test('with --redact no personal value and no credential is in any output', { timeout: 480_000 }, async () => {
    const output = await runEverything('--redact');
    expect(canaries.given.length).toBeGreaterThan(400);
    expect(found(output)).toEqual([]);
    expect(leaked(output)).toEqual([]);
    expect(output).toMatch(/^http shop: PATCH \/api\/contacts\/‹id› \d{3} in /m);
    for (const shown of PUBLIC) expect(output).toContain(shown);
  });

  test('without --redact, personal values are shown, but no credential', { timeout: 480_000 }, async () => {
    const output = await runEverything('--no-redact');
    expect(found(output).length).toBeGreaterThan(200);
    expect(output.includes('***')).toBe(true);
    // Each arrival's refusal is whole in the JSON and in both reports.
    expect(output.match(/400 invalid: [^"]*\*\*\*/g)?.length).toBeGreaterThanOrEqual(3 * arriving.emails.length);
    expect(leaked(output)).toEqual([]);
  });

  // The broken manifest is the test's own: a literal key is one of its mistakes.
  test('no file written by the program contains a credential', async () => {
    const files = await readdir(place.directory, { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !path.includes('/broken/'));
    expect(paths.some((path) => path.includes('.rollcall'))).toBe(true);
    for (const path of paths) expect([path, leaked(await readFile(path, 'utf8'))]).toEqual([path, []]);
  });
});
