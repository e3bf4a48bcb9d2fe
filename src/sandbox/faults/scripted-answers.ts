// Scripted answers, which a test sets with PUT /_sandbox/next. Each one replaces the vendor's answers to the next requests that
// match it.

import { isObject } from '../json.ts';
import { StateError } from '../vendor.ts';

/**
 * The faults that a test can script. `cut` sends less than the Content-Length, `reset` breaks the connection without an answer,
 * and `hang` never answers; these three do not carry out the request. `lost` carries it out, then closes the connection without
 * an answer.
 */
const FAULTS = ['cut', 'reset', 'hang', 'lost'] as const;
/** A fault that a test can script. */
export type ScriptedFault = (typeof FAULTS)[number];

/** A scripted answer, or a scripted fault. The request is not carried out, except with the fault `lost`. */
export interface ScriptedAnswer {
  /** The method, path and account of the requests to answer. An absent member matches every request. */
  readonly match: { readonly method?: string; readonly path?: string; readonly account?: string };
  /** Number of requests to answer (default: 1). */
  readonly times: number;
  /** Number of matching requests to leave to the vendor before the first answer (default: 0). */
  readonly skip: number;
  readonly fault?: ScriptedFault;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A scripted answer, with the number of requests that it still has to skip and the number that it still has to answer. */
interface Waiting {
  readonly answer: ScriptedAnswer;
  skip: number;
  times: number;
}

/** The scripted answers that are not used up. */
export class ScriptedAnswers {
  #waiting: Waiting[] = [];

  /** Replaces all scripted answers. */
  replaceAll(answers: readonly ScriptedAnswer[]): void {
    this.#waiting = answers.map((answer) => ({ answer, skip: answer.skip, times: answer.times }));
  }

  /** Returns the first answer that matches the request, and counts it as used. Returns undefined if none matches. */
  take(request: {
    readonly method: string;
    readonly path: string;
    readonly account: string;
  }): ScriptedAnswer | undefined {
    for (const waiting of this.#waiting) {
      const { method, path, account } = waiting.answer.match;
      if (waiting.times === 0) continue;
      if (method !== undefined && method !== request.method) continue;
      if (path !== undefined && path !== request.path) continue;
      if (account !== undefined && account !== request.account) continue;
      if (waiting.skip > 0) {
        waiting.skip -= 1;
        continue;
      }
      waiting.times -= 1;
      return waiting.answer;
    }
    return undefined;
  }
}

/**
 * Parses the body of PUT /_sandbox/next.
 *
 * @throws StateError if the body is not a list of valid answers
 */
export function readScriptedAnswers(value: unknown): readonly ScriptedAnswer[] {
  if (!Array.isArray(value)) throw new StateError('expected a list of answers');
  return value.map((item, index) => readAnswer(item, `[${index}]`));
}

function readAnswer(item: unknown, path: string): ScriptedAnswer {
  if (!isObject(item)) throw new StateError(`${path}: expected an object`);
  const { match = {}, times = 1, skip = 0, fault, status = 200, headers = {}, body = '' } = item;
  if (!isStringRecord(match)) throw new StateError(`${path}.match: expected an object of strings`);
  if (!isStringRecord(headers)) throw new StateError(`${path}.headers: expected an object of strings`);
  if (!isCount(times) || !isCount(skip)) throw new StateError(`${path}: times and skip must be whole numbers`);
  if (!isCount(status) || status < 200 || status > 599) throw new StateError(`${path}.status: expected 200 to 599`);
  if (fault !== undefined && !isFault(fault))
    throw new StateError(`${path}.fault: expected one of ${FAULTS.join(', ')}`);
  const text = typeof body === 'string';
  return {
    match,
    times,
    skip,
    ...(fault === undefined ? {} : { fault }),
    status,
    headers: { 'content-type': text ? 'text/html' : 'application/json', ...headers },
    body: text ? body : JSON.stringify(body),
  };
}

function isFault(value: unknown): value is ScriptedFault {
  return FAULTS.some((fault) => fault === value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isStringRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((member) => typeof member === 'string');
}
