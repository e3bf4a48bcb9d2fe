// action.yml against the program it runs: every option exists, every action is pinned, and its own scripts do what they say.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Sandbox, startSandbox } from '../src/sandbox/index.ts';
import { openWorkplace, type Workplace } from './helpers/rollcall.ts';

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ROOT = resolve(import.meta.dirname, '..');
const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
const action = parse(text) as {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly runs: { readonly steps: readonly Step[] };
};
const { steps } = action.runs;

let place: Workplace;
beforeEach(async () => {
  place = await openWorkplace();
});
afterEach(() => place.remove());

function scriptOf(id: string): string {
  return steps.find((step) => step.id === id)?.run ?? '';
}

interface Finished {
  readonly code: number | null;
  readonly output: string;
}

/** A step's own script, as the runner runs it. */
function runStep(id: string, environment: Readonly<Record<string, string>>): Promise<Finished> {
  const { directory: cwd } = place;
  const files = { GITHUB_OUTPUT: join(cwd, 'output'), GITHUB_STEP_SUMMARY: join(cwd, 'summary.md'), RUNNER_TEMP: cwd };
  const env = { PATH: process.env.PATH ?? '', CI: 'true', GITHUB_ACTION_PATH: ROOT, ...files, ...environment };
  return new Promise((settle, reject) => {
    const flags = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', scriptOf(id)];
    const child = spawn('bash', flags, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (piece: Buffer): void => {
      output += piece.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject).on('close', (code) => settle({ code, output }));
  });
}

const fileOf = (name: string): Promise<string> => readFile(join(place.directory, name), 'utf8').catch(() => '');

describe('action.yml', () => {
  test('every action is pinned by its commit, with the version beside it', () => {
    const used = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
    expect(used.length).toBe(3);
    for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('no expression stands in a script, where a value could become code', () => {
    expect(steps.filter(({ run }) => run !== undefined).length).toBe(5);
    for (const { run = '' } of steps) expect(run).not.toContain('$' + '{{');
    expect(text.match(/script: \|[\s\S]*?\n {4}- /)?.[0]).not.toContain('$' + '{{');
  });

  test('every input that is used is declared, and every declared one is used', () => {
    const used = new Set([...text.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test.each(['validate', 'plan', 'apply'])('every option that it gives to %s exists', async (command) => {
    const help = (await place.rollcall(command, '--help')).stdout;
    const script = scriptOf(command);
    expect(script).toContain(`rollcall ${command} `);
    const options = [...script.matchAll(/(?<=[\s(])--[a-z][a-z-]*/g)].map(([option]) => option);
    expect(options.length).toBeGreaterThan(1);
    for (const option of options) expect(help).toMatch(new RegExp(`^ {2}(-\\w, )?${option}\\b`, 'm'));
  });
});

describe('what to do', () => {
  test.each([
    ['auto', 'pull_request', 'false', 'plan'],
    ['auto', 'pull_request', 'true', 'validate'],
    ['apply', 'pull_request', 'true', 'validate'],
    ['auto', 'push', 'false', 'apply'],
    ['auto', 'schedule', 'false', 'plan'],
    ['validate', 'push', 'false', 'validate'],
  ])('%s on %s, fork: %s → %s', async (MODE, EVENT, IS_FORK, mode) => {
    expect((await runStep('mode', { MODE, EVENT, IS_FORK })).code).toBe(0);
    expect(await fileOf('output')).toBe(`mode=${mode}\n`);
  });

  test('pull_request_target and unknown modes are refused', async () => {
    const target = await runStep('mode', { MODE: 'auto', EVENT: 'pull_request_target', IS_FORK: 'false' });
    expect([target.code, target.output]).toEqual([1, expect.stringContaining('Use pull_request')]);
    expect((await runStep('mode', { MODE: 'destroy', EVENT: 'push', IS_FORK: 'false' })).code).toBe(1);
  });
});

describe('its scripts', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ rateLimit: 'off' });
    await place.write(
      'contacts.d/all.yaml',
      `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${OMNISEND_API_KEY}", baseUrl: "${sandbox.url}/omnisend" }
contacts:
  - { email: jane@example.com, firstName: Jane }
`,
    );
  });
  afterEach(() => sandbox.close());

  const inputs = { DIRECTORY: 'contacts.d', ACCOUNT: 'shop', BASE: 'none', RECIPIENT: '', REVIEWED: '', IDENTITY: '' };

  test('validate, plan, apply, and then a plan without changes', async () => {
    const environment = { ...inputs, EVENT: 'pull_request', OMNISEND_API_KEY: 'brand-1234567890' };
    const validated = await runStep('validate', inputs);
    expect([validated.code, validated.output]).toEqual([0, expect.not.stringContaining('::error')]);
    const planned = await runStep('plan', environment);
    expect([planned.code, await fileOf('output')]).toEqual([0, 'changes=true\n']);
    expect(await fileOf('summary.md')).toContain('1 to create');
    expect(await fileOf('summary.md')).not.toContain('jane');
    const applied = await runStep('apply', environment);
    expect([applied.code, applied.output]).toEqual([0, expect.stringContaining('1 succeeded of 1 change')]);
    await runStep('plan', environment);
    expect(await fileOf('output')).toBe('changes=true\nchanges=false\n');
  });

  test('what fails, fails the step', async () => {
    const environment = { ...inputs, EVENT: 'push', OMNISEND_API_KEY: 'wrong-key-1234567890' };
    expect((await runStep('plan', environment)).code).toBe(1);
    expect((await runStep('apply', environment)).code).toBe(1);
  });
});
