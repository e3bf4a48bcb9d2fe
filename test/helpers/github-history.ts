// GitHub's API: pull requests of a commit, runs of workflows, and the artefacts that they kept. Only reads.

import { type Answer, NOT_ACCESSIBLE, NOT_FOUND, page } from './github-answers.ts';

export interface PullRequest {
  readonly number: number;
  readonly merged_at: string | null;
  /** Before it is merged: of the merge that would be tried. */
  readonly merge_commit_sha: string | null;
  readonly head: { readonly sha: string };
  readonly base: { readonly ref: string };
}

export interface WorkflowRun {
  readonly id: number;
  readonly event: string;
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
  if (what === 'commits' && part === 'pulls') return mayReadPulls ? pullsOf(id, url, history) : NOT_ACCESSIBLE;
  if (actions === 'none') return NOT_ACCESSIBLE;
  if (what === 'runs' && part === undefined) return runOf(Number(id), history);
  if (what === 'runs' && part === 'artifacts') return listed(url, history, (one) => one.runId === Number(id));
  if (what === 'artifacts' && id === '') return listed(url, history, () => true);
  if (what === 'artifacts' && part === 'zip') return contentOf(Number(id), history, actions);
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

/** In place of an archive behind a redirect: fetching and unpacking one is actions/download-artifact's own business. */
function contentOf(id: number, { artifacts }: History, actions: Access): Answer {
  if (actions === 'public') return NOT_ACCESSIBLE;
  const artifact = artifacts.find((one) => one.id === id);
  if (artifact === undefined) return NOT_FOUND;
  return artifact.expired
    ? { status: 410, body: { message: 'Artifact has expired' } }
    : { status: 200, body: artifact.files };
}
