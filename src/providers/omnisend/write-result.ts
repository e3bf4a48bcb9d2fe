// The answer to the POST or PATCH of one contact, alone or within a batch → its result. Pure.

import type { ApiResponse, Method } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { ItemResult } from '../contract.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';

export type WriteResult = (change: string, method: Method, response: ApiResponse) => ItemResult;

/** A write that succeeded with an answer that cannot be read has happened all the same, and reading shows what it did. */
export function createWriteResult({ returnsContact }: Dialect, { decodeContact, decodeFailure }: Codec): WriteResult {
  return (change, method, response) => {
    if (!isSuccess(response)) return { change, result: 'failed', failure: decodeFailure(response) };
    if (!returnsContact) return { change, result: 'confirmed' };
    const live = decodeContact(response.body);
    if (method === 'POST' && response.status !== 201) {
      return { change, result: 'existed-already', ...(live === undefined ? {} : { live }) };
    }
    return live === undefined ? { change, result: 'accepted' } : { change, result: 'confirmed', live };
  };
}
