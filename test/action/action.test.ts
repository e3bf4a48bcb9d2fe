// action.yml as a document: every option that it passes exists, every action is pinned, and no value becomes code. Also the
// workflow of docs/guide/ci.md, which people copy.

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { applyArguments, driftArguments, planArguments, reviewedArguments } from '../../src/action/arguments.ts';
import { STEP_NAMES } from '../../src/action/run-step.ts';
import { action, actionText, ROOT, type Step } from '../helpers/action-document.ts';
import { fill, isTrue } from '../helpers/action-expressions.ts';
import { ACTION } from '../helpers/action-name.ts';
import { temporaryDirectory } from '../helpers/repository.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

const { steps } = action.runs;

test('every action is pinned by its commit, with the version in a comment', () => {
  const used = actionText.split('\n').filter((line) => /^\s*(- )?uses:/.test(line));
  expect(used.length).toBe(2);
  for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

test('no script contains an expression, whose value could become code', () => {
  const scripts = steps.flatMap(({ run }) => run ?? []);
  expect(scripts.length).toBe(10);
  for (const script of scripts) expect(script).not.toContain('$' + '{{');
});

test('scripts only start programs and contain no logic', () => {
  const scripts = steps.flatMap(({ name, run }) => (run === undefined || name === 'Install rollcall' ? [] : [run]));
  const lines = scripts.flatMap((script) => script.trimEnd().split('\n'));
  const program = /^node -- "\$GITHUB_ACTION_PATH\/dist\/(action|bin)\.js" /;
  expect(lines.filter((line) => program.test(line)).length).toBe(12);
  // The rest hands over the arguments that src/action chose, and the exit code of what ran with them.
  const readArguments = expect.stringMatching(/^while IFS= read -r -d '' word; do set -- "\$@" "\$word"; done < /);
  const glue = [readArguments, 'code=0'];
  expect(lines.filter((line) => !program.test(line))).toEqual([...glue, ...glue, ...glue]);
});

test('every step that action.yml starts exists, and every existing step is started', () => {
  const started = [...actionText.matchAll(/\/dist\/action\.js" ([a-z-]+)/g)].map(([, name]) => name);
  expect(started.sort()).toEqual([...STEP_NAMES].sort());
});

test('the declared inputs are exactly those that are used', () => {
  const used = new Set([...actionText.matchAll(/inputs\.([a-z-]+)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
});

const INPUTS = { directory: 'contacts.d', account: 'shop', env: '', base: 'record' };

test.each<[string, readonly string[]]>([
  ['validate', steps.find(({ id }) => id === 'validate')?.run?.split(/\s+/) ?? []],
  ['plan', planArguments({ ...INPUTS, recipient: 'age1' }, { name: 'pull_request' }, 'plan.age')],
  [
    'apply',
    [...applyArguments({ ...INPUTS, reviewed: '', identity: 'key.txt' }), ...reviewedArguments(['reviewed.age'])],
  ],
  ['apply', applyArguments({ ...INPUTS, reviewed: 'none', identity: '' })],
  ['drift', driftArguments(INPUTS)],
])('every option that it gives to %s exists', async (command, words) => {
  const place = await openWorkplace();
  const help = (await place.rollcall(command, '--help')).stdout;
  await place.remove();
  const options = words.filter((word) => /^--\w/.test(word));
  expect(options.length).toBeGreaterThan(1);
  for (const option of options) expect(help).toMatch(new RegExp(`^ {2}(-\\w, )?${option}\\b`, 'm'));
});

describe('the guide’s workflow', () => {
  const text = /```yaml\n# \.github[^`]*/.exec(readFileSync(join(ROOT, 'docs/guide/ci.md'), 'utf8'))?.[0] ?? '';
  const { jobs, permissions } = parse(text.replace('```yaml', '')) as {
    readonly permissions: object;
    readonly jobs: { readonly contacts: { readonly steps: readonly Step[]; readonly concurrency: { group: string } } };
  };
  const { concurrency, steps: workflow } = jobs.contacts;

  test('passes existing inputs, and grants the permissions that they need', () => {
    const given = workflow.find(({ uses }) => uses?.startsWith(ACTION))?.with ?? {};
    expect(Object.keys(given)).toEqual(['account', 'recipient', 'identity']);
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
    expect(permissions).toEqual({ contents: 'write', 'pull-requests': 'write', actions: 'read' });
  });

  test('never lets a pull request or another account cancel a waiting apply', () => {
    const events = [
      { event_name: 'push', ref: 'refs/heads/main' },
      { event_name: 'schedule', ref: 'refs/heads/main' },
      { event_name: 'pull_request', ref: 'refs/pull/7/merge' },
      { event_name: 'pull_request', ref: 'refs/pull/8/merge' },
    ];
    const accounts = ['shop', 'app'];
    const groups = events.flatMap((github) =>
      accounts.map((account) => fill(concurrency.group, { github, matrix: { account } })),
    );
    expect(new Set(groups).size).toBe(8);
    expect(groups[0]).toBe('rollcall-shop-apply');
  });

  test('writes the identity only on a push, into a private file, and never to the log', () => {
    const temporary = temporaryDirectory();
    const [write, use] = workflow.slice(1);
    const when = (event_name: string): boolean => isTrue(write?.if ?? '', { github: { event_name } });
    expect([when('push'), when('pull_request'), when('schedule')]).toEqual([true, false, false]);
    const env = { PATH: process.env.PATH, RUNNER_TEMP: temporary, AGE_IDENTITY: '# public key\nAGE-SECRET-KEY-1' };
    const log = execFileSync('bash', ['--noprofile', '--norc', '-e', '-c', `${write?.run} 2>&1`], {
      env,
      encoding: 'utf8',
    });
    const file = fill(String(use?.with?.identity), { runner: { temp: temporary } });
    expect([log, readFileSync(file, 'utf8')]).toEqual(['', '# public key\nAGE-SECRET-KEY-1\n']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
