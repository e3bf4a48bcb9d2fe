// Decodes the responses to a batch and to its polls. Pure. The items of a finished batch contain one result per contact; it is
// matched to its change by email.

import { normaliseEmail } from '../../contact/normalise.ts';
import { isVendorId } from '../../contact/vendor-id.ts';
import type { ApiRequest } from '../../http/request.ts';
import { isObject, isSuccess, isText, type JsonObject } from '../answers.ts';
import type { ItemResult, Requests, SentRequest } from '../contract.ts';
import { emailOf } from './batches.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { nextByUrl } from './paging.ts';
import type { WriteResult } from './write-result.ts';

/** Pauses in milliseconds: they double from the first to the last, about four minutes in all; after that, the batch counts as running. */
const FIRST_PAUSE = 500;
const LAST_PAUSE = 128_000;

const ITEMS = '/items';

/** Decoders for the responses to a batch and to the polls for its state and its items. */
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
      if (!isVendorId(id)) return complete(request, []);
      return { poll: get(`${batchesPath}/${encodeURIComponent(id)}`), pauseMs: FIRST_PAUSE, results: [] };
    },

    /**
     * Polls until the batch is done, then reads its items page by page. Reading decides if the vendor no longer has the batch, or does
     * not show its items; after any other response the batch may still be running.
     */
    pollResults(request, asked, response) {
      const { poll, pauseMs, results } = asked;
      if (!isSuccess(response) || !isObject(response.body)) {
        const isOver = response.status === 404 || poll.path.endsWith(ITEMS);
        return isOver ? complete(request, results) : results;
      }
      const { status, paging } = response.body;
      if (poll.path.endsWith(ITEMS)) {
        const known = readItems(request, response.body, results, writeResult);
        const next = isObject(paging) && known.length > results.length ? nextByUrl(paging, poll) : 'none';
        return typeof next === 'object' ? { poll: next, pauseMs: 0, results: known } : complete(request, known);
      }
      if (status === 'finished' || status === 'stopped') {
        return { poll: get(`${poll.path}${ITEMS}`), pauseMs: 0, results };
      }
      return pauseMs >= LAST_PAUSE ? results : { ...asked, pauseMs: pauseMs * 2 };
    },
  };
}

function get(path: string): ApiRequest {
  return { method: 'GET', path, query: [] };
}

/** The items of a batch that have been carried out, failed or not. */
export function answeredItems({ errors, responses }: JsonObject): readonly AnsweredItem[] {
  return [errors, responses].flat().filter(isAnswered);
}

/** The normalised email of the contact that an item is about. */
export function emailOfItem({ request, response }: JsonObject): string | undefined {
  const answered = isObject(response) ? response.email : undefined;
  return emailOf(request) ?? (isText(answered) ? normaliseEmail(answered) : undefined);
}

/** The results known so far with those of this response's items; the first result of a change wins. */
function readItems(
  request: SentRequest,
  body: JsonObject,
  known: readonly ItemResult[],
  writeResult: WriteResult,
): readonly ItemResult[] {
  const changes = changesByEmail(request);
  const results = new Map(known.map((result) => [result.change, result]));
  const items = answeredItems(body);
  const reportsCreates = known.some(({ result }) => result === 'confirmed') || items.some(isCreated);
  for (const item of items) {
    const email = emailOfItem(item);
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

/** Matches items and elements of the body by index: both are in the same order, even if some creates were left out. */
export function changesByEmail({ body, items }: SentRequest): ReadonlyMap<string, string> {
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
