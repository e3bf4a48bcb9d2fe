import { describe, expect, test } from 'vitest';
import {
  decodeArtifact,
  decodeChangedFile,
  decodeComment,
  decodeCommit,
  decodeItems,
  decodePullRequest,
  decodeWorkflowRun,
} from '../../../src/action/github/answers.ts';

/** The same object without one member, for each of them. */
function incomplete(whole: Readonly<Record<string, unknown>>): readonly (readonly [string, object])[] {
  return Object.keys(whole).map((left) => [
    left,
    Object.fromEntries(Object.entries(whole).filter(([name]) => name !== left)),
  ]);
}

const RUN = { id: 3, head_sha: 'a', head_repository_id: 1, repository_id: 1 };
const ARTIFACT = { id: 9, created_at: '2026-01-02T00:00:00Z', workflow_run: RUN };
const PULL = { number: 7, head: { sha: 'a' }, base: { ref: 'main' } };

describe('an artefact', () => {
  test('with its run', () => {
    const run = { id: 3, head: 'a', headRepository: 1, repository: 1 };
    const decoded = { id: 9, createdAt: Date.UTC(2026, 0, 2), isExpired: false, run };
    expect(decodeArtifact(ARTIFACT)).toEqual(decoded);
    expect(decodeArtifact({ ...ARTIFACT, expired: true })).toEqual({ ...decoded, isExpired: true });
  });

  // Of a fork that was deleted there is no head_repository_id: it must not be equal to one that is missing, too.
  test.each([
    ...incomplete(RUN).map(([left, run]) => [left, { ...ARTIFACT, workflow_run: run }] as const),
    ...incomplete(ARTIFACT),
  ])('without %s is none', (_, value) => {
    expect(decodeArtifact(value)).toBeUndefined();
  });
});

describe('a pull request', () => {
  test('is merged if it has a merge date', () => {
    const decoded = { number: 7, head: 'a', base: 'main' };
    const merged = { ...PULL, merged_at: '2026-01-02T00:00:00Z', merge_commit_sha: 'c' };
    expect(decodePullRequest(merged)).toEqual({ ...decoded, isMerged: true, mergeCommit: 'c' });
    const open = { ...PULL, merged_at: null, merge_commit_sha: null };
    expect(decodePullRequest(open)).toEqual({ ...decoded, isMerged: false, mergeCommit: undefined });
  });

  test.each(incomplete(PULL))('without %s is none', (_, value) => {
    expect(decodePullRequest(value)).toBeUndefined();
  });
});

test.each([
  [
    { id: 1, body: 'x', user: { type: 'Bot' } },
    { id: 1, body: 'x', isBot: true },
  ],
  [
    { id: 1, body: 'x', user: { type: 'User' } },
    { id: 1, body: 'x', isBot: false },
  ],
  [
    { id: 1, body: 'x', user: null },
    { id: 1, body: 'x', isBot: false },
  ],
  [{ id: 1, user: { type: 'Bot' } }, undefined],
  [{ id: '1', body: 'x' }, undefined],
  [null, undefined],
])('the comment %o', (value, comment) => {
  expect(decodeComment(value)).toEqual(comment);
});

test('a workflow run has the event that started it, its workflow and its pull requests', () => {
  const value = {
    event: 'pull_request',
    path: '.github/workflows/contacts.yml@refs/heads/main',
    pull_requests: [{ number: 7 }, { number: 'x' }],
    html_url: 'https://x',
  };
  const workflow = '.github/workflows/contacts.yml';
  expect(decodeWorkflowRun(value)).toEqual({ event: 'pull_request', workflow, pullRequests: [7], page: 'https://x' });
  expect(decodeWorkflowRun({ event: 'push' })).toEqual({ event: 'push', workflow: '', pullRequests: [], page: '' });
  expect(() => decodeWorkflowRun({ html_url: 'https://x' })).toThrow('a workflow run has no event');
});

test('a commit has its first parent, or none; another shape is no commit', () => {
  expect(decodeCommit({ sha: 'b', parents: [{ sha: 'a' }, { sha: 'x' }] })).toEqual({ sha: 'b', parent: 'a' });
  expect(decodeCommit({ sha: 'b', parents: [] })).toEqual({ sha: 'b', parent: undefined });
  for (const value of [{ sha: 'b' }, { parents: [] }, { sha: 1, parents: [] }, null])
    expect(decodeCommit(value)).toBeUndefined();
});

test('a changed file has its path, and the one before', () => {
  expect(decodeChangedFile({ filename: 'a' })).toEqual(['a']);
  expect(decodeChangedFile({ filename: 'a', previous_filename: 'b' })).toEqual(['a', 'b']);
  expect(decodeChangedFile({ previous_filename: 'b' })).toBeUndefined();
});

test('a page without a list is no empty list', () => {
  const page = { artifacts: [ARTIFACT, null] };
  expect(decodeItems([page, page], decodeArtifact, 'artifacts').length).toBe(2);
  expect(() => decodeItems([page, {}], decodeArtifact, 'artifacts')).toThrow('holds no list');
  expect(() => decodeItems([page], decodeComment)).toThrow('holds no list');
});
