// action.yml in mode drift, on a schedule: one issue that is opened, kept up to date and closed.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { accountText, aGitHub, expectPrivate, NAME, SECRETS } from '../helpers/action-place.ts';
import { type ActionRun, runAction } from '../helpers/action-runner.ts';
import type { GitHub } from '../helpers/github-api.ts';
import type { GitHubIssue } from '../helpers/github-issues.ts';
import { aRepository, cloneOf, commit } from '../helpers/repository.ts';

let sandbox: Sandbox;
let workspace: string;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  const first = aRepository();
  const people = [0, 1].map((n) => `  - { email: p${n}@example.com, firstName: ${NAME}, city: Vilnius }\n`).join('');
  commit(first, {
    'contacts.d/all.yaml': `accounts:\n${accountText('shop', `${sandbox.url}/omnisend`)}contacts:\n${people}`,
  });
  workspace = cloneOf(cloneOf(first, '--bare'));
});
afterEach(() => sandbox.close());

function run(
  api: GitHub,
  mode: 'drift' | 'apply',
  more: { readonly inputs?: object; readonly token?: string } = {},
): Promise<ActionRun> {
  const { inputs, token = 'token-write' } = more;
  const event = mode === 'apply' ? 'push' : 'schedule';
  return runAction({
    ...{ workspace, apiUrl: api.url, token, environment: SECRETS, event },
    inputs: { account: 'shop', mode, reviewed: 'none', ...inputs },
  });
}

/** Somebody at the vendor moves a person. */
async function move(city: string): Promise<void> {
  const answer = await fetch(`${sandbox.url}/omnisend/api/contacts?email=p0@example.com`, {
    method: 'PATCH',
    headers: {
      authorization: 'Omnisend-API-Key any',
      'omnisend-version': '2026-03-15',
      'content-type': 'application/json',
    },
    body: JSON.stringify({ city }),
  });
  expect(answer.status).toBe(200);
}

test('drift opens one issue, which is updated, and closed with a comment', { timeout: 300_000 }, async () => {
  const stranger: GitHubIssue = {
    ...{ number: 3, user: { login: 'mallory', type: 'User' }, title: 'x', state: 'open', said: [] },
    body: '<!-- rollcall-drift .github%2Fworkflows%2Fcontacts.yml contacts.d shop -->\nmine',
  };
  const api = await aGitHub([], [stranger]);
  expect((await run(api, 'apply')).conclusion).toBe('success');
  const clean = await run(api, 'drift');
  expect([clean.conclusion, clean.outputs]).toEqual(['success', { mode: 'drift', changes: '', drift: 'false' }]);
  expect(api.issues).toEqual([stranger]);

  await move('Lisbon');
  const first = await run(api, 'drift');
  expect([first.conclusion, first.outputs.drift]).toEqual(['success', 'true']);
  const issue = api.issues[1];
  expect(issue).toMatchObject({ state: 'open', title: 'Contacts were changed at the vendor: shop' });
  expect(issue?.body).toMatch(/^<!-- rollcall-drift .github%2Fworkflows%2Fcontacts.yml contacts.d shop -->\n<p><b>/);
  expect(issue?.body).toContain('actions/runs/4242');
  expectPrivate(first, issue?.body ?? '');
  expect(issue?.body).not.toContain('Lisbon');
  expect(first.summary).toContain('<p><b>');

  await run(api, 'drift');
  expect(api.issues).toHaveLength(2);
  expect(api.received.filter((line) => line.startsWith('POST /repos/acme/contacts/issues'))).toHaveLength(1);

  await move('Vilnius');
  const ended = await run(api, 'drift');
  expect([ended.conclusion, ended.outputs.drift]).toEqual(['success', 'false']);
  expect(api.issues[1]).toMatchObject({ state: 'closed', state_reason: 'completed' });
  expect(api.issues[1]?.said).toEqual([expect.stringMatching(/the drift has ended.*\n.*What ended: /)]);
  expect(api.issues[0]).toEqual(stranger);
});

test('drift that cannot be read fails, and touches no issue', { timeout: 300_000 }, async () => {
  const api = await aGitHub();
  await run(api, 'apply');
  await sandbox.close();
  const done = await run(api, 'drift');
  expect([done.conclusion, done.outputs.drift]).toEqual(['failure', '']);
  expect(done.ran).not.toContain('Keep the issue about drift');
  expect(api.received.filter((line) => line.includes('/issues'))).toEqual([]);
  expectPrivate(done);
});

test('a token that may not write issues fails with what to do; without the issue it is not needed', {
  timeout: 300_000,
}, async () => {
  const api = await aGitHub();
  await run(api, 'apply');
  await move('Lisbon');
  const refused = await run(api, 'drift', { token: 'token-that-reads-issues' });
  expect(refused.conclusion).toBe('failure');
  expect(refused.log).toContain('permissions: { issues: write }');
  const without = await run(api, 'drift', { token: 'token-without-issues', inputs: { issue: 'false' } });
  expect([without.conclusion, without.outputs.drift]).toEqual(['success', 'true']);
});
