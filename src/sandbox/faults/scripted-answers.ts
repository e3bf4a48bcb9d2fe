// Answers that a test prescribes (PUT /_sandbox/next): each goes to the next requests that match it, instead of the
// vendor's own answer.

import { isObject } from '../json.ts';
import { StateError } from '../vendor.ts';

/**
 * What happens to the connection: `cut` promises more body than it sends, `reset` breaks it without an answer, `hang`
 * never answers, `lost` carries the request out and then drops the connection.
 */
const FAULTS = ['cut', 'reset', 'hang', 'lost'] as const;
export type ScriptedFault = (typeof FAULTS)[number];

export interface ScriptedAnswer {
  readonly match: { readonly method?: string; readonly path?: string; readonly account?: string };
  /** How many requests it answers. */
  readonly times: number;
  /** Matching requests that pass untouched before it applies. */
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

export class ScriptedAnswers {
  #waiting: Waiting[] = [];

  /** Replaces all that are waiting. */
  prescribe(answers: readonly ScriptedAnswer[]): void {
    this.#waiting = answers.map((answer) => ({ answer, skip: answer.skip, times: answer.times }));
  }

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

/** @throws StateError if the value is not a list of answers */
export function readScriptedAnswers(value: unknown): readonly ScriptedAnswer[] {
  if (!Array.isArray(value)) throw new StateError('expected a list of answers');
  return value.map((item, index) => readAnswer(item, `[${index}]`));
}

function readAnswer(item: unknown, at: string): ScriptedAnswer {
  if (!isObject(item)) throw new StateError(`${at}: expected an object`);
  const { match = {}, times = 1, skip = 0, fault, status = 200, headers = {}, body = '' } = item;
  if (!isTexts(match)) throw new StateError(`${at}.match: expected an object of texts`);
  if (!isTexts(headers)) throw new StateError(`${at}.headers: expected an object of texts`);
  if (!isCount(times) || !isCount(skip)) throw new StateError(`${at}: times and skip are whole numbers`);
  if (!isCount(status) || status < 200 || status > 599) throw new StateError(`${at}.status: expected 200 to 599`);
  if (fault !== undefined && !isFault(fault)) throw new StateError(`${at}.fault: one of ${FAULTS.join(', ')}`);
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

function isTexts(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((member) => typeof member === 'string');
}
