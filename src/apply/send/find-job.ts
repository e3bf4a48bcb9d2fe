// Finds the job of a request whose response was lost, so that it is never sent again while the vendor may still carry it out.
// Enters: the request and when it was sent. Leaves: the job, the certainty that there is none, or neither. Never writes.

import type { ApiResponse } from '../../http/request.ts';
import { problemOfError } from '../../live/problem.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';
import type { JobPage, JobSearch, ListedJob, SentRequest } from '../../providers/contract.ts';
import { type AccountRun, isStopping, pause, stopFor } from '../run.ts';
import { trimBody } from './trim-body.ts';

/** `none`: the vendor has no such job. `unknown`: it may have one, which may still be running. */
export type JobFound = { readonly path: string } | 'none' | 'unknown';

/** Pauses between two looks at jobs that are still running, in milliseconds: each is twice the previous, about four minutes in all. */
const FIRST_PAUSE = 500;
const LAST_PAUSE = 128_000;

/** Milliseconds by which a job may seem older than its request: the clocks that vendors state have whole seconds. */
const TOLERANCE = 60_000;
/** The same tolerance for a vendor that does not state its clock: our own clock may be wrong. */
const TOLERANCE_WITHOUT_CLOCK = 3_600_000;

/**
 * Looks for the job of a request in the vendor's list of jobs. Waits for candidates that are still running, because only a job
 * that has ended shows whether it is the request's.
 *
 * @param sent the items that were sent, and when (milliseconds since the epoch, our clock)
 */
export async function findJob(
  run: AccountRun,
  request: PlannedRequest,
  sent: { readonly items: readonly PlannedItem[]; readonly at: number },
): Promise<JobFound> {
  const search = run.target.provider.requests.jobSearch;
  if (search === undefined || request.polls !== 'job') return 'none';
  const { items } = sent;
  const inputs = { search, request: { ...request, body: trimBody(request, items), items }, sentAt: sent.at };
  const foreign = new Set<string>();
  let since: number | undefined;
  for (let wait = FIRST_PAUSE; !isStopping(run); wait *= 2) {
    const listed = await listJobs(run, inputs, since);
    if (listed === undefined) return 'unknown';
    since = listed.since;
    const candidates = listed.jobs.filter(({ path }) => !run.jobs.has(path) && !foreign.has(path));
    for (const job of candidates.filter(({ isEnded }) => isEnded)) {
      const isOwn = await isOwnJob(run, inputs, job);
      if (isOwn === undefined) return 'unknown';
      if (isOwn) return { path: job.path };
      foreign.add(job.path);
    }
    if (candidates.every(({ isEnded }) => isEnded)) return 'none';
    if (wait > LAST_PAUSE) return 'unknown';
    await pause(run, wait);
  }
  return 'unknown';
}

interface Search {
  readonly search: JobSearch;
  readonly request: SentRequest;
  readonly sentAt: number;
}

/**
 * Lists all jobs that may be the request's.
 *
 * @param known the earliest time, by the vendor's clock, at which the request may have been sent; undefined: worked out from the
 *   first response, and only once, so that a clock that is put forward does not remove jobs which were candidates
 * @returns undefined if the list cannot be read completely
 */
async function listJobs(
  run: AccountRun,
  { search, request, sentAt }: Search,
  known: number | undefined,
): Promise<{ readonly jobs: readonly ListedJob[]; readonly since: number | undefined } | undefined> {
  const jobs: ListedJob[] = [];
  let since = known;
  let next: JobPage['next'] = search.list(sentAt);
  while (next !== undefined) {
    const asked = next;
    const response = await get(run, asked);
    if (response === undefined) return undefined;
    since ??= sentAt - clockDifference(run, response);
    const page = search.decodePage(request, { asked, response, since });
    if (page === undefined) return undefined;
    jobs.push(...page.jobs);
    next = page.next;
  }
  return { jobs, since };
}

/** How far the vendor's clock may be behind ours, in milliseconds. */
function clockDifference({ clock }: AccountRun, { headers }: ApiResponse): number {
  const stated = Date.parse(headers.date ?? '');
  return Number.isNaN(stated) ? TOLERANCE_WITHOUT_CLOCK : clock.now() - stated + TOLERANCE;
}

async function isOwnJob(run: AccountRun, { search, request }: Search, job: ListedJob): Promise<boolean | undefined> {
  const response = await get(run, search.details(job));
  return response === undefined ? undefined : search.isOwn(request, response);
}

/** @returns undefined if there is no response; the account stops if it cannot be read at all */
async function get(run: AccountRun, request: ReturnType<JobSearch['list']>): Promise<ApiResponse | undefined> {
  const { connection, provider } = run.target;
  try {
    const budgets = provider.api.budgetsOf(request);
    return await connection.send(request, { budgets, repeat: 'idempotent', signal: run.signal });
  } catch (error) {
    const problem = problemOfError(error);
    if (problem.stops) await stopFor(run, problem);
    return undefined;
  }
}
