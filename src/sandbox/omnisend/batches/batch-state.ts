// The batches of a state → batches. Unfinished ones are carried out once the state is opened.

import { isObject } from '../../json.ts';
import { listAt, nameAt, objectAt, oneOfAt } from '../../state-values.ts';
import { StateError } from '../../vendor.ts';
import { dateAt } from '../contact/dates.ts';
import { BATCH_DIALECTS, BATCH_STATUSES, type Batch, type BatchItem } from './batch.ts';

/** @throws StateError */
export function batchesFromState(value: unknown): readonly Batch[] {
  return listAt(value, 'batches').map((batch, index) => batchFrom(batch, `batches[${index}]`));
}

function batchFrom(value: unknown, at: string): Batch {
  const { id, origin, startedAt, endedAt, items, method = 'POST', endpoint, ...rest } = objectAt(value, at);
  return {
    id: nameAt(id, `${at}.id`),
    status: oneOfAt(rest.status, `${at}.status`, BATCH_STATUSES),
    dialect: oneOfAt(rest.dialect, `${at}.dialect`, BATCH_DIALECTS),
    method: oneOfAt(method, `${at}.method`, ['POST', 'PUT'] as const),
    endpoint: nameAt(endpoint, `${at}.endpoint`, 'contacts'),
    ...(typeof origin === 'string' ? { origin } : {}),
    items: itemsAt(items, `${at}.items`),
    createdAt: dateAt(rest.createdAt, `${at}.createdAt`),
    ...(startedAt === undefined ? {} : { startedAt: dateAt(startedAt, `${at}.startedAt`) }),
    ...(endedAt === undefined ? {} : { endedAt: dateAt(endedAt, `${at}.endedAt`) }),
  };
}

function itemsAt(value: unknown, at: string): readonly BatchItem[] {
  const items = listAt(value, at);
  if (items.every(isItem)) return items;
  throw new StateError(`${at}: expected a list of {request, …}`);
}

function isItem(value: unknown): value is BatchItem {
  return isObject(value) && (value.responseCode === undefined || typeof value.responseCode === 'number');
}
