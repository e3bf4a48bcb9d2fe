// Parses the batches of a saved state. Unfinished batches are continued when the account is opened; slow ones are executed when
// their time has come (see index.ts).

import { isObject } from '../../json.ts';
import { listAt, nameAt, objectAt, oneOfAt } from '../../state-values.ts';
import { StateError } from '../../vendor.ts';
import { dateAt } from '../contact/dates.ts';
import { BATCH_DIALECTS, BATCH_STATUSES, type Batch, type BatchItem } from './batch.ts';

/**
 * Parses the batches of a saved state.
 *
 * @throws StateError if a batch is not valid
 */
export function batchesFromState(value: unknown): readonly Batch[] {
  return listAt(value, 'batches').map((batch, index) => batchFrom(batch, `batches[${index}]`));
}

function batchFrom(value: unknown, path: string): Batch {
  const { id, origin, startsAt, startedAt, endedAt, items, method = 'POST', endpoint, ...rest } = objectAt(value, path);
  return {
    id: nameAt(id, `${path}.id`),
    status: oneOfAt(rest.status, `${path}.status`, BATCH_STATUSES),
    dialect: oneOfAt(rest.dialect, `${path}.dialect`, BATCH_DIALECTS),
    method: oneOfAt(method, `${path}.method`, ['POST', 'PUT'] as const),
    endpoint: nameAt(endpoint, `${path}.endpoint`, 'contacts'),
    ...(typeof origin === 'string' ? { origin } : {}),
    items: itemsAt(items, `${path}.items`),
    createdAt: dateAt(rest.createdAt, `${path}.createdAt`),
    ...(startsAt === undefined ? {} : { startsAt: dateAt(startsAt, `${path}.startsAt`) }),
    ...(startedAt === undefined ? {} : { startedAt: dateAt(startedAt, `${path}.startedAt`) }),
    ...(endedAt === undefined ? {} : { endedAt: dateAt(endedAt, `${path}.endedAt`) }),
  };
}

function itemsAt(value: unknown, path: string): readonly BatchItem[] {
  const items = listAt(value, path);
  if (items.every(isItem)) return items;
  throw new StateError(`${path}: expected a list of {request, …}`);
}

function isItem(value: unknown): value is BatchItem {
  return isObject(value) && (value.responseCode === undefined || typeof value.responseCode === 'number');
}
