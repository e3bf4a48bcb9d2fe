// Parses the requests about batches. Enters: the body of a request that creates a batch, or the query of one that lists batches.
// Leaves: the validated values, or all errors.

import { isDay } from '../contact/dates.ts';
import type { FieldError, Report } from '../field-errors.ts';
import { limitOf, oneOf, refuseUnknownParameters } from '../list/query-checks.ts';
import { BATCH_STATUSES, type Batch, type BatchStatus } from './batch.ts';

/**
 * The methods that a batch can have; no dialect supports PATCH. A batch whose endpoint does not support its method is accepted,
 * and every item of it fails.
 */
const METHODS = ['POST', 'PUT'] as const;

/** The vendor's endpoints. The sandbox creates batches only for `contacts`. A list of batches for another endpoint is empty. */
const ENDPOINTS = ['contacts', 'products', 'events', 'orders', 'categories'] as const;

/** The query parameters of a list of batches. */
export const LIST_PARAMETERS = ['offset', 'limit', 'status', 'dateFrom', 'dateTo', 'endpoint'];

/** The members of a new batch that the client determines. */
export type NewBatch = Pick<Batch, 'method' | 'endpoint' | 'origin' | 'items'>;

/** Parses and validates the body that creates a batch. The result must not be used if an error was reported. */
export function readBatchBody(body: Readonly<Record<string, unknown>>, maxItems: number, report: Report): NewBatch {
  const { origin, items } = body;
  const method = METHODS.find((known) => known === body.method);
  if (body.method === undefined) report('method', 'required', 'Method is required');
  else if (method === undefined) report('method', 'invalid_value', `Must be one of ${METHODS.join(', ')}`);
  if (body.endpoint === undefined) report('endpoint', 'required', 'Endpoint is required');
  else if (body.endpoint !== 'contacts')
    report('endpoint', 'invalid_value', 'Must be contacts, the only endpoint that the sandbox has');
  if (origin !== undefined && typeof origin !== 'string') report('origin', 'invalid_type', 'Must be a string');
  return {
    method: method ?? 'POST',
    endpoint: 'contacts',
    ...(typeof origin === 'string' ? { origin } : {}),
    items: itemsOf(items, maxItems, report).map((request) => ({ request })),
  };
}

function itemsOf(value: unknown, max: number, report: Report): readonly unknown[] {
  if (value === undefined) report('items', 'required', 'Items is required');
  else if (!Array.isArray(value)) report('items', 'invalid_type', 'Must be an array');
  else if (value.length === 0) report('items', 'required', 'Must have at least 1 item');
  else if (value.length > max) report('items', 'too_many_items', `Must have at most ${max} items`);
  return Array.isArray(value) ? value : [];
}

/** The filters and the page of a list of batches. */
export interface BatchListQuery {
  readonly endpoint: string;
  readonly status?: BatchStatus;
  /** First day of creation, inclusive: `YYYY-MM-DD`. */
  readonly dateFrom?: string;
  /** Last day of creation, inclusive: `YYYY-MM-DD`. */
  readonly dateTo?: string;
  readonly offset: number;
  readonly limit: number;
}

/** Parses and validates the query of a list of batches. Returns the filters and the page, or all errors. */
export function readBatchListQuery(query: string): BatchListQuery | { readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const report: Report = (field, code, message) => errors.push({ field, code, message });
  const parameters = new URLSearchParams(query);
  refuseUnknownParameters(parameters, LIST_PARAMETERS, report);
  const endpoint = oneOf(parameters, 'endpoint', ENDPOINTS, report);
  if (!parameters.has('endpoint')) report('endpoint', 'required', 'Endpoint is required');
  const status = oneOf(parameters, 'status', BATCH_STATUSES, report);
  const dateFrom = dayOf(parameters, 'dateFrom', report);
  const dateTo = dayOf(parameters, 'dateTo', report);
  const offset = offsetOf(parameters, report);
  const limit = limitOf(parameters, report);
  if (errors.length > 0 || endpoint === undefined) return { errors };
  return {
    endpoint,
    ...(status === undefined ? {} : { status }),
    ...(dateFrom === undefined ? {} : { dateFrom }),
    ...(dateTo === undefined ? {} : { dateTo }),
    offset,
    limit,
  };
}

function dayOf(parameters: URLSearchParams, name: string, report: Report): string | undefined {
  const value = parameters.get(name) ?? undefined;
  if (value !== undefined && !isDay(value)) report(name, 'invalid_format', 'Must be a date in YYYY-MM-DD format');
  return value;
}

function offsetOf(parameters: URLSearchParams, report: Report): number {
  const value = parameters.get('offset') ?? '0';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  report('offset', 'out_of_range', 'Must be 0 or more');
  return 0;
}
