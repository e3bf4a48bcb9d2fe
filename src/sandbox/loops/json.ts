// Builds the vendor's error answers. Source: Loops OpenAPI 1.21.6, schemas ContactFailureResponse and similar, read 2026-11-21.

import { type Answer, jsonAnswer } from '../server/exchange.ts';

/** Builds an error answer. Its body contains a human-readable message but no error code. */
export function failure(status: number, message: string): Answer {
  return jsonAnswer(status, { success: false, message });
}
