// The operations on /batches, the same in all dialects but for numbers and wording. Enters: a batch. Leaves: its id at once,
// its items' results a while later: each item is carried out as if it had been sent alone to the batch's endpoint.

import { type Answer, jsonAnswer, type VendorRequest } from '../../server/exchange.ts';
import { formatInstant } from '../contact/dates.ts';
import { pageUrl } from '../list/page-url.ts';
import { type BrandContext, knowing, type Operation, type Reply, type Route } from '../operation.ts';
import { invalid, type Problem } from '../problem.ts';
import { queryErrors, readWrite } from '../request-body.ts';
import type { Batch, BatchDialect } from './batch.ts';
import { batchItem, batchSummary, batchWithItems } from './batch-json.ts';
import { type BatchListQuery, LIST_PARAMETERS, readBatchBody, readBatchListQuery } from './batch-request.ts';

export interface BatchRules {
  readonly dialect: BatchDialect;
  /** `/api/batches` */
  readonly path: string;
  /** Status of the answer to a batch that was accepted. */
  readonly accepted: number;
  readonly mostItems: number;
  /** Bytes; absent: as much as any request. */
  readonly largestBody?: number;
  readonly ignoresUnknownParameters: boolean;
  /** Whether an item can be asked for by itself. */
  readonly showsSingleItems: boolean;
  /** One item as a request, with neither key nor limits asked. */
  carryOut(context: BrandContext, method: string, item: unknown): Answer;
}

export function batchRoutes(rules: BatchRules): readonly Route[] {
  const { path, ignoresUnknownParameters: lenient } = rules;
  const create: Operation = (context, request) => createBatch(rules, context, request);
  return [
    [
      path,
      new Map([
        ['GET', knowing(LIST_PARAMETERS, listBatches, lenient)],
        ['POST', knowing([], create, lenient)],
      ]),
    ],
    [`${path}/{id}`, new Map([['GET', knowing([], getBatch, lenient)]])],
    [`${path}/{id}/items`, new Map([['GET', knowing([], getItems, lenient)]])],
    ...(rules.showsSingleItems ? [singleItem(path, lenient)] : []),
  ];
}

function singleItem(path: string, lenient: boolean): Route {
  return [`${path}/{id}/items/{id}`, new Map([['GET', knowing([], getItem, lenient)]])];
}

function createBatch(rules: BatchRules, context: BrandContext, request: VendorRequest): Reply {
  const { largestBody } = rules;
  if (largestBody !== undefined && bytesOf(request) > largestBody)
    return { problem: 'payload-too-large', detail: `The body is larger than ${largestBody} bytes.` };
  const wanted = readWrite(request, [], (body, report) => readBatchBody(body, rules.mostItems, report));
  if ('problem' in wanted) return wanted;
  const id = context.brand.batches.newId();
  const createdAt = formatInstant(context.now());
  context.brand.batches.put({ ...wanted, id, dialect: rules.dialect, status: 'pending', createdAt });
  runLater(rules, context, id);
  context.changed();
  return jsonAnswer(rules.accepted, { batchID: id, totalCount: wanted.items.length });
}

function bytesOf({ headers, body }: VendorRequest): number {
  const announced = headers['content-length'];
  if (announced !== undefined) return Number(announced);
  return body.kind === 'json' ? Buffer.byteLength(JSON.stringify(body.value)) : 0;
}

/** Pending for one delay, in progress for another, then finished with all its items at once. */
export function runLater(rules: BatchRules, context: BrandContext, id: string): void {
  const { effects } = context;
  effects.add(() => {
    replace(context, id, (batch) => ({ ...batch, status: 'inProgress', startedAt: formatInstant(context.now()) }));
    effects.add(() => replace(context, id, (batch) => finished(rules, context, batch)));
  });
}

function finished(rules: BatchRules, context: BrandContext, batch: Batch): Batch {
  const items = batch.items.map(({ request }) => {
    const { status, body } = rules.carryOut(context, batch.method, request);
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

/** Newest first: nothing is documented. The pages are linked by URL in all dialects; where there is none, the link is "". */
function listBatches(context: BrandContext, request: VendorRequest): Reply {
  const wanted = readBatchListQuery(request.query);
  if ('errors' in wanted) return invalid(wanted.errors);
  const { offset, limit } = wanted;
  context.brand.batches.forgetOld(context.now());
  const found = context.brand.batches.all().filter((batch) => isWanted(batch, wanted));
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

function isWanted(batch: Batch, { endpoint, status, dateFrom, dateTo }: BatchListQuery): boolean {
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

/** All items at once: no dialect documents pages here. */
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
  brand.batches.forgetOld(now());
  return brand.batches.get(id) ?? { problem: 'not-found', detail: 'Batch not found' };
}
