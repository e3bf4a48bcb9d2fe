// Answers that a test prescribes with PUT /_sandbox/next: each replaces the vendor's answer to the next requests that match it.

import { isObject } from '../json.ts';
import { StateError } from '../vendor.ts';

/**
 * What happens to the connection: `cut` sends less than the Content-Length, `reset` breaks the connection without an answer,
 * `hang` never answers, `lost` carries the request out and closes the connection without an answer.
 */
const FAULTS = ['cut', 'reset', 'hang', 'lost'] as const;
/** A fault that a test can prescribe. */
export type ScriptedFault = (typeof FAULTS)[number];

/** A prescribed answer, or a fault. */
export interface ScriptedAnswer {
  /** Which requests it answers; an absent member matches every request. */
  readonly match: { readonly method?: string; readonly path?: string; readonly account?: string };
  /** Number of requests that it answers (default: 1). */
  readonly times: number;
  /** Number of matching requests that the vendor answers before it applies (default: 0). */
  readonly skip: number;
  readonly fault?: ScriptedFault;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Waiting {
  readonly answer: ScriptedAnswer;
  skip: number;
  times: number;
}

/** The prescribed answers that are not used up. */
export class ScriptedAnswers {
  #waiting: Waiting[] = [];

  /** Replaces all prescribed answers. */
  replaceAll(answers: readonly ScriptedAnswer[]): void {
    this.#waiting = answers.map((answer) => ({ answer, skip: answer.skip, times: answer.times }));
  }

  /** Uses the first answer that matches the request; undefined if there is none. */
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
 * Reads the body of PUT /_sandbox/next.
 *
 * @throws StateError if it is not a list of answers
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
