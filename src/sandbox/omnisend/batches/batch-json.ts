// Builds the JSON of batches, as the API returns it. Source: schemas Batch and BatchItem of Batches OpenAPI 2026-03-15, read
// 2026-11-21. The format is the same in v3.

import type { Batch, BatchItem } from './batch.ts';

/** Builds the JSON of a batch without its items. */
export function batchSummary(batch: Batch): Readonly<Record<string, unknown>> {
  const { id, method, endpoint, origin, status, createdAt, startedAt, endedAt, items } = batch;
  return {
    batchID: id,
    method,
    endpoint,
    origin,
    status,
    createdAt,
    startedAt,
    endedAt,
    totalCount: items.length,
    finishedCount: items.filter(isFinished).length,
    errorsCount: items.filter(isError).length,
  };
}

/** Builds the JSON of a batch with its finished items. `errors` contains the failed items, and `responses` the others. */
export function batchWithItems(batch: Batch): unknown {
  const finished = batch.items
    .map((item, index) => ({ item, itemID: itemID(batch, index + 1) }))
    .filter(({ item }) => isFinished(item));
  const shown = (part: typeof finished) => part.map(({ item, itemID }) => ({ itemID, ...item, status: 'finished' }));
  return {
    ...batchSummary(batch),
    errors: shown(finished.filter(({ item }) => isError(item))),
    responses: shown(finished.filter(({ item }) => !isError(item))),
  };
}

/** Builds the JSON of one item. Returns undefined if the batch has no item with this id. */
export function batchItem(batch: Batch, id: string): unknown {
  const { method, endpoint, status } = batch;
  const item = batch.items.find((_, index) => itemID(batch, index + 1) === id);
  if (item === undefined) return undefined;
  return { batchID: batch.id, method, endpoint, itemID: id, ...item, status: isFinished(item) ? 'finished' : status };
}

function isFinished({ responseCode }: BatchItem): boolean {
  return responseCode !== undefined;
}

function isError({ responseCode = 0 }: BatchItem): boolean {
  return responseCode >= 400;
}

/**
 * Returns the id of the n-th item. As in the documents' examples, it is the number n in v3, and 24 hex digits in the other
 * dialects.
 */
function itemID({ id, dialect }: Batch, n: number): string {
  return dialect === 'v3' ? String(n) : `${id.slice(-12)}${n.toString(16).padStart(12, '0')}`;
}
