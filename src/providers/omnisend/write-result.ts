// Decodes the response to the POST or PATCH of one contact, sent alone or in a batch. Pure.

import type { ApiResponse, Method } from '../../http/request.ts';
import { isSuccess } from '../answers.ts';
import type { ItemResult } from '../contract.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';

/** Decodes the response to the write of one change into the result of that change. */
export type WriteResult = (change: string, method: Method, response: ApiResponse) => ItemResult;

/**
 * Creates the decoder of one dialect. If the dialect's writes return the contact, a successful POST with another status than 201
 * means that the contact existed already; any other success whose contact cannot be decoded gives `accepted`, so that the contact
 * is read.
 */
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
