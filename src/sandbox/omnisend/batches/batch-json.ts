// A batch as the vendor shows it: schemas Batch and BatchItem of API 2026-03-15, which v3 words alike.

import type { Batch, BatchItem } from './batch.ts';

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

/** Items are shown once they were carried out: the failed ones under `errors`, the others under `responses`. */
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

/** One item, carried out or not, beside what it belongs to. Undefined if there is none with this id. */
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

/** The examples of v3 count from 1; that of API 2026-03-15 is 24 hex digits, and says nothing about the position. */
function itemID({ id, dialect }: Batch, n: number): string {
  return dialect === 'v3' ? String(n) : `${id.slice(-12)}${n.toString(16).padStart(12, '0')}`;
}
