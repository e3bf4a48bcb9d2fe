// Builds the vendor's envelope: `{ success, result_text, result_data }`. Source: support.envoke.com 1708599, read 2026-11-21.

import type { JsonObject } from '../json.ts';
import { type Answer, jsonAnswer } from '../server/exchange.ts';

/**
 * Builds a JSON object, or an empty list if there are no members: the vendor runs on PHP, which writes an empty map so.
 * Seen for custom fields, inferred for other maps.
 */
export function phpMap(entries: readonly (readonly [string | number, unknown])[]): unknown {
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

/** Builds the answer to a write that succeeded. */
export function success(text: string, data: JsonObject): Answer {
  return jsonAnswer(200, { success: true, result_text: text, result_data: data });
}

/** Builds the answer to a failure other than a refusal. */
export function failure(status: number, text: string): Answer {
  return jsonAnswer(status, { success: false, result_text: text, result_data: {} });
}

/** Records one error of a request; the vendor reports all of them. */
export type Report = (message: string) => void;

/** The errors of a refused request; the account's settings decide the status of the answer. */
export interface Refusal {
  readonly errors: readonly string[];
}

/** Builds a refusal. */
export function refuse(...errors: readonly string[]): Refusal {
  return { errors };
}

/** Builds the answer to a refused request. */
export function refusalAnswer(status: number, { errors }: Refusal): Answer {
  const text = "Validation failed, see 'result_data' -> 'errors'";
  return jsonAnswer(status, { success: false, result_text: text, result_data: { errors } });
}
