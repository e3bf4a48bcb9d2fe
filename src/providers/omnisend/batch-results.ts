// Decodes the responses to a batch and to its polls. Pure. The items of a finished batch contain one result per contact; it is
// matched to its change by email.

import { normaliseEmail } from '../../contact/normalise.ts';
import type { ApiRequest } from '../../http/request.ts';
import { isObject, isSuccess, isText, type JsonObject } from '../answers.ts';
import type { ItemResult, Requests, SentRequest } from '../contract.ts';
import { emailOf } from './batches.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { nextByUrl } from './paging.ts';
import type { WriteResult } from './write-result.ts';

/** Pauses between polls, in milliseconds. They double, for about four minutes in all; then contacts without a result are read. */
const FIRST_PAUSE = 500;
const LAST_PAUSE = 128_000;

/** Creates the decoders for the responses to a batch, and to the polls for its state and its items. */
export function createBatchResults(
  { batchesPath }: Dialect,
  { decodeFailure }: Codec,
  writeResult: WriteResult,
): Required<Pick<Requests, 'results' | 'pollResults'>> {
  return {
    results(request, response) {
      if (!isSuccess(response)) {
        const failure = decodeFailure(response);
        return request.items.map(({ change }) => ({ change, result: 'failed', failure }));
      }
      const id = isObject(response.body) ? response.body.batchID : undefined;
      if (!isText(id)) return complete(request, []);
      return { poll: get(`${batchesPath}/${encodeURIComponent(id)}`), pauseMs: FIRST_PAUSE, results: [] };
    },

    /** Polls until the batch is done, then reads its items page by page. After any unexpected response, the contacts are read. */
    pollResults(request, asked, response) {
      const { poll, pauseMs, results } = asked;
      if (!isSuccess(response) || !isObject(response.body)) return complete(request, results);
      const { status, paging } = response.body;
      if (poll.path.endsWith('/items')) {
        const known = readItems(request, response.body, results, writeResult);
        const next = isObject(paging) && known.length > results.length ? nextByUrl(paging, poll) : 'none';
        return typeof next === 'object' ? { poll: next, pauseMs: 0, results: known } : complete(request, known);
      }
      if (status === 'finished' || status === 'stopped') {
        return { poll: get(`${poll.path}/items`), pauseMs: 0, results };
      }
      return pauseMs >= LAST_PAUSE ? complete(request, results) : { ...asked, pauseMs: pauseMs * 2 };
    },
  };
}

function get(path: string): ApiRequest {
  return { method: 'GET', path, query: [] };
}

/** Returns the known results and those of this response's items. The first result of a change takes precedence. */
function readItems(
  request: SentRequest,
  { errors, responses }: { readonly errors?: unknown; readonly responses?: unknown },
  known: readonly ItemResult[],
  writeResult: WriteResult,
): readonly ItemResult[] {
  const changes = changesByEmail(request);
  const results = new Map(known.map((result) => [result.change, result]));
  const items = [errors, responses].flat().filter(isAnswered);
  const reportsCreates = known.some(({ result }) => result === 'confirmed') || items.some(isCreated);
  for (const item of items) {
    const answered = isObject(item.response) ? item.response.email : undefined;
    const email = emailOf(item.request) ?? (isText(answered) ? normaliseEmail(answered) : undefined);
    const change = email === undefined ? undefined : changes.get(email);
    if (change === undefined || results.has(change)) continue;
    const response = { status: item.responseCode, headers: {}, body: item.response };
    results.set(change, itemResult(writeResult(change, 'POST', response), response.status, reportsCreates));
  }
  return [...results.values()];
}

interface AnsweredItem extends JsonObject {
  readonly responseCode: number;
}

function isAnswered(item: unknown): item is AnsweredItem {
  return isObject(item) && typeof item.responseCode === 'number';
}

function isCreated({ responseCode }: AnsweredItem): boolean {
  return responseCode === 201;
}

/**
 * Corrects the result of an item in two cases:
 * - A 200 for a create means that the contact existed already, but only if another item of the batch has a 201. The documents do
 *   not say that a created item has status 201, and their only example is a 200. Without a 201, the contact is read.
 * - A 401, 403 or 429 counts as a server error, because the batch as a whole was accepted with a valid key and within the quota.
 *   The contact is then looked up and the create retried, as the official plugin does.
 */
function itemResult(result: ItemResult, status: number, reportsCreates: boolean): ItemResult {
  if (result.result === 'existed-already' && !reportsCreates) return { change: result.change, result: 'accepted' };
  if (result.result !== 'failed' || ![401, 403, 429].includes(status)) return result;
  return { ...result, failure: { ...result.failure, kind: 'server' } };
}

/** Maps emails to changes. The elements of the body and the items have the same indexes, even if some creates were left out. */
function changesByEmail({ body, items }: SentRequest): ReadonlyMap<string, string> {
  const sent: unknown = isObject(body) ? body.items : undefined;
  return new Map(
    (Array.isArray(sent) ? sent : []).flatMap((item, index) => {
      const email = emailOf(item);
      const change = items[index]?.change;
      return email === undefined || change === undefined ? [] : [[email, change] as const];
    }),
  );
}

/** Adds the result `accepted` for every change without a result, so that its contact is read. */
function complete(request: SentRequest, results: readonly ItemResult[]): readonly ItemResult[] {
  const known = new Set(results.map(({ change }) => change));
  const others = request.items.filter(({ change }) => !known.has(change));
  return [...results, ...others.map(({ change }) => ({ change, result: 'accepted' as const }))];
}
