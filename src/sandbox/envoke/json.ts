// Builds the body of the vendor's answers: `{ success, result_text, result_data }`. Source: support.envoke.com 1708599, read
// 2026-11-21.

import type { JsonObject } from '../json.ts';
import { type Answer, jsonAnswer } from '../server/exchange.ts';

/**
 * Builds a JSON object, or an empty list if there are no members, because the vendor runs on PHP, which serialises an empty map
 * as `[]`. This was observed for custom fields, and is inferred for other maps.
 */
export function phpMap(entries: readonly (readonly [string | number, unknown])[]): unknown {
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

/** Builds the answer to a write that succeeded. */
export function success(text: string, data: JsonObject): Answer {
  return jsonAnswer(200, { success: true, result_text: text, result_data: data });
}

/** Builds the answer to a request that fails for a reason other than its content, such as wrong credentials. */
export function failure(status: number, text: string): Answer {
  return jsonAnswer(status, { success: false, result_text: text, result_data: {} });
}

/** A function that a parser calls for each error in a request. The vendor returns all messages. */
export type Report = (message: string) => void;

/** The error messages of a request whose content is not valid. The account's settings determine the status of the answer. */
export interface Refusal {
  readonly errors: readonly string[];
}

/** Builds a refusal from its error messages. */
export function refuse(...errors: readonly string[]): Refusal {
  return { errors };
}

/** Builds the answer to a refused request. */
export function refusalAnswer(status: number, { errors }: Refusal): Answer {
  const text = "Validation failed, see 'result_data' -> 'errors'";
  return jsonAnswer(status, { success: false, result_text: text, result_data: { errors } });
}
