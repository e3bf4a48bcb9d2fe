// GitHub's API: pull requests of a commit, their files, commits between two others, runs of workflows, and the artefacts that they
// kept. Only reads.

import { type Answer, NOT_ACCESSIBLE, NOT_FOUND, page } from './github-answers.ts';
import { zip } from './zip.ts';

export interface PullRequest {
  readonly number: number;
  readonly merged_at: string | null;
  /** Before it is merged: of the merge that would be tried. */
  readonly merge_commit_sha: string | null;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string };
  /** Paths of the changed files. */
  readonly files: readonly string[];
}

export interface Commit {
  readonly sha: string;
  /** SHAs, the branch's own line first. */
  readonly parents: readonly string[];
}

export interface WorkflowRun {
  readonly id: number;
  readonly event: string;
  /** Of the workflow's file. */
  readonly path: string;
  readonly pull_requests: readonly { readonly number: number }[];
  readonly head_sha: string;
  readonly head_repository_id: number;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  readonly created_at: string;
  readonly runId: number;
  readonly files: Readonly<Record<string, string>>;
}

/** In the order in which they came: what a list holds first is the oldest. */
export interface History {
  readonly pulls: PullRequest[];
  /** All that GitHub knows. */
  readonly commits: Commit[];
  readonly runs: WorkflowRun[];
  readonly artifacts: Artifact[];
}

/** To runs and artefacts. Those of a public repository everybody reads, but for what an artefact holds. */
export type Access = 'read' | 'public' | 'none';

export const REPOSITORY_ID = 1;
export const FORK_ID = 2;

export function answerHistory(url: URL, history: History, mayReadPulls: boolean, actions: Access): Answer {
  const [what = '', id = '', part] = url.pathname
    .replace('/repos/acme/contacts/', '')
    .replace('actions/', '')
    .split('/');
  if (what === 'compare') return compared(id, url, history);
  if (what === 'commits' && part === 'pulls') return mayReadPulls ? pullsOf(id, url, history) : NOT_ACCESSIBLE;
  if (what === 'pulls' && part === 'files') return mayReadPulls ? filesOf(Number(id), url, history) : NOT_ACCESSIBLE;
  if (actions === 'none') return NOT_ACCESSIBLE;
  if (what === 'runs' && part === undefined) return runOf(Number(id), history);
  if (what === 'runs' && part === 'artifacts') return listed(url, history, (one) => one.runId === Number(id));
  if (what === 'artifacts' && id === '') return listed(url, history, () => true);
  if (what === 'artifacts' && part === 'zip') return contentOf(Number(id), url, history, actions);
  return NOT_FOUND;
}

/** "Lists the merged pull request that introduced the commit", and open ones that it is part of. */
function pullsOf(sha: string, url: URL, { pulls }: History): Answer {
  if (!/^[0-9a-f]{40}$/.test(sha)) return { status: 422, body: { message: `No commit found for SHA: ${sha}` } };
  return page(
    pulls.filter(({ head, merge_commit_sha }) => sha === head.sha || sha === merge_commit_sha),
    url,
  );
}

/** `BASE...HEAD`: the commits that HEAD has and BASE lacks, oldest first. */
function compared(basehead: string, url: URL, { commits }: History): Answer {
  const [base = '', head = ''] = basehead.split('...');
  const known = new Map(commits.map((commit) => [commit.sha, commit]));
  if (!known.has(base) || !known.has(head)) return NOT_FOUND;
  const reach = (sha: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(sha)) return seen;
    seen.add(sha);
    for (const parent of known.get(sha)?.parents ?? []) reach(parent, seen);
    return seen;
  };
  const [old, all] = [reach(base), reach(head)];
  const between = commits.filter(({ sha }) => all.has(sha) && !old.has(sha));
  const shown = between.map(({ sha, parents }) => ({ sha, parents: parents.map((parent) => ({ sha: parent })) }));
  return page(shown, url, 'commits');
}

function filesOf(number: number, url: URL, { pulls }: History): Answer {
  const pull = pulls.find((one) => one.number === number);
  if (pull === undefined) return NOT_FOUND;
  return page(
    pull.files.map((filename) => ({ filename, status: 'modified' })),
    url,
  );
}

function runOf(id: number, { runs }: History): Answer {
  const run = runs.find((one) => one.id === id);
  if (run === undefined) return NOT_FOUND;
  const html_url = `https://github.example/acme/contacts/actions/runs/${id}`;
  return { status: 200, body: { ...run, html_url } };
}

function listed(url: URL, { artifacts, runs }: History, isAsked: (artifact: Artifact) => boolean): Answer {
  const name = url.searchParams.get('name');
  const asked = artifacts.filter((one) => isAsked(one) && (name === null || one.name === name));
  const shown = asked.map(({ runId, files: _, ...artifact }) => {
    const { head_sha, head_repository_id } = runs.find(({ id }) => id === runId) ?? { head_sha: '' };
    const workflow_run = { id: runId, repository_id: REPOSITORY_ID, head_repository_id, head_sha };
    return { ...artifact, workflow_run };
  });
  return page(shown, url, 'artifacts');
}

/** "Look for Location: in the response header to find the URL for the download": a signed one, which takes no token. */
function contentOf(id: number, { origin }: URL, { artifacts }: History, actions: Access): Answer {
  if (actions === 'public') return NOT_ACCESSIBLE;
  const artifact = artifacts.find((one) => one.id === id);
  if (artifact === undefined) return NOT_FOUND;
  return artifact.expired
    ? { status: 410, body: { message: 'Artifact has expired' } }
    : { status: 302, body: {}, headers: { location: `${origin}/signed/${id}?sig=secret-signature` } };
}

/** What lies at a signed address; undefined if nothing does. */
export function archiveAt(path: string, { artifacts }: History): Buffer | undefined {
  const artifact = artifacts.find(({ id }) => path === `/signed/${id}?sig=secret-signature`);
  if (artifact === undefined) return undefined;
  return zip(
    Object.fromEntries(Object.entries(artifact.files).map(([name, text]) => [name, Buffer.from(text, 'base64')])),
  );
}
