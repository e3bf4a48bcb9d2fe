// action.yml run step by step, for every event: a pull request, one of a fork, a push, a schedule. The vendor is the sandbox,
// GitHub is on loopback, and the repository has a remote.

import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { artifactName } from '../../src/action/subject.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { ROOT } from '../helpers/action-document.ts';
import { accountText, aGitHub, expectPrivate, NAME, SECRETS } from '../helpers/action-place.ts';
import { type ActionRun, runAction } from '../helpers/action-runner.ts';
import type { Trigger } from '../helpers/action-steps.ts';
import type { GitHub } from '../helpers/github-api.ts';
import { aRepository, cloneOf, commit, git, writeFiles } from '../helpers/repository.ts';
import { openWorkplace } from '../helpers/rollcall.ts';

let sandbox: Sandbox;
let origin: string;
let workspace: string;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  const first = aRepository();
  commit(first, { 'contacts.d/all.yaml': manifest(1) });
  origin = cloneOf(first, '--bare');
  workspace = cloneOf(origin);
});
afterEach(() => sandbox.close());

function manifest(contacts: number, more = ''): string {
  const lines = Array.from(
    { length: contacts },
    (_, n) => `  - { email: p${n}@example.com, firstName: ${NAME}-${n} }\n`,
  );
  return `accounts:
${accountText('shop', `${sandbox.url}/omnisend`)}contacts:
${lines.join('')}${more}`;
}

function run({ url: apiUrl }: GitHub, trigger: Partial<Trigger> & Pick<Trigger, 'event'>): Promise<ActionRun> {
  const inputs = { account: 'shop', ...trigger.inputs };
  return runAction({ workspace, apiUrl, token: 'token-write', environment: SECRETS, ...trigger, inputs });
}

describe('a pull request', () => {
  test('is planned: one comment, which is updated, and the summary', async () => {
    const api = await aGitHub();
    const first = await run(api, { event: 'pull_request' });
    expect([first.conclusion, first.outputs]).toEqual(['success', { mode: 'plan', changes: 'true', drift: '' }]);
    expect(first.ran.at(1)).toBe('Install rollcall');
    expect(first.npm).toBe(`${ROOT}: npm ci --omit=dev --ignore-scripts --no-audit --no-fund\n`);
    // The keys are in the environment of the whole action, but not in that of what packages run when they are installed.
    expect(first.npmEnvironment).toContain('PATH=');
    for (const secret of [...Object.values(SECRETS), 'token-', 'GITHUB_'])
      expect(first.npmEnvironment).not.toContain(secret);
    expect(first.ran).not.toContain('Apply');
    expect(api.comments.map(({ body }) => body)).toEqual([
      expect.stringMatching(/^<!-- rollcall contacts.d shop -->\n<p><b>Plan: 1 to create/),
    ]);
    expect(first.summary).toContain('1 to create');

    commit(workspace, { 'contacts.d/all.yaml': manifest(2) });
    const second = await run(api, { event: 'pull_request' });
    expect(api.comments.map(({ body }) => body)).toEqual([expect.stringContaining('2 to create')]);
    expectPrivate(second, ...api.comments.map(({ body }) => body));
  });

  test('its comment is found among hundreds, and nobody else’s is touched', async () => {
    const stranger = {
      user: { login: 'mallory', type: 'User' },
      body: '<!-- rollcall contacts.d shop -->\nmine',
    } as const;
    const bot = { user: { login: 'github-actions[bot]', type: 'Bot' }, body: 'coverage: 99 %' } as const;
    const other = { user: bot.user, body: '<!-- rollcall contacts.d app -->\nof another account' };
    const own = { user: bot.user, body: '<!-- rollcall contacts.d shop -->\nold' };
    const before = [stranger, other, ...Array.from({ length: 130 }, () => bot), own, stranger];
    const api = await aGitHub(before);
    await run(api, { event: 'pull_request' });
    const bodies = api.comments.map(({ body }) => body);
    expect(bodies.map((body, index) => (body === before[index]?.body ? 'as it was' : body))).toEqual(
      before.map((comment) => (comment === own ? expect.stringContaining('1 to create') : 'as it was')),
    );
  });

  test('a plan that is too long for a comment is replaced by a reference to the summary', {
    timeout: 30_000,
  }, async () => {
    const api = await aGitHub();
    const many = Array.from(
      { length: 900 },
      (_, n) => `  - { email: x${n}@example.com, city: C${n}, customProperties: { k${n}: 1 } }\n`,
    );
    writeFiles(workspace, { 'contacts.d/all.yaml': manifest(1, many.join('')) });
    const done = await run(api, { event: 'pull_request' });
    expect(done.conclusion).toBe('success');
    expect(api.comments[0]?.body).toContain('Cut to fit');
    expect(api.comments[0]?.body.length).toBeGreaterThan(50_000);
  });

  test('if nothing can be read, the step fails and the comment says why', async () => {
    const api = await aGitHub();
    const done = await run(api, { event: 'pull_request', environment: { OMNISEND_API_KEY: 'wrong-1234567890' } });
    expect([done.conclusion, done.outputs.changes]).toEqual(['failure', '']);
    expect(api.comments[0]?.body).toContain('401 unauthorized');
    expect(api.comments[0]?.body).not.toContain('wrong-1234567890');
  });

  test('mistakes in the manifests become annotations, and there is no plan', async () => {
    writeFiles(workspace, { 'contacts.d/all.yaml': manifest(1).replace('firstName', 'firstNam') });
    const api = await aGitHub();
    const done = await run(api, { event: 'pull_request' });
    expect([done.conclusion, done.log]).toEqual([
      'failure',
      expect.stringContaining('::error file=contacts.d/all.yaml,line='),
    ]);
    expect(done.ran.at(-1)).toBe('Validate');
    expectPrivate(done);
  });

  test('a token that may not comment causes a warning', async () => {
    const api = await aGitHub();
    const done = await run(api, { event: 'pull_request', token: 'token-read' });
    expect([done.conclusion, done.warnings]).toEqual(['success', [expect.stringContaining('pull-requests: write')]]);
    expect(api.comments).toEqual([]);
  });

  test('with comment: false, GitHub is not called', async () => {
    const api = await aGitHub();
    const done = await run(api, { event: 'pull_request', inputs: { comment: 'false' } });
    expect([done.conclusion, api.received]).toEqual(['success', []]);
  });

  test('the whole plan is encrypted to the recipient', async () => {
    const api = await aGitHub();
    const recipient = await identityToRecipient(await generateIdentity());
    const done = await run(api, { event: 'pull_request', inputs: { recipient } });
    expect(done.ran).toContain('Keep the plan, encrypted');
    expect(done.used['actions/upload-artifact']).toMatchObject({
      name: artifactName({ directory: 'contacts.d', account: 'shop', env: '' }, 7),
      path: expect.stringMatching(/\/plan\.age$/),
      overwrite: 'true',
    });
    expectPrivate(done);
  });
});

describe('a pull request of a fork', () => {
  test.each(['mallory/contacts', null])('is only validated, as it has no secrets (%s)', async (headRepository) => {
    const api = await aGitHub();
    const trigger = { event: 'pull_request', headRepository, environment: {}, token: 'token-read' } as const;
    const done = await run(api, { ...trigger, inputs: { mode: 'apply' } });
    expect([done.conclusion, done.outputs]).toEqual(['success', { mode: 'validate', changes: '', drift: '' }]);
    expect(done.ran.slice(2)).toEqual(['Choose what to do', 'Validate']);
    expect(api.received).toEqual([]);
  });

  test('is only validated also where the repository passes its secrets on, and no vendor is asked', async () => {
    const api = await aGitHub();
    await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
    const done = await run(api, {
      ...{ event: 'pull_request', headRepository: 'mallory/contacts', token: 'token-read' },
      inputs: { mode: 'apply' },
    });
    expect([done.conclusion, done.outputs]).toEqual(['success', { mode: 'validate', changes: '', drift: '' }]);
    expect(await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()).toEqual([]);
    for (const secret of Object.values(SECRETS)) expect(done.log + done.summary).not.toContain(secret);
  });

  test.each(['pull_request_target', 'workflow_run', 'issue_comment'] as const)(
    '%s, which has secrets, is refused before anything is read',
    async (event) => {
      const done = await run(await aGitHub(), { event, headRepository: 'mallory/contacts' });
      const refusal = `rollcall does not run on ${event}`;
      expect([done.conclusion, done.log]).toEqual(['failure', expect.stringContaining(refusal)]);
      expect(done.ran.at(-1)).toBe('Choose what to do');
    },
  );
});

describe('a push', () => {
  test('is applied and recorded at the remote; the next pull request is compared with that record', async () => {
    const api = await aGitHub();
    const done = await run(api, { event: 'push' });
    expect([done.conclusion, done.outputs.mode]).toEqual(['success', 'apply']);
    expect(done.summary).toMatch(/^<pre>\n[\s\S]*1 succeeded of 1 change[\s\S]*<\/pre>\n$/);
    expect(git(origin, 'for-each-ref', 'refs/rollcall/record')).toMatch(/^[0-9a-f]{40} commit/);
    expectPrivate(done);
    const planned = await run(api, { event: 'pull_request' });
    expect([planned.conclusion, planned.outputs.changes]).toEqual(['success', 'false']);
  });

  test('of a reviewed plan sends only what was reviewed', async () => {
    const identity = await generateIdentity();
    const place = await openWorkplace(SECRETS);
    onTestFinished(() => place.remove());
    await place.write('key.txt', `${identity}\n`);
    await place.write('contacts.d/all.yaml', manifest(1));
    const recipient = await identityToRecipient(identity);
    const saved = await place.rollcall('plan', '--out', 'plan.age', '--encrypt-to', recipient);
    expect(saved.code).toBe(0);
    commit(workspace, { 'contacts.d/all.yaml': manifest(2) });
    const inputs = { reviewed: join(place.directory, 'plan.age'), identity: join(place.directory, 'key.txt') };
    const done = await run(await aGitHub(), { event: 'push', inputs });
    expect([done.conclusion, done.log]).toEqual(['failure', expect.stringContaining('1 succeeded')]);
    expect(done.log).toContain('unreviewed');
    expectPrivate(done);
  });

  test('fails if the vendor rejects it', async () => {
    const done = await run(await aGitHub(), { event: 'push', environment: { OMNISEND_API_KEY: 'wrong-1234567890' } });
    expect([done.conclusion, done.summary]).toEqual(['failure', expect.stringContaining('401 unauthorized')]);
  });
});

test('a schedule plans everything and does not comment', async () => {
  const api = await aGitHub();
  const done = await run(api, { event: 'schedule' });
  expect([done.conclusion, done.outputs]).toEqual(['success', { mode: 'plan', changes: 'true', drift: '' }]);
  expect([done.summary, api.received]).toEqual([expect.stringContaining('1 to create'), []]);
});

test('an unknown mode is rejected', async () => {
  const done = await run(await aGitHub(), { event: 'push', inputs: { mode: 'destroy' } });
  expect([done.conclusion, done.log]).toEqual([
    'failure',
    expect.stringContaining('mode must be auto, validate, plan, apply or drift'),
  ]);
});
