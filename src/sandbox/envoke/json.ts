// The vendor's JSON: objects in, envelopes out. Source: support.envoke.com, article 1708599.

import type { JsonObject } from '../json.ts';
import { type Answer, jsonAnswer } from '../server/exchange.ts';

/** The vendor runs on PHP, where an empty map is written as an empty list. Seen for custom fields, inferred for the rest. */
export function phpMap(entries: readonly (readonly [string | number, unknown])[]): unknown {
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

export function success(text: string, data: JsonObject): Answer {
  return jsonAnswer(200, { success: true, result_text: text, result_data: data });
}

/** The same envelope, whatever went wrong. */
export function failure(status: number, text: string): Answer {
  return jsonAnswer(status, { success: false, result_text: text, result_data: {} });
}

/** Notes one mistake; the vendor reports all of them. */
export type Report = (message: string) => void;

/** What is wrong with a request; how it is answered is the account's setting. */
export interface Refusal {
  readonly errors: readonly string[];
}

export function refuse(...errors: readonly string[]): Refusal {
  return { errors };
}

export function refusalAnswer(status: number, { errors }: Refusal): Answer {
  const text = "Validation failed, see 'result_data' -> 'errors'";
  return jsonAnswer(status, { success: false, result_text: text, result_data: { errors } });
}
