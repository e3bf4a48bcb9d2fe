// Decodes the responses to a batch and to its polls. Pure. A finished batch has one item per contact, with the result of its
// creation. Items are matched to the changes of the plan by email.

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

/**
 * The first and the longest pause between polls, in milliseconds. Each pause is twice the one before, about four minutes in all.
 * After the longest pause polling stops, and the batch is reported as still running.
 */
const FIRST_PAUSE = 500;
const LAST_PAUSE = 128_000;

const ITEMS = '/items';

/**
 * Creates the decoders for the response to the POST of a batch, and for the responses to the polls for its state and its items.
 */
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
     * Polls until the batch is finished, then reads its items page by page. If the vendor no longer has the batch (404), or its
     * items cannot be read, the changes without a result become `accepted`, so that their contacts are read. After any other
     * error the batch may still be running, and those changes stay without a result.
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

/** Returns the items of a batch that the vendor has processed, whether they succeeded or failed. */
export function answeredItems({ errors, responses }: JsonObject): readonly AnsweredItem[] {
  return [errors, responses].flat().filter(isAnswered);
}

/**
 * Returns the normalised email of an item's contact, from the item's request or else from its response; undefined if neither
 * contains one.
 */
export function emailOfItem({ request, response }: JsonObject): string | undefined {
  const answered = isObject(response) ? response.email : undefined;
  return emailOf(request) ?? (isText(answered) ? normaliseEmail(answered) : undefined);
}

/** Adds the results of a response's items to the results that are known. If a change has several results, the first one stays. */
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
 * - A 200 for a create means that the contact existed already, but only if some item of the batch has a 201. The documents do not
 *   say that a created item has status 201, and their only example is a 200. If no item has a 201, a 200 gives `accepted`, so
 *   that the contact is read.
 * - A 401, 403 or 429 counts as a server error, because the batch as a whole was accepted with a valid key and within the quota.
 *   The contact is then looked up and the create retried, as the official plugin does.
 */
function itemResult(result: ItemResult, status: number, reportsCreates: boolean): ItemResult {
  if (result.result === 'existed-already' && !reportsCreates) return { change: result.change, result: 'accepted' };
  if (result.result !== 'failed' || ![401, 403, 429].includes(status)) return result;
  return { ...result, failure: { ...result.failure, kind: 'server' } };
}

/**
 * Returns a map from normalised email to change id. The n-th item of the request belongs to the n-th element of the body, even if
 * creates were dropped before sending, because they are dropped from both.
 */
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
