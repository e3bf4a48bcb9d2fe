// The answer to the POST or PATCH of one contact, alone or within a batch → its result. Pure.

import type { ApiResponse, Method } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { ItemResult } from '../contract.ts';
import { decodeContact } from './codec.ts';
import type { Dialect } from './dialect.ts';
import { decodeFailure } from './failure.ts';

/** A write that succeeded with an answer that cannot be read has happened all the same, and reading shows what it did. */
export function writeResult(change: string, method: Method, response: ApiResponse, dialect: Dialect): ItemResult {
  if (!isSuccess(response)) return { change, result: 'failed', failure: decodeFailure(response, dialect) };
  if (!dialect.returnsContact) return { change, result: 'confirmed' };
  const live = decodeContact(response.body, dialect);
  if (method === 'POST' && response.status !== 201) {
    return { change, result: 'existed-already', ...(live === undefined ? {} : { live }) };
  }
  return live === undefined ? { change, result: 'accepted' } : { change, result: 'confirmed', live };
}
