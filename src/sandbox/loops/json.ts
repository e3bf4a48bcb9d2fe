// The vendor's JSON: objects in, answers out. Source: loops-1.21.6, schemas ContactFailureResponse and its kin.

import { type Answer, jsonAnswer } from '../server/exchange.ts';

/** Every 4xx has this body; there is no code for machines in it. */
export function failure(status: number, message: string): Answer {
  return jsonAnswer(status, { success: false, message });
}
