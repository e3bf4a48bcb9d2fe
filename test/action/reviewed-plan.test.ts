import { describe, expect, test } from 'vitest';
import type { Artifact, PullRequest } from '../../src/action/github/answers.ts';
import { GitHubError } from '../../src/action/github/github-error.ts';
import {
  artifactsAt,
  isReviewed,
  mergedPullRequests,
  touchesDirectory,
  wordsForRefusal,
  workflowPath,
} from '../../src/action/reviewed-plan.ts';

const COMMIT = { sha: 'c'.repeat(40), ref: 'refs/heads/main' };
const MERGED: PullRequest = { number: 7, isMerged: true, mergeCommit: COMMIT.sha, head: 'a'.repeat(40), base: 'main' };

describe('the merged pull requests', () => {
  const others: readonly PullRequest[] = [
    { ...MERGED, number: 1, isMerged: false },
    { ...MERGED, number: 2, mergeCommit: 'd'.repeat(40) },
    { ...MERGED, number: 3, mergeCommit: undefined },
    { ...MERGED, number: 4, base: 'next' },
    { ...MERGED, number: 5, base: 'refs/heads/main' },
  ];

  test('are found among others that the commits are part of, once each, in the order of the commits', () => {
    const second = { ...MERGED, number: 8, mergeCommit: 'e'.repeat(40) };
    const found = mergedPullRequests([...others, second, MERGED, MERGED], [COMMIT.sha, 'e'.repeat(40)], COMMIT);
    expect(found).toEqual([MERGED, second]);
  });

  test.each(others)('are not %o', (pullRequest) => {
    expect(() => mergedPullRequests([pullRequest], [COMMIT.sha], COMMIT)).toThrow(
      `Nothing was applied: no pull request was merged into refs/heads/main by ${COMMIT.sha}`,
    );
  });
});

test('selects the artefacts of this repository’s runs at a commit, newest first', () => {
  const anArtifact = (createdAt: number, run: Partial<Artifact['run']> = {}): Artifact => ({
    ...{ id: createdAt, createdAt },
    isExpired: false,
    run: { id: createdAt, head: MERGED.head, headRepository: 1, repository: 1, ...run },
  });
  const [old, fresh] = [anArtifact(1), anArtifact(9)];
  const others = [anArtifact(10, { head: 'b'.repeat(40) }), anArtifact(11, { headRepository: 2 })];
  expect(artifactsAt([old, ...others, fresh], MERGED.head)).toEqual([fresh, old]);
});

describe('a run planned a pull request', () => {
  const workflow = '.github/workflows/contacts.yml';
  const run = { event: 'pull_request', workflow, pullRequests: [7], page: '' };

  test.each([
    ['if it is of the planning workflow and for it', run, true],
    [
      'if GitHub names none, because it is closed: the name of the artefact has its number',
      { ...run, pullRequests: [] },
      true,
    ],
    ['not if it is for another', { ...run, pullRequests: [8] }, false],
    ['not if it is of another workflow', { ...run, workflow: '.github/workflows/other.yml' }, false],
    ['not if its workflow is unknown', { ...run, workflow: '' }, false],
    ['not if it was started by hand', { ...run, event: 'workflow_dispatch' }, false],
  ])('%s', (_, made, expected) => {
    expect(isReviewed(made, workflow, MERGED)).toBe(expected);
  });

  test('this workflow’s path is in what the runner says of it', () => {
    const path = (ref: string) => workflowPath(ref, 'acme/contacts');
    expect(path('acme/contacts/.github/workflows/contacts.yml@refs/heads/main')).toBe(workflow);
    expect(path('Acme/Contacts/.github/workflows/contacts.yml@refs/pull/7/merge')).toBe(workflow);
  });
});

test.each<[string, readonly (readonly string[])[], string, boolean]>([
  ['a file in it', [['README.md'], ['contacts.d/a.yaml']], 'contacts.d', true],
  ['a file that was moved out of it', [['old/a.yaml', 'contacts.d/a.yaml']], './contacts.d/', true],
  ['a file with a like name', [['contacts.d.bak/a.yaml'], ['contacts.d']], 'contacts.d', false],
  ['nothing', [], 'contacts.d', false],
  ['a directory that is the whole repository', [['README.md']], '.', true],
  ['a directory elsewhere', [['README.md']], '../other', true],
  ['more files than GitHub lists', Array.from({ length: 3000 }, () => ['x']), 'contacts.d', true],
])('of %s it is known whether it touches the manifests', (_, files, directory, touches) => {
  expect(touchesDirectory(files, directory)).toBe(touches);
});

test.each([
  [401, 'Add `actions: read`'],
  [403, 'Add `actions: read`'],
  [404, 'Add `actions: read`'],
  [422, 'Run the job again.'],
  [502, 'Run the job again.'],
])('of status %i it says what to do', (status, remedy) => {
  const words = wordsForRefusal(new GitHubError(status, { method: 'GET', path: '/' }));
  expect(words).toContain(`Nothing was applied: GitHub answered ${status}`);
  expect(words).toContain(remedy);
});
