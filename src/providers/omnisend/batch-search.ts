// Finds the batch that a POST created if the response to the POST was lost. The list of batches gives the candidates, and the
// items of a candidate show whether it is the one. Pure.
// Source: `GET /batches` of 'Batches OpenAPI 2026-03-15' and 'v3', read 2026-11-21. A batch contains no id that rollcall chose.
// So every batch that has as many contacts as the POST, and is not older, is a candidate.

import { isVendorId } from '../../contact/vendor-id.ts';
import { isObject, isSuccess, isText } from '../answers.ts';
import type { JobSearch, ListedJob, SentRequest } from '../contract.ts';
import { answeredItems, changesByEmail, emailOfItem } from './batch-results.ts';
import type { Dialect } from './dialect.ts';
import { nextByUrl } from './paging.ts';

const PAGE_SIZE = '250';

/** One day in milliseconds. The list begins a day before the POST, because the time zone of `dateFrom` is not documented. */
const DAY = 86_400_000;

/** Creates the search for batches of one dialect. */
export function createBatchSearch({ batchesPath }: Dialect): JobSearch {
  return {
    list: (since) => ({
      method: 'GET',
      path: batchesPath,
      query: [
        ['endpoint', 'contacts'],
        ['dateFrom', new Date(since - DAY).toISOString().slice(0, 10)],
        ['limit', PAGE_SIZE],
      ],
    }),

    decodePage(request, { asked, response, since }) {
      const { batches, paging } = isSuccess(response) && isObject(response.body) ? response.body : {};
      const next = isObject(paging) ? nextByUrl(paging, asked) : 'unreadable';
      if (!Array.isArray(batches) || next === 'unreadable') return undefined;
      const jobs = batches.flatMap((batch) => candidate(batch, request, since, batchesPath));
      return next === 'none' ? { jobs } : { jobs, next };
    },

    details: ({ path }) => ({ method: 'GET', path: `${path}/items`, query: [] }),

    isOwn(request, response) {
      if (!isSuccess(response) || !isObject(response.body)) return undefined;
      const own = changesByEmail(request);
      return answeredItems(response.body).some((item) => own.has(emailOfItem(item) ?? ''));
    },
  };
}

/**
 * Returns the batch as a list of one job if the request may have created it, otherwise an empty list. A member that the batch
 * lacks does not rule it out.
 */
function candidate(batch: unknown, { items }: SentRequest, since: number, batchesPath: string): readonly ListedJob[] {
  if (!isObject(batch) || !isVendorId(batch.batchID)) return [];
  const { batchID, createdAt, totalCount, method, status } = batch;
  if (isText(createdAt) && Date.parse(createdAt) < since) return [];
  if (typeof totalCount === 'number' && totalCount !== items.length) return [];
  if (isText(method) && method !== 'POST') return [];
  return [
    {
      path: `${batchesPath}/${encodeURIComponent(batchID)}`,
      isEnded: status === 'finished' || status === 'stopped',
    },
  ];
}
