// The batches of a state → batches. Unfinished ones are carried out once the state is opened.

import { StateError } from '../../vendor.ts';
import { instant } from '../dates.ts';
import { isObject } from '../field-errors.ts';
import { BATCH_DIALECTS, BATCH_STATUSES, type Batch, type BatchItem } from './batch.ts';

/** @throws StateError */
export function batchesFromState(value: unknown): readonly Batch[] {
  if (!Array.isArray(value)) throw new StateError('batches: expected a list');
  return value.map((batch, index) => batchFrom(batch, `batches[${index}]`));
}

function batchFrom(value: unknown, at: string): Batch {
  if (!isObject(value)) throw new StateError(`${at}: expected an object`);
  const { id, origin, startedAt, endedAt, items, method = 'POST', endpoint = 'contacts', ...rest } = value;
  const status = BATCH_STATUSES.find((known) => known === rest.status);
  const dialect = BATCH_DIALECTS.find((known) => known === rest.dialect);
  if (typeof id !== 'string' || id === '') throw new StateError(`${at}.id: expected a text`);
  if (status === undefined) throw new StateError(`${at}.status: one of ${BATCH_STATUSES.join(', ')}`);
  if (dialect === undefined) throw new StateError(`${at}.dialect: one of ${BATCH_DIALECTS.join(', ')}`);
  if (method !== 'POST' && method !== 'PUT') throw new StateError(`${at}.method: POST or PUT`);
  if (typeof endpoint !== 'string') throw new StateError(`${at}.endpoint: expected a text`);
  if (!Array.isArray(items) || !items.every(isItem))
    throw new StateError(`${at}.items: expected a list of {request, …}`);
  return {
    id,
    dialect,
    method,
    endpoint,
    ...(typeof origin === 'string' ? { origin } : {}),
    status,
    createdAt: dateOf(rest.createdAt, `${at}.createdAt`),
    ...(startedAt === undefined ? {} : { startedAt: dateOf(startedAt, `${at}.startedAt`) }),
    ...(endedAt === undefined ? {} : { endedAt: dateOf(endedAt, `${at}.endedAt`) }),
    items,
  };
}

function isItem(value: unknown): value is BatchItem {
  return isObject(value) && (value.responseCode === undefined || typeof value.responseCode === 'number');
}

function dateOf(value: unknown, at: string): string {
  const date = typeof value === 'string' ? instant(value) : undefined;
  if (date === undefined) throw new StateError(`${at}: expected an RFC 3339 date`);
  return date;
}
