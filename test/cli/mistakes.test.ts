// Usage mistakes lead to a message, a hint and an exit code, never to an internal error or a stack trace; with --json, to one
// document.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { BIN, openWorkplace, type Run, type Workplace } from '../helpers/rollcall.ts';

const RECIPIENT = 'age1u6v9pjq2pawl9rt3xz4hraa2r4gyxzypjqurlvmq04qef5afndcsmzvxax';

let sandbox: Sandbox;
let place: Workplace;
const taken = createServer();

beforeAll(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  place = await openWorkplace({ SHOP_KEY: 'key-0123456789', BAD_KEY: 'key-01\nkey-23', HOME: '/nonexistent' });
  await place.write('contacts.d/all.yaml', manifest('SHOP_KEY'));
  await place.write('badkey/all.yaml', manifest('BAD_KEY'));
  await place.write('junk', 'junk\n');
  await place.write('empty', '');
  await place.write('shape.json', '{"version":1,"accounts":[]}');
  await place.write(
    'binary',
    Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256),
  );
  await place.write('dir/readme.txt', 'x');
  await place.rollcall('plan', '--sandbox', '--out', 'plan.json');
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await sandbox.close();
  await place.remove();
  await new Promise((resolve) => taken.close(resolve));
});

function manifest(variable: string): string {
  return `accounts:
  shop: { provider: omnisend, apiKey: "\${${variable}}", baseUrl: "${sandbox.url}/omnisend" }
contacts:
  - { email: jane@example.com, firstName: Jane }
`;
}

function expectPlain({ code, stdout, stderr }: Run, expected: number): void {
  expect([code, stdout + stderr]).toEqual([
    expected,
    expect.not.stringMatching(/bug in rollcall|^\s+at .*:\d+|node:internal/m),
  ]);
  expect(stderr).not.toMatch(/\b(?:TypeError|RangeError|SyntaxError|Error: Error)\b/);
}

type Mistake = readonly [what: string, args: readonly string[], code: number, words: RegExp];

const SANDBOX: readonly Mistake[] = [
  ...['junk', 'empty', 'binary'].map(
    (file) => [file, ['plan', '--sandbox', file], 1, /state in \w+ cannot be read: it is not JSON/] as const,
  ),
  ['JSON of another shape', ['plan', '--sandbox', 'shape.json'], 1, /cannot be read: accounts: expected an object/],
  ['a plan for a state', ['plan', '--sandbox', 'plan.json'], 1, /cannot be read: expected an object with "version": 1/],
  ['a directory', ['plan', '--sandbox', 'dir'], 1, /cannot be read: EISDIR/],
  ['a place under a file', ['plan', '--sandbox', 'junk/state.json'], 1, /cannot be read: ENOTDIR/],
  ['a port that is none', ['plan', '--sandbox', 'http://127.0.0.1:99999'], 64, /--sandbox.*127\.0\.0\.1:PORT/],
  ['another machine', ['plan', '--sandbox', 'http://example.com:80'], 64, /--sandbox.*127\.0\.0\.1:PORT/],
  ['another protocol', ['plan', '--sandbox', 'ftp://localhost:21'], 64, /--sandbox.*127\.0\.0\.1:PORT/],
];

const FILES: readonly Mistake[] = [
  ['no directory of manifests', ['plan', '-d', 'nowhere'], 1, /no directory nowhere/],
  ['a file for the manifests', ['validate', '-d', 'junk'], 1, /junk is not a directory/],
  ['a file to format', ['fmt', '-d', 'junk'], 1, /junk is not a directory/],
  ['a device for the manifests', ['plan', '-d', '/dev/null'], 1, /not a directory/],
  ['a directory for the environment', ['plan', '--secrets', 'dir'], 1, /cannot read dir/],
  ['no environment file', ['plan', '--secrets', 'nowhere.env'], 1, /cannot read nowhere\.env/],
  ['a key that no header can carry', ['plan', '-d', 'badkey'], 1, /BAD_KEY|credential/],
  ...['junk', 'empty', 'binary', 'shape.json', 'plan.json'].map(
    (file) => [`${file} for a snapshot`, ['plan', '--live', file], 1, /is not a snapshot/] as const,
  ),
  ['a directory for a snapshot', ['plan', '--live', 'dir'], 1, /cannot read dir/],
  ...['junk', 'empty', 'binary'].flatMap((file) =>
    [
      ['show', file],
      ['apply', file],
      ['apply', '--reviewed', file],
    ].map(
      (args) =>
        [
          args.join(' '),
          args,
          1,
          file === 'binary' ? /is not UTF-8 text/ : /is not JSON, or it was cut short/,
        ] as const,
    ),
  ),
  ['JSON that is no plan', ['show', 'shape.json'], 1, /not a plan/],
  ['a directory for a plan', ['show', 'dir'], 1, /cannot read dir/],
  ['no plan', ['apply', 'nowhere.json'], 1, /cannot read nowhere\.json/],
  ['a directory for a reviewed plan', ['apply', '--reviewed', 'dir'], 1, /cannot read dir/],
  ['junk for a journal', ['apply', '--resume', 'junk'], 1, /not JSON|not a journal record/],
  ['a directory for a journal', ['apply', '--resume', 'dir'], 1, /cannot read dir/],
  ['no journal', ['apply', '--resume', 'nowhere'], 1, /journal nowhere does not exist/],
  ['nothing to resume', ['apply', '--resume'], 1, /nothing to resume/],
  ['nothing to roll back', ['rollback'], 1, /no apply here that could be rolled back/],
  ['no files of an apply', ['rollback', '--from', 'nowhere'], 1, /no apply here that could be rolled back/],
  ['a file for the files of an apply', ['rollback', '--from', 'junk'], 1, /no apply here that could be rolled back/],
  ['a directory as the base that is empty', ['plan', '--base', './dir'], 1, /the base \.\/dir/],
  ['a file as the base', ['plan', '--base', './junk'], 1, /junk/],
  ['no recipient', ['plan', '--out', 'p.age', '--encrypt-to', 'junk'], 64, /not an age recipient/],
];

const OUT: readonly Mistake[] = [
  [
    'a plan into no directory',
    ['plan', '--out', 'nowhere/plan.json'],
    1,
    /cannot write nowhere\/plan\.json: no such file/,
  ],
  ['a plan over a directory', ['plan', '--out', 'dir'], 1, /cannot write dir: it is a directory/],
  ['a plan under a file', ['plan', '--out', 'junk/plan.json'], 1, /cannot write junk\/plan\.json/],
  ['a snapshot into no directory', ['snapshot', '--out', 'nowhere/x'], 1, /cannot write nowhere\/x: no such file/],
  ['a snapshot over a directory', ['snapshot', '--out', 'dir'], 1, /cannot write dir: it is a directory/],
  [
    'a report into no directory',
    ['apply', '--auto-approve', '--report', 'nowhere/r.json'],
    1,
    /cannot write nowhere\/r\.json: no such file/,
  ],
  [
    'a report over a directory',
    ['apply', '--auto-approve', '--report', 'dir'],
    1,
    /cannot write dir: it is a directory/,
  ],
];

const USAGE: readonly Mistake[] = [
  ...['999999', '65536', 'abc', '-1', '1.5', '80000000000000000000'].map(
    (port) => [`port ${port}`, ['sandbox', `--port=${port}`], 64, /--port.*whole number from 0 to 65,535/] as const,
  ),
  ['contacts without end', ['sandbox', '--contacts', '99999999999'], 64, /--contacts.*whole number/],
  ['a seed that is none', ['sandbox', '--seed', 'x'], 64, /--seed.*whole number/],
  ['a factor that is none', ['sandbox', '--rate-limit', '-1'], 64, /--rate-limit.*above 0/],
  ['definitions without a sandbox', ['plan', '--define'], 64, /--define needs a sandbox/],
  [
    'a snapshot that is none',
    ['sandbox', '--port=0', '--from', 'nowhere.ndjson'],
    1,
    /cannot read nowhere\.ndjson: ENOENT/,
  ],
  ['faults that are none', ['sandbox', '--faults', 'junk'], 64, /--faults.*FAULT:SHARE/],
  ['too many faults', ['sandbox', '--faults', '429:0.6,500:0.6'], 64, /--faults.*more than 1/],
  ['a shell that is none', ['completion', 'tcsh'], 64, /bash, zsh, fish/],
  ['no shell', ['completion'], 64, /shell/],
  ['no file for a snapshot', ['snapshot'], 64, /--out/],
  ['a duration that is none', ['apply', '--timeout', 'soon'], 64, /--timeout/],
  ['no requests at once', ['apply', '--parallelism', '0'], 64, /--parallelism/],
  ['somebody who is not declared', ['explain', '[('], 1, /no manifest declares this contact/],
  ['an account that is none', ['plan', '--account', '__proto__'], 1, /no account __proto__|mistake in the manifests/],
];

describe.each([
  ['--sandbox', SANDBOX],
  ['files to read', FILES],
  ['files to write', OUT],
  ['usage', USAGE],
])('%s', (_, mistakes) => {
  test.each(mistakes)('%s', async (_what, args, code, words) => {
    const run = await place.rollcall(...args);
    expectPlain(run, code);
    expect(run.stderr).toMatch(words);
    expect(run.stderr).toMatch(/→ \w|--help shows/);
    const inJson = await place.rollcall(...args, '--json');
    if (args[0] === 'sandbox' || args[0] === 'completion') return;
    expectPlain(inJson, code);
    expect(JSON.parse(inJson.stdout)).toEqual({
      error: expect.objectContaining({ code: expect.any(String), message: expect.any(String) }),
    });
  });
});

test('a report that cannot be written is an error before anything is read or sent', async () => {
  await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
  await place.rollcall('apply', '--auto-approve', '--report', 'nowhere/r.json');
  await place.rollcall('plan', '--out', 'nowhere/plan.json');
  expect(await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()).toEqual([]);
});

test('no message contains data from a broken state file', async () => {
  await place.write('people.json', '{"version": 1, "accounts": {"shop": jane@example.com}}');
  const run = await place.rollcall('plan', '--sandbox', 'people.json');
  expectPlain(run, 1);
  expect(run.stdout + run.stderr).not.toContain('jane@');
});

test('an encrypted plan, and files without an identity', async () => {
  expect((await place.rollcall('plan', '--sandbox', '--out', 'plan.age', '--encrypt-to', RECIPIENT)).code).toBe(0);
  for (const file of ['junk', 'empty', 'binary', 'shape.json', 'dir', 'nowhere', 'plan.age']) {
    const run = await place.rollcall('show', 'plan.age', '--identity', file);
    expectPlain(run, 1);
    expect(run.stderr, file).toMatch(/contains no age identity|is not UTF-8 text|cannot read/);
  }
});

test('a port in use', async () => {
  const address = taken.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const run = await place.rollcall('sandbox', '--port', String(port));
  expectPlain(run, 1);
  expect(run.stderr).toMatch(/cannot listen on 127\.0\.0\.1:\d+: the port is in use\n {2}→ choose another port/);
});

describe('stdout on a full disk', () => {
  const FULL = '/dev/full';
  test.skipIf(!existsSync(FULL)).each(
    [
      ...[['--help'], ['plan', '--help'], ['help', 'apply'], ['--version'], ['validate'], ['completion', 'bash']],
      ...['json', 'github', 'sarif'].map((format) => ['validate', '--format', format]),
      ...[
        ['fmt', '--check'],
        ['fmt', '--check', '--json'],
      ],
      ...['text', 'json', 'markdown', 'html'].flatMap((format) => [
        ['plan', '--sandbox', '--format', format],
        ['drift', '--sandbox', '--format', format],
        ['show', 'plan.json', '--format', format],
      ]),
      ...[
        ['explain', 'jane@example.com', '--sandbox'],
        ['explain', 'jane@example.com', '--sandbox', '--json'],
      ],
      ...[
        ['doctor', '--sandbox'],
        ['doctor', '--sandbox', '--json'],
      ],
      ...[
        ['snapshot', '--sandbox', '--out', 'x'],
        ['snapshot', '--sandbox', '--out', 'x', '--json'],
      ],
      ...[
        ['pull', '--all', '--sandbox'],
        ['pull', '--all', '--sandbox', '--json'],
      ],
      ...[['init'], ['init', '--json']],
      ...[
        ['import', '--account', 'shop', '--sandbox', '--to', 'imported'],
        ['import', '--account', 'shop', '--sandbox', '--to', 'imported', '--json'],
      ],
      ...[
        ['apply', '--sandbox', '--auto-approve'],
        ['apply', '--sandbox', '--auto-approve', '--json'],
      ],
      ...[
        ['set', 'jane@example.com', 'city=Oslo', '--sandbox', '--dry-run'],
        ['set', 'jane@example.com', 'city=Oslo', '--sandbox', '--dry-run', '--json'],
        ['unsubscribe', 'jane@example.com', '--sandbox', '--dry-run'],
        ['unsubscribe', 'jane@example.com', '--sandbox', '--dry-run', '--json'],
        ['rollback', '--list'],
        ['rollback', '--list', '--json'],
      ],
      ['sandbox', '--port', '0'],
    ].map((args) => [args] as const),
  )('%j', (args) => {
    const { status, stderr } = fullRun(args);
    expectPlain({ code: status, stdout: '', stderr }, 1);
    expect(stderr).toMatch(/Error: cannot write to stdout: no space left on the device\n {2}→ free some space/);
  });

  test.skipIf(!existsSync(FULL))('prints the error to stderr if JSON cannot be written', () => {
    const { status, stderr } = fullRun(['explain', 'nobody', '--sandbox', '--json']);
    expectPlain({ code: status, stdout: '', stderr }, 1);
    expect(stderr).toContain('no manifest declares this contact');
  });

  function fullRun(args: readonly string[]) {
    const script = 'exec "$@" > /dev/full';
    const options = {
      cwd: place.directory,
      encoding: 'utf8',
      timeout: 20_000,
      env: { PATH: process.env.PATH ?? '' },
    } as const;
    return spawnSync('sh', ['-c', script, 'sh', process.execPath, '--', BIN, ...args], options);
  }
});

test('an incomplete document never exits with 0', () => {
  const script = 'ulimit -f 1; exec "$@" > cut.json';
  const args = ['sh', process.execPath, '--', BIN, 'show', 'plan.json', '--json'];
  const run = spawnSync('sh', ['-c', script, ...args], {
    cwd: place.directory,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '' },
  });
  expectPlain({ code: run.status, stdout: '', stderr: run.stderr }, 1);
  expect(run.stderr).toContain('cannot write to stdout: the file would exceed the size limit');
});

test('a closed pipe is not an error, also for help and version', () => {
  for (const args of ['--version', '--help', 'completion bash', 'show plan.json --json']) {
    const script = `(sleep 0.2; exec "$1" -- "$2" ${args}) | true; echo "\${PIPESTATUS[0]}"`;
    const run = spawnSync('bash', ['-c', script, 'bash', process.execPath, BIN], {
      cwd: place.directory,
      encoding: 'utf8',
    });
    expect([args, run.stdout, run.stderr]).toEqual([args, '0\n', '']);
  }
});

test('a sandbox whose state cannot be saved reports that when it ends', async () => {
  expect(existsSync(join(place.directory, 'junk'))).toBe(true);
  const run = await place.rollcallWithin(0, 'plan', '--sandbox', 'new.json', '--no-cache');
  expectPlain(run, 1);
  expect(run.stderr).toMatch(/cannot write the sandbox's state to new\.json: EFBIG\n {2}→ name a file/);
});
