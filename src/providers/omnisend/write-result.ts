// The response to the POST or PATCH of one contact, single or in a batch → its result. Pure.

import type { ApiResponse, Method } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { ItemResult } from '../contract.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';

/** Decodes the response to the write of one change. */
export type WriteResult = (change: string, method: Method, response: ApiResponse) => ItemResult;

/** The decoder of one dialect. A successful write with an unreadable response counts as accepted: reading decides. */
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
