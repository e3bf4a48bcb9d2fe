// Vendors' answers to writes: at most one result for each change, and polls that lead to the vendor.

import assert from 'node:assert/strict';
import type { ApiRequest, ApiResponse } from '../../../src/http/request.ts';
import type { ItemResult, Poll, Provider, RequestDraft } from '../../../src/providers/contract.ts';
import { creates } from '../seeds/answers.ts';

const PLANNED = new Map<Provider, readonly RequestDraft[]>();

/** Creates of six people and of one; the answers come to them. */
function plannedBy(provider: Provider): readonly RequestDraft[] {
  const known = PLANNED.get(provider);
  if (known !== undefined) return known;
  const { requests, capabilities } = provider;
  const settings = { keyField: capabilities.keyFields[0] ?? 'id' };
  const planned = [...requests.plan(creates(6), settings), ...requests.plan(creates(1), settings)];
  PLANNED.set(provider, planned);
  return planned;
}

/** Decodes an answer as the answer to writes, and to questions about jobs. */
export function checkWrites(provider: Provider, response: ApiResponse): void {
  const { requests } = provider;
  for (const request of plannedBy(provider)) {
    const first = requests.results(request, response);
    checkResults(request, first);
    if (!('poll' in first)) continue;
    checkPoll(request, first);
    for (const poll of [first, { ...first, poll: { ...first.poll, path: `${first.poll.path}/items` } }])
      checkPoll(request, requests.pollResults?.(request, poll, response) ?? []);
  }
  checkJobs(provider, response);
}

function checkJobs(provider: Provider, response: ApiResponse): void {
  const { jobSearch, pollResults } = provider.requests;
  const batch = plannedBy(provider).find(({ kind }) => kind === 'batch');
  if (batch === undefined || jobSearch === undefined) return;
  const asked = jobSearch.list(0);
  const page = jobSearch.decodePage(batch, { asked, response, since: 0 });
  if (page?.next !== undefined) checkRequest(page.next, asked.path);
  for (const job of page?.jobs ?? []) checkPath(jobSearch.details(job).path);
  assert.ok([true, false, undefined].includes(jobSearch.isOwn(batch, response)));
  for (const path of ['/api/batches/b1', '/api/batches/b1/items']) {
    const poll = { poll: { method: 'GET', path, query: [] }, pauseMs: 500, results: [] } as const;
    checkPoll(batch, pollResults?.(batch, poll, response) ?? []);
  }
}

function checkPoll(request: RequestDraft, next: readonly ItemResult[] | Poll): void {
  if ('poll' in next) {
    checkPath(next.poll.path);
    assert.ok(next.pauseMs >= 0 && next.pauseMs <= 128_000);
  }
  checkResults(request, 'poll' in next ? next.results : next);
}

/** At most one result for a change, and none for another request's. */
function checkResults({ items }: RequestDraft, results: readonly ItemResult[] | Poll): void {
  if ('poll' in results) return;
  const known = new Set(items.map(({ change }) => change));
  for (const { change } of results) assert.ok(known.delete(change), `a second result, or one of nobody: ${change}`);
}

/** A path as it may stand in a request line, without a segment that a server would resolve. */
export function checkPath(path: string): void {
  assert.match(path, /^(?:\/[\w.~!$&'()*+,;=:@%-]+)+$/);
  assert.ok(!path.split('/').some((segment) => segment === '.' || segment === '..'), path);
}

/** A request for more of what was asked for. */
export function checkRequest({ method, path, query }: ApiRequest, expected: string): void {
  assert.equal(method, 'GET');
  assert.ok(path.startsWith(expected));
  checkPath(path);
  for (const pair of query) assert.ok(pair.length === 2 && pair.every((part) => typeof part === 'string'));
}
