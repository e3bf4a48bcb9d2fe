// Usage mistakes, and the messages on stdout and stderr.

import { spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageVersion } from '../../src/version.ts';
import { BIN, openWorkplace, type Workplace } from '../helpers/rollcall.ts';

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}" }
contacts:
  - { email: jane@example.com, firstName: Jane }
`;

describe('usage', () => {
  test.each([
    [['plan', '--no-such-option'], 64],
    [['plan', '--max-deletes', 'many'], 64],
    [['plan', '--max-changed-percent', '101'], 64],
    [['plan', '--max-shrink-percent', '101'], 64],
    [['no-such-command'], 64],
    [['plan', '--format', 'xml'], 64],
    [['show'], 64],
    [['sandbox', '--port', 'many'], 64],
    [['--help'], 0],
    [['plan', '--help'], 0],
    [['--version'], 0],
  ])('%j exits %i', async (args, code) => {
    expect((await place.rollcall(...args)).code).toBe(code);
  });

  test('a closed pipe is not an error', () => {
    const script = `(sleep 0.3; exec "$1" -- "$2" plan --help) | true; echo "\${PIPESTATUS[0]}"`;
    const run = spawnSync('bash', ['-c', script, 'bash', process.execPath, BIN], { encoding: 'utf8' });
    expect([run.stdout, run.stderr]).toEqual(['0\n', '']);
  });

  test('--version prints the version of the package', async () => {
    expect((await place.rollcall('--version')).stdout).toBe(`${packageVersion()}\n`);
  });

  test('every command’s help has examples and exit codes', async () => {
    const commands = [
      ...[
        'init',
        'validate',
        'doctor',
        'fmt',
        'plan',
        'explain',
        'show',
        'apply',
        'set',
        'unsubscribe',
        'digest',
        'erase',
        'rollback',
        'worker',
        'runs',
        'drift',
        'pull',
        'import',
        'snapshot',
        'record',
        'sources',
        'sandbox',
        'completion',
      ],
    ];
    const listed = (await place.rollcall('--help')).stdout;
    expect([...listed.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name)).toEqual([...commands, 'help']);
    expect(listed).toMatch(/\nEnvironment:\n {2}ROLLCALL_DEBUG=http .*\nExamples:\n.*\nExit codes:\n/s);
    expect(listed.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const command of commands) {
      const { stdout } = await place.rollcall(command, '--help');
      expect(stdout).toMatch(
        /^Usage: rollcall [a-z]+ .*\n\n[A-Z][^\n]*\.\n\n.*\nExamples:(\n {2}\$ [^\n]*rollcall [^\n]*(\n {6}[^\n]+)?){2,}\n\nExit codes:\n {4}0 {2}/s,
      );
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    }
  });
});

describe('help', () => {
  test('is coloured where the output is, and says the same', async () => {
    const colored = await openWorkplace({ FORCE_COLOR: '1' });
    for (const args of [['--help'], ['plan', '--help'], ['help', 'plan']]) {
      const [plain, painted] = [await place.rollcall(...args), await colored.rollcall(...args)];
      expect(plain.stdout).not.toContain('\u001b');
      expect(painted.stdout).toContain('\u001b[1mExamples:\u001b[22m');
      expect(stripVTControlCharacters(painted.stdout)).toBe(plain.stdout);
    }
    await colored.remove();
  });

  test('explains a rule, and says what else was meant', async () => {
    const rule = await place.rollcall('help', 'resubscribe');
    expect([rule.code, rule.stdout]).toEqual([
      0,
      expect.stringMatching(/^resubscribe blocks [\s\S]*→ if they have agreed/),
    ]);
    const near = await place.rollcall('help', 'resubscrib');
    expect([near.code, near.stderr]).toEqual([64, expect.stringContaining('did you mean resubscribe?')]);
    expect((await place.rollcall('help', 'record', 'drop')).stdout).toMatch(/^Usage: rollcall record drop /);
  });

  test('a word of another program gets its hint', async () => {
    const run = await place.rollcall('destroy');
    expect([run.code, run.stderr]).toEqual([
      64,
      expect.stringMatching(/^error: unknown command 'destroy'\n {2}→ [^\n]*\n$/),
    ]);
  });
});

describe('apply asks', () => {
  test('without a terminal, exits with 1 before anything is read', async () => {
    const run = await place.rollcall('apply');
    expect([run.code, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining('no terminal to confirm on')]);
  });
});

describe('--json', () => {
  test('plan prints the document and nothing else', async () => {
    await place.write('contacts.d/all.yaml', MANIFEST);
    const run = await place.rollcall('plan', '--sandbox', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ formatVersion: 7, complete: true });
    expect(run.stderr).toBe('');
  });

  test('mistakes are printed as an object', async () => {
    await place.write('contacts.d/all.yaml', MANIFEST.replace('firstName', 'firstNam'));
    const run = await place.rollcall('plan', '--sandbox', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: { code: 'invalid-manifests', diagnostics: [{ code: 'unknown-field', line: 4 }] },
    });
  });

  test('a missing directory is printed as an object', async () => {
    const run = await place.rollcall('plan', '--sandbox', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { message: expect.stringContaining('contacts.d') } });
  });
});

describe('credentials', () => {
  test('a missing variable is a note for validate and an error for plan', async () => {
    await place.write('contacts.d/all.yaml', MANIFEST);
    expect((await place.rollcall('validate')).code).toBe(0);
    const run = await place.rollcall('plan');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('missing-variable')]);
  });

  test('--secrets provides them', async () => {
    await place.write('contacts.d/all.yaml', MANIFEST);
    await place.write('secrets.env', 'OMNISEND_API_KEY=x');
    expect((await place.rollcall('validate', '--secrets', 'secrets.env')).stderr).toBe('');
    expect((await place.rollcall('validate', '--secrets', 'nowhere.env')).stderr).toContain('cannot read nowhere.env');
  });
});

describe('--sandbox', () => {
  test('the plan after an apply is empty; each working directory has its own state', async () => {
    await place.write('contacts.d/all.yaml', MANIFEST);
    expect((await place.rollcall('apply', '--sandbox', '--auto-approve')).code).toBe(0);
    const run = await place.rollcall('plan', '--sandbox', '--detailed-exitcode');
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('No changes. 1 contact')]);
  });
});
