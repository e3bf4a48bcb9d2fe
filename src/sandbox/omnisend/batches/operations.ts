// The API's operations on /batches. BatchRules contains the differences between the dialects. Enters: the request that creates a
// batch. Leaves: the id of the batch immediately, and the results of its items after a delay. Each item is executed as if a
// client had sent it to the batch's endpoint in a request of its own.

import { type Answer, jsonAnswer, type VendorRequest } from '../../server/exchange.ts';
import { formatInstant } from '../contact/dates.ts';
import { pageUrl } from '../list/page-url.ts';
import { type BrandContext, type Operation, type Reply, type Route, withKnownParameters } from '../operation.ts';
import { invalid, type Problem } from '../problem.ts';
import { queryErrors, readWrite } from '../request-body.ts';
import type { Batch, BatchDialect } from './batch.ts';
import { batchItem, batchSummary, batchWithItems } from './batch-json.ts';
import { type BatchListQuery, LIST_PARAMETERS, readBatchBody, readBatchListQuery } from './batch-request.ts';

/** The rules for batches in which the dialects differ. */
export interface BatchRules {
  readonly dialect: BatchDialect;
  /** Path of the operations: `/api/batches`. */
  readonly path: string;
  /** HTTP status of the answer to an accepted batch. */
  readonly accepted: number;
  readonly maxItems: number;
  /** Maximum size in bytes of the body that creates a batch. If absent, only the limit for every request applies. */
  readonly maxBodyBytes?: number;
  /** True if unknown query parameters are ignored rather than refused. */
  readonly ignoresUnknownParameters: boolean;
  /** True if the dialect has an operation that returns a single item. */
  readonly hasSingleItemRoute: boolean;
  /** Executes an item as a request, without checking a key or the rate limits. */
  executeItem(context: BrandContext, method: string, item: unknown): Answer;
}

/** Returns the routes of a dialect's operations on batches. */
export function batchRoutes(rules: BatchRules): readonly Route[] {
  const { path, ignoresUnknownParameters: ignoreUnknown } = rules;
  const create: Operation = (context, request) => createBatch(rules, context, request);
  return [
    [
      path,
      new Map([
        ['GET', withKnownParameters(LIST_PARAMETERS, listBatches, ignoreUnknown)],
        ['POST', withKnownParameters([], create, ignoreUnknown)],
      ]),
    ],
    [`${path}/{id}`, new Map([['GET', withKnownParameters([], getBatch, ignoreUnknown)]])],
    [`${path}/{id}/items`, new Map([['GET', withKnownParameters([], getItems, ignoreUnknown)]])],
    ...(rules.hasSingleItemRoute ? [itemRoute(path, ignoreUnknown)] : []),
  ];
}

function itemRoute(path: string, ignoreUnknown: boolean): Route {
  return [`${path}/{id}/items/{id}`, new Map([['GET', withKnownParameters([], getItem, ignoreUnknown)]])];
}

function createBatch(rules: BatchRules, context: BrandContext, request: VendorRequest): Reply {
  const { maxBodyBytes } = rules;
  if (maxBodyBytes !== undefined && bytesOf(request) > maxBodyBytes)
    return { problem: 'payload-too-large', detail: `The body is larger than ${maxBodyBytes} bytes.` };
  const newBatch = readWrite(request, [], (body, report) => readBatchBody(body, rules.maxItems, report));
  if ('problem' in newBatch) return newBatch;
  const id = context.brand.batches.newId();
  const createdAt = formatInstant(context.now());
  const batch: Batch = { ...newBatch, id, dialect: rules.dialect, status: 'pending', createdAt };
  if (request.isSlowBatch === true) {
    context.brand.batches.put({ ...batch, startsAt: formatInstant(context.now() + SLOW_MS) });
  } else {
    context.brand.batches.put(batch);
    runLater(rules, context, id);
  }
  context.changed();
  return jsonAnswer(rules.accepted, { batchID: id, totalCount: newBatch.items.length });
}

/** Milliseconds for which a slow batch stays pending, by the sandbox's clock. */
const SLOW_MS = 180_000;

function bytesOf({ headers, body }: VendorRequest): number {
  const announced = headers['content-length'];
  if (announced !== undefined) return Number(announced);
  return body.kind === 'json' ? Buffer.byteLength(JSON.stringify(body.value)) : 0;
}

/**
 * Schedules the execution of a batch. After one delay its status is `inProgress`; after another one all its items are executed.
 */
export function runLater(rules: BatchRules, context: BrandContext, id: string): void {
  const { effects } = context;
  effects.add(() => {
    replace(context, id, (batch) => ({ ...batch, status: 'inProgress', startedAt: formatInstant(context.now()) }));
    effects.add(() => replace(context, id, (batch) => finished(rules, context, batch)));
  });
}

/** Executes all items of a batch immediately. */
export function runNow(rules: BatchRules, context: BrandContext, id: string): void {
  replace(context, id, (batch) => finished(rules, context, { ...batch, startedAt: formatInstant(context.now()) }));
}

function finished(rules: BatchRules, context: BrandContext, batch: Batch): Batch {
  const items = batch.items.map(({ request }) => {
    const { status, body } = rules.executeItem(context, batch.method, request);
    return { request, responseCode: status, response: JSON.parse(body) as unknown };
  });
  return { ...batch, items, status: 'finished', endedAt: formatInstant(context.now()) };
}

function replace({ brand, changed }: BrandContext, id: string, changedBatch: (batch: Batch) => Batch): void {
  const batch = brand.batches.get(id);
  if (batch === undefined) return;
  brand.batches.put(changedBatch(batch));
  changed();
}

/**
 * Lists batches, newest first; the order is not documented. In all dialects, `next` and `previous` are URLs, or "" if there is no
 * such page.
 */
function listBatches(context: BrandContext, request: VendorRequest): Reply {
  const query = readBatchListQuery(request.query);
  if ('errors' in query) return invalid(query.errors);
  const { offset, limit } = query;
  context.brand.batches.removeExpired(context.now());
  const found = context.brand.batches.all().filter((batch) => matchesQuery(batch, query));
  const link = (to: number) =>
    pageUrl(request, { ...Object.fromEntries(new URLSearchParams(request.query)), limit, offset: to });
  return jsonAnswer(200, {
    batches: found
      .toReversed()
      .slice(offset, offset + limit)
      .map(batchSummary),
    paging: {
      limit,
      offset,
      next: offset + limit < found.length ? link(offset + limit) : '',
      previous: offset > 0 ? link(Math.max(0, offset - limit)) : '',
    },
  });
}

function matchesQuery(batch: Batch, { endpoint, status, dateFrom, dateTo }: BatchListQuery): boolean {
  const day = batch.createdAt.slice(0, 10);
  return (
    batch.endpoint === endpoint &&
    (status === undefined || batch.status === status) &&
    (dateFrom === undefined || day >= dateFrom) &&
    (dateTo === undefined || day <= dateTo)
  );
}

function getBatch(context: BrandContext, request: VendorRequest, id: string): Reply {
  const batch = findBatch(context, request, id);
  return 'problem' in batch ? batch : jsonAnswer(200, batchSummary(batch));
}

/** Returns a batch with all its finished items on one page, because no dialect documents paging of items. */
function getItems(context: BrandContext, request: VendorRequest, id: string): Reply {
  const batch = findBatch(context, request, id);
  return 'problem' in batch ? batch : jsonAnswer(200, batchWithItems(batch));
}

function getItem(context: BrandContext, request: VendorRequest, id: string, item: string): Reply {
  const batch = findBatch(context, request, id);
  if ('problem' in batch) return batch;
  const shown = batchItem(batch, item);
  return shown === undefined ? { problem: 'not-found', detail: 'Batch item not found' } : jsonAnswer(200, shown);
}

function findBatch({ brand, now }: BrandContext, { query }: VendorRequest, id: string): Batch | Problem {
  const errors = queryErrors(query, []);
  if (errors.length > 0) return invalid(errors);
  brand.batches.removeExpired(now());
  return brand.batches.get(id) ?? { problem: 'not-found', detail: 'Batch not found' };
}
