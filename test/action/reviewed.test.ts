// action.yml from the pull request to the merge: exactly what the plan of the pull request showed is applied. Each run is a
// separate checkout; GitHub stores the artefact of the first one.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.ts';
import { accountText, aGitHub, expectPrivate, NAME, SECRETS } from '../helpers/action-place.ts';
import { type ActionRun, runAction } from '../helpers/action-runner.ts';
import { type Trigger, WORKFLOW } from '../helpers/action-steps.ts';
import type { GitHub } from '../helpers/github-api.ts';
import { type Commit, FORK_ID, type PullRequest, REPOSITORY_ID, type WorkflowRun } from '../helpers/github-history.ts';
import { aRepository, cloneOf, commit, git, temporaryDirectory } from '../helpers/repository.ts';

type Account = 'shop' | 'app';
type People = Readonly<Partial<Record<Account, readonly string[]>>>;

let sandbox: Sandbox;
let workspace: string;
let identity: string;
let recipient: string;
let api: GitHub;

beforeEach(async () => {
  sandbox = await startSandbox({ rateLimit: 'off' });
  const first = aRepository();
  commit(first, manifest({ shop: ['ann'] }));
  workspace = cloneOf(cloneOf(first, '--bare'));
  const key = await generateIdentity();
  recipient = await identityToRecipient(key);
  identity = join(temporaryDirectory(), 'key.txt');
  writeFileSync(identity, `${key}\n`);
  api = await aGitHub();
});
afterEach(() => sandbox.close());

function manifest(people: People): Readonly<Record<string, string>> {
  const accounts = (['shop', 'app'] as const).map((name) => accountText(name, `${sandbox.url}/@${name}/omnisend`));
  const contacts = Object.entries(people).flatMap(([account, names]) =>
    names.map((name) => `  - { email: ${name}@example.com, firstName: ${NAME}, accounts: [${account}] }\n`),
  );
  return { 'contacts.d/all.yaml': `accounts:\n${accounts.join('')}contacts:\n${contacts.join('')}` };
}

function run(
  event: Trigger['event'],
  inputs: Trigger['inputs'] = {},
  token = 'token-write',
  before?: string,
  number = 7,
): Promise<ActionRun> {
  api.commits.splice(0, api.commits.length, ...commitsOf(workspace));
  const all = { account: 'shop', recipient, ...(event === 'pull_request' ? {} : { identity }), ...inputs };
  return runAction({
    workspace,
    apiUrl: api.url,
    token,
    environment: SECRETS,
    event,
    inputs: all,
    pullRequest: number,
    ...(before && { before }),
  });
}

/** All commits of all branches, the oldest first. */
function commitsOf(directory: string): readonly Commit[] {
  const lines = git(directory, 'rev-list', '--all', '--parents', '--topo-order', '--reverse').split('\n');
  return lines.map((line) => {
    const [sha = '', ...parents] = line.split(' ');
    return { sha, parents };
  });
}

/** Who was written to at the vendor. */
async function written(): Promise<readonly string[]> {
  const response = await fetch(`${sandbox.url}/_sandbox/requests`);
  const all = (await response.json()) as readonly { method: string; account: string; body: unknown }[];
  const writes = all.filter(({ method }) => method !== 'GET');
  return writes.map(({ account, body }) => `${account}/${/(\w+)@example/.exec(JSON.stringify(body))?.[1]}`).sort();
}

/** GitHub keeps what this run uploaded, as of the commit that is checked out. */
function keep(
  { kept }: ActionRun,
  { expired = false, ...as }: Partial<WorkflowRun> & { expired?: boolean } = {},
): void {
  const id = api.runs.length + 1;
  const head_sha = git(workspace, 'rev-parse', 'HEAD');
  const about = { event: 'pull_request', path: WORKFLOW, pull_requests: [{ number: 7 }] };
  api.runs.push({ id, ...about, head_sha, head_repository_id: REPOSITORY_ID, ...as });
  if (kept === undefined) throw new Error('nothing was uploaded');
  const created_at = new Date(Date.UTC(2026, 0, 1) + id * 1000).toISOString();
  api.artifacts.push({ id: 100 + id, ...kept, expired, created_at, runId: id });
}

/** A branch with these people. */
function branch(people: People): void {
  git(workspace, 'switch', '--quiet', '--create', 'change');
  commit(workspace, manifest(people));
}

/** @param as what is different about it at GitHub */
function merge(as: Partial<PullRequest> = {}): void {
  const head = { sha: git(workspace, 'rev-parse', 'change') };
  git(workspace, 'switch', '--quiet', 'main');
  git(workspace, 'merge', '--quiet', '--no-ff', '--message=merge', 'change');
  const merge_commit_sha = git(workspace, 'rev-parse', 'HEAD');
  const merged_at = '2026-01-02T00:00:00Z';
  api.pulls.push({
    number: 7,
    merged_at,
    merge_commit_sha,
    head,
    base: { ref: 'main' },
    files: ['contacts.d/all.yaml'],
    ...as,
  });
}

/** A pull request, planned and merged. */
async function planAndMerge(as: Parameters<typeof keep>[1] = {}): Promise<void> {
  branch({ shop: ['ann', 'ben'] });
  keep(await run('pull_request'), as);
  merge();
}

async function expectRefused(done: ActionRun, message: string | RegExp): Promise<void> {
  expect([done.conclusion, done.log]).toEqual(['failure', expect.stringContaining('::error::Nothing was applied: ')]);
  expect(done.log).toMatch(message);
  expect(done.log).not.toMatch(/^ +at /m);
  expect(done.ran).not.toContain('Apply');
  expect(await written()).toEqual([]);
  expectPrivate(done);
}

// Each test is several runs of the action, of some processes each.
describe('what a merged pull request planned', { timeout: 90_000 }, () => {
  test.each(['push', 'workflow_dispatch'] as const)('is applied and recorded (%s)', async (event) => {
    await planAndMerge();
    git(workspace, 'push', '--quiet', 'origin', 'main'); // as GitHub does, so that the record is believed
    const done = await run(event, { mode: 'apply' });
    expect([done.conclusion, done.log]).toEqual(['success', expect.stringContaining('2 succeeded')]);
    expect(done.log).toContain('Applying only what was planned in pull request #7: https://');
    expect(await written()).toEqual(['shop/ann', 'shop/ben']);
    expectPrivate(done);
    expect((await run('pull_request')).outputs.changes).toBe('false');
  });

  test('is all that is sent: other changes are unreviewed and fail the job', async () => {
    branch({ shop: ['ann', 'ben'] });
    keep(await run('pull_request'));
    commit(workspace, manifest({ shop: ['ann', 'ben', 'cyd'] }));
    const head = { sha: git(workspace, 'rev-parse', 'HEAD~1') };
    merge({ head });
    const done = await run('push');
    expect([done.conclusion, done.log]).toEqual(['failure', expect.stringContaining('unreviewed')]);
    expect(await written()).toEqual(['shop/ann', 'shop/ben']);
    expectPrivate(done);
  });

  test('does not touch other differences at the vendor, which the scheduled run shows', async () => {
    await planAndMerge();
    await run('push');
    await fetch(`${sandbox.url}/_sandbox/state`, { method: 'PUT', body: JSON.stringify({ version: 1, accounts: {} }) });
    git(workspace, 'branch', '--quiet', '--delete', 'change');
    branch({ shop: ['ann', 'ben', 'cyd'] });
    keep(await run('pull_request'));
    merge();
    await fetch(`${sandbox.url}/_sandbox/requests`, { method: 'DELETE' });
    const done = await run('push');
    expect([done.conclusion, await written()]).toEqual(['success', ['shop/cyd']]);
    expect((await run('schedule')).summary).toContain('2 to create');
  });

  test('is the newest plan of its last commit, found among hundreds', async () => {
    branch({ shop: ['ann', 'ben'] });
    const planned = await run('pull_request');
    const other = 'f'.repeat(40);
    for (let n = 0; n < 130; n++) keep(planned, { head_sha: other });
    for (let n = 0; n < 2; n++) keep(planned);
    for (let n = 0; n < 130; n++) keep(planned, { head_sha: other });
    merge();
    const done = await run('push');
    expect(done.conclusion).toBe('success');
    expect(api.received.filter((line) => line.endsWith('/zip'))).toEqual([
      'GET /repos/acme/contacts/actions/artifacts/232/zip',
    ]);
    expect(done.log).not.toContain('secret-signature');
  });

  test('is distinguished by account', async () => {
    branch({ shop: ['ann'], app: ['dot'] });
    keep(await run('pull_request', { account: 'app' }));
    keep(await run('pull_request', { account: 'shop' }));
    merge();
    const [app, shop] = [await run('push', { account: 'app' }), await run('push', { account: 'shop' })];
    expect([app.conclusion, shop.conclusion]).toEqual(['success', 'success']);
    expect(await written()).toEqual(['app/dot', 'shop/ann']);
  });

  test('is told apart by environment: what was planned for staging was not reviewed for production', async () => {
    const environments = (people: People) => {
      const [[name = '', text = ''] = []] = Object.entries(manifest(people));
      return { [name]: `${text}environments: { staging: {}, production: {} }\n` };
    };
    git(workspace, 'switch', '--quiet', '--create', 'change');
    commit(workspace, environments({ shop: ['ann'] }));
    keep(await run('pull_request', { env: 'staging' }));
    expect(api.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- rollcall contacts.d shop env%3Dstaging -->',
    ]);
    merge();
    await expectRefused(
      await run('push', { env: 'production' }),
      'there is no artefact rollcall-plan-contacts.d-shop-env_production-',
    );
    expect((await run('push', { env: 'staging' })).conclusion).toBe('success');
    expect(await written()).toEqual(['shop/ann']);
  });

  test('is told apart by directory', async () => {
    const other = Object.entries(manifest({ shop: ['eve'] })).map(([name, text]) => [name.replace('.d', '.b'), text]);
    const both = (people: People) => ({ ...manifest(people), ...Object.fromEntries(other) });
    git(workspace, 'switch', '--quiet', '--create', 'change');
    commit(workspace, both({ shop: ['ann', 'ben'] }));
    // Whichever comes last would overwrite the other's comment and artefact.
    for (const directory of ['contacts.d', 'contacts.b']) keep(await run('pull_request', { directory }));
    expect(api.comments.map(({ body }) => body.split('\n')[0])).toEqual([
      '<!-- rollcall contacts.d shop -->',
      '<!-- rollcall contacts.b shop -->',
    ]);
    merge();
    expect((await run('push', { directory: './contacts.b/' })).conclusion).toBe('success');
    expect(await written()).toEqual(['shop/eve']);
  });

  test('of one account is not that of another', async () => {
    await planAndMerge();
    await expectRefused(await run('push', { account: 'app' }), 'there is no artefact rollcall-plan-contacts.d-app-');
  });
});

type Method = 'merge' | 'squash' | 'rebase';

/** A pull request that adds a person, on a branch of its own. It is planned unless it has no plan. */
async function open(number: number, name: string, { plan = true, directory = 'contacts.d' } = {}): Promise<void> {
  git(workspace, 'switch', '--quiet', '--create', `change-${number}`, 'main');
  const text = `contacts:\n  - { email: ${name}@example.com, firstName: ${NAME}, accounts: [shop] }\n`;
  commit(workspace, { [`${directory}/${name}.md`]: '' });
  commit(workspace, { [`${directory}/${name}.yaml`]: text });
  if (plan) {
    const planned = await run('pull_request', {}, 'token-write', undefined, number);
    keep(planned, { pull_requests: [{ number }] });
  }
  const [head, base] = [{ sha: git(workspace, 'rev-parse', 'HEAD') }, { ref: 'main' }];
  const files = [`${directory}/${name}.yaml`];
  api.pulls.push({ number, merged_at: null, merge_commit_sha: null, head, base, files });
  git(workspace, 'switch', '--quiet', 'main');
}

/** Merges the pull requests one after the other, as a merge queue does. @returns main's commit before */
function mergeAll(method: Method): string {
  const before = git(workspace, 'rev-parse', 'HEAD');
  for (const [index, pull] of api.pulls.entries()) {
    const branch = `change-${pull.number}`;
    if (method === 'merge') git(workspace, 'merge', '--quiet', '--no-ff', `--message=${branch}`, branch);
    if (method === 'rebase') git(workspace, 'cherry-pick', `${before}..${branch}`);
    if (method === 'squash') {
      git(workspace, 'merge', '--quiet', '--squash', branch);
      git(workspace, 'commit', '--quiet', `--message=${branch}`);
    }
    const merge_commit_sha = git(workspace, 'rev-parse', 'HEAD');
    api.pulls[index] = { ...pull, merged_at: '2026-01-02T00:00:00Z', merge_commit_sha };
  }
  return before;
}

describe('several pull requests merged by one push (B6)', { timeout: 90_000 }, () => {
  test.each<Method>(['merge', 'squash', 'rebase'])('count all, after a %s', async (method) => {
    await open(7, 'ben');
    await open(8, 'cyd');
    const before = mergeAll(method);
    const done = await run('push', {}, 'token-write', before);
    expect([done.conclusion, await written()]).toEqual(['success', ['shop/ann', 'shop/ben', 'shop/cyd']]);
    for (const number of [7, 8]) expect(done.log).toContain(`what was planned in pull request #${number}: https://`);
    expectPrivate(done);
  });

  test('are refused if one of them was not planned, which is named', async () => {
    await open(7, 'ben');
    await open(8, 'cyd', { plan: false });
    const done = await run('push', {}, 'token-write', mergeAll('merge'));
    await expectRefused(done, /there is no artefact rollcall-plan-contacts\.d-shop-8-\w+ for pull request #8 at /);
  });

  test('need no plan where they change no manifest; with nothing planned at all, nothing is applied', async () => {
    await open(7, 'eve', { plan: false, directory: 'docs' });
    const alone = await run('push', {}, 'token-write', mergeAll('merge'));
    await expectRefused(alone, 'for pull request #7 at ');
    api.pulls.splice(0);
    await open(8, 'ben');
    await open(9, 'dan', { plan: false, directory: 'docs' });
    const done = await run('push', {}, 'token-write', mergeAll('squash'));
    expect([done.conclusion, await written()]).toEqual(['success', ['shop/ann', 'shop/ben']]);
    expect(done.log).toContain('Pull request #9 has no plan; it changes nothing in contacts.d.');
  });

  test('of which GitHub no longer knows where they began: the last one counts, and the rest fails as unreviewed', async () => {
    await open(7, 'ben');
    await open(8, 'cyd');
    mergeAll('merge');
    const done = await run('push', {}, 'token-write', 'b'.repeat(40));
    expect([done.conclusion, await written()]).toEqual(['failure', ['shop/ann', 'shop/cyd']]);
    expect(done.log).toContain('unreviewed');
  });
});

describe('nothing is applied', { timeout: 90_000 }, () => {
  test('if the commit was pushed directly', async () => {
    await expectRefused(await run('push'), 'no pull request was merged into refs/heads/main');
  });

  test.each<[string, Partial<PullRequest>]>([
    ['is still open', { merged_at: null }],
    ['was merged into another branch', { base: { ref: 'next' } }],
  ])('if the pull request %s', async (_, as) => {
    branch({ shop: ['ann', 'ben'] });
    keep(await run('pull_request'));
    merge(as);
    const message = 'Merge a pull request of this repository that was planned with `recipient`';
    await expectRefused(await run('push'), message);
  });

  test('if the commit belongs to a pull request but is not its merge', async () => {
    await planAndMerge();
    git(workspace, 'switch', '--quiet', 'change');
    await expectRefused(await run('push'), 'no pull request was merged into refs/heads/main');
  });

  test('if the plan has expired', async () => {
    await planAndMerge({ expired: true });
    await expectRefused(await run('push'), 'the plan of pull request #7 has expired');
  });

  test.each<[string, Partial<WorkflowRun>]>([
    ['a fork’s run', { head_repository_id: FORK_ID }],
    ['a scheduled run', { event: 'schedule' }],
    ['an earlier commit', { head_sha: 'd'.repeat(40) }],
    ['another workflow', { path: '.github/workflows/mallory.yml' }],
    ['a pull request with the same head', { pull_requests: [{ number: 8 }] }],
  ])('if the only plan is that of %s', async (_, as) => {
    await planAndMerge(as);
    await expectRefused(
      await run('push'),
      /there is no artefact rollcall-plan-contacts\.d-shop-7-[0-9a-f]{12} for pull request #7/,
    );
  });

  test('before the pull request is merged', async () => {
    branch({ shop: ['ann', 'ben'] });
    keep(await run('pull_request'));
    const [head, base] = [{ sha: git(workspace, 'rev-parse', 'HEAD') }, { ref: 'main' }];
    api.pulls.push({ number: 7, merged_at: null, merge_commit_sha: head.sha, head, base, files: [] });
    const done = await run('pull_request', { mode: 'apply', identity });
    await expectRefused(done, 'no pull request was merged into refs/pull/7/merge');
  });

  test.each([
    [
      'token-without-pull-requests',
      'GitHub answered 403',
      'Add `actions: read`, `contents: read` and `pull-requests: read`',
    ],
    ['token-without-actions', 'GitHub answered 403', 'Add `actions: read`, `contents: read` and `pull-requests: read`'],
    ['token-elsewhere', 'GitHub answered 404', 'Add `actions: read`, `contents: read` and `pull-requests: read`'],
    ['token-unknown', 'GitHub answered 401', 'Add `actions: read`, `contents: read` and `pull-requests: read`'],
    ['token-of-public-repository', 'GitHub answered 403', 'Add `actions: read`'],
    ['token-on-a-bad-day', 'GitHub answered 502', 'Run the job again.'],
  ])('if GitHub does not answer: %s', async (token, what, remedy) => {
    await planAndMerge();
    const done = await run('push', {}, token);
    await expectRefused(done, what);
    expect(done.log).toContain(remedy);
  });
});

describe('the manifests are applied without a review', () => {
  test('with reviewed: none, without requests to GitHub', async () => {
    const done = await run('push', { reviewed: 'none' });
    expect([done.conclusion, await written(), api.received]).toEqual(['success', ['shop/ann'], []]);
    expect(done.log).not.toContain('::notice::');
  });

  test('without an identity, with a notice in the log', async () => {
    const done = await run('push', { identity: '' });
    expect([done.conclusion, await written(), api.received]).toEqual(['success', ['shop/ann'], []]);
    expect(done.log).toContain('::notice::The manifests are applied without a review');
  });
});
