// The built program, one step at a time: cases that action.yml cannot reach, or only after a rare failure.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { artifactName } from '../../src/action/subject.ts';
import { ROOT } from '../helpers/action-document.ts';
import { aGitHub } from '../helpers/action-place.ts';
import type { GitHubIssue } from '../helpers/github-issues.ts';
import { temporaryDirectory } from '../helpers/repository.ts';

let temporary: string;
let environment: Record<string, string>;

beforeEach(() => {
  temporary = temporaryDirectory();
  writeFileSync(join(temporary, 'event.json'), JSON.stringify({ pull_request: { number: 7, head: { repo: null } } }));
  environment = {
    ...{ RUNNER_TEMP: temporary, GITHUB_OUTPUT: join(temporary, 'output'), GITHUB_STEP_SUMMARY: join(temporary, 'md') },
    ...{ GITHUB_EVENT_PATH: join(temporary, 'event.json'), GITHUB_EVENT_NAME: 'push' },
    ...{ GITHUB_REPOSITORY: 'acme/contacts', GITHUB_SHA: 'c'.repeat(40), GITHUB_REF: 'refs/heads/main' },
    ...{
      INPUT_MODE: 'auto',
      INPUT_DIRECTORY: 'contacts.d',
      INPUT_ACCOUNT: 'shop',
      INPUT_ENV: '',
      INPUT_BASE: 'record',
    },
    ...{ INPUT_RECIPIENT: '', INPUT_REVIEWED: 'auto', INPUT_IDENTITY: '', INPUT_COMMENT: 'true' },
    ...{ INPUT_REVIEWED_WORKFLOW: '', GITHUB_WORKFLOW_REF: 'acme/contacts/.github/workflows/x.yml@refs/heads/main' },
    ...{ GITHUB_API_URL: 'http://127.0.0.1:9', INPUT_TOKEN: 'token-write' },
  };
});

function start(words: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return new Promise<{ readonly code: unknown; readonly log: string }>((settle) => {
    const env = { ...environment, ...more };
    execFile(process.execPath, [join(ROOT, 'dist/action.js'), ...words], { env }, (error, stdout, stderr) => {
      settle({ code: error?.code ?? 0, log: stdout + stderr });
    });
  });
}

function written(name: string): string {
  const file = join(temporary, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

test('choose writes outputs and arguments, and deletes files of an earlier use in the job', async () => {
  for (const file of ['plan.age', 'rollcall-plan.md', 'rollcall-apply.txt'])
    writeFileSync(join(temporary, file), 'old');
  const directory = 'a b\n"$x';
  expect(await start(['choose'], { INPUT_DIRECTORY: directory })).toEqual({ code: 0, log: '' });
  const artifact = artifactName({ directory, account: 'shop', env: '' }, undefined);
  expect(written('output')).toBe(`mode=apply\ncomment=false\nreview=no-identity\nartifact=${artifact}\n`);
  const words = written('rollcall-arguments').split('\0');
  expect([words.slice(0, 3), words.at(-1)]).toEqual([['apply', '--dir', directory], '']);
  expect(['plan.age', 'rollcall-plan.md', 'rollcall-apply.txt'].map(written)).toEqual(['', '', '']);
});

test('for validate, there are no arguments', async () => {
  writeFileSync(join(temporary, 'rollcall-arguments'), 'apply\0');
  expect((await start(['choose'], { GITHUB_EVENT_NAME: 'pull_request', INPUT_MODE: 'apply' })).code).toBe(0);
  expect([written('output').split('\n')[0], written('rollcall-arguments')]).toEqual(['mode=validate', '']);
});

test('an input cannot add another output', async () => {
  const done = await start(['choose'], { INPUT_ACCOUNT: 'shop\nmode=apply' });
  expect(done).toEqual({ code: 0, log: '' });
  expect(written('output')).not.toContain('\nmode=');
});

test.each([
  [['finish-plan', '0'], 0, 'changes=false\n'],
  [['finish-plan', '2'], 0, 'changes=true\n'],
  [['finish-plan', '1'], 1, ''],
  [['finish-plan', '64'], 64, ''],
  [['finish-apply', '0'], 0, ''],
  [['finish-apply', '3'], 3, ''],
])('%j ends with %i', async (words, code, output) => {
  for (const file of ['rollcall-plan.md', 'rollcall-apply.txt']) writeFileSync(join(temporary, file), 'shown');
  expect([(await start(words)).code, written('output')]).toEqual([code, output]);
  expect(written('md')).toContain('shown');
});

test.each([[[]], [['destroy']], [['finish-apply']], [['finish-apply', 'x']], [['constructor']]])(
  '%j is no step',
  async (words) => {
    expect(await start(words)).toMatchObject({ code: 1, log: expect.stringMatching(/^::error::.*there is no step/) });
  },
);

test.each(['comment', 'find-reviewed', 'keep-issue'])(
  '%s fails with a one-line message if GitHub is unreachable',
  async (step) => {
    const done = await start([step], {
      GITHUB_EVENT_NAME: 'pull_request',
      INPUT_DRIFT: 'false',
      INPUT_OWN_TOKEN: 'true',
    });
    expect(done).toEqual({
      code: 1,
      log: expect.stringMatching(/^::error::.*GitHub: GET \/repos\/acme\/contacts\/.*\n$/),
    });
    expect(done.log).not.toContain('token-');
  },
);

test('a comment that GitHub rejects fails with the status', async () => {
  const { url } = await aGitHub();
  const elsewhere = { GITHUB_EVENT_NAME: 'pull_request', GITHUB_API_URL: url, INPUT_TOKEN: 'token-elsewhere' };
  expect(await start(['comment'], elsewhere)).toEqual({
    code: 1,
    log: '::error::GitHub answered 404 to GET /repos/acme/contacts/issues/7/comments\n',
  });
});

test('if planning wrote no file, the comment refers to the log', async () => {
  const api = await aGitHub();
  expect((await start(['comment'], { GITHUB_EVENT_NAME: 'pull_request', GITHUB_API_URL: api.url })).code).toBe(0);
  expect(api.comments[0]?.body).toContain('could not plan');
});

test.each([
  ['of somebody, whose issue it is', 'token-of-somebody', 1],
  ['of an app, which takes a bot’s', 'token-write', 2],
])('another token than the workflow’s, %s', async (_, token, closed) => {
  const body = '<!-- rollcall-drift .github%2Fworkflows%2Fx.yml contacts.d shop -->\n<p><b>Drift.</b></p>';
  const issue = (number: number, login: string, type: 'Bot' | 'User'): GitHubIssue => ({
    ...{ number, user: { login, type }, title: 'x', body, state: 'open', said: [] },
  });
  const api = await aGitHub([], [issue(1, 'deploy', 'User'), issue(2, 'our-app[bot]', 'Bot')]);
  const more = { GITHUB_API_URL: api.url, INPUT_TOKEN: token, INPUT_DRIFT: 'false', INPUT_OWN_TOKEN: 'false' };
  expect(await start(['keep-issue'], more)).toEqual({
    code: 0,
    log: `Closed issue ${closed}: the drift has ended.\n`,
  });
  expect(api.issues.filter(({ state }) => state === 'closed').map(({ number }) => number)).toEqual([closed]);
});

test.each([
  ['0', 0, 'drift=false\n'],
  ['2', 0, 'drift=true\n'],
  ['1', 1, ''],
])('finish-drift %s ends with %i', async (exitCode, code, output) => {
  writeFileSync(join(temporary, 'rollcall-drift.md'), 'shown');
  expect([(await start(['finish-drift', exitCode])).code, written('output')]).toEqual([code, output]);
  expect(written('md')).toContain('shown');
});
