// Builds the vendor's JSON of batches: schemas Batch and BatchItem of Batches OpenAPI 2026-03-15, read 2026-11-21; v3
// uses the same.

import type { Batch, BatchItem } from './batch.ts';

/** Builds a batch without its items. */
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

/** Builds a batch with the items that are finished: failed ones under `errors`, the others under `responses`. */
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

/** Builds one item with its batch's method and endpoint, finished or not; undefined if there is no item with this id. */
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

/** Returns an item's id. In the documents' examples, v3 counts from 1, and API 2026-03-15 uses 24 hex digits. */
function itemID({ id, dialect }: Batch, n: number): string {
  return dialect === 'v3' ? String(n) : `${id.slice(-12)}${n.toString(16).padStart(12, '0')}`;
}
