// Builds the error answers of v3 and v5. Their body is `{error, fields}`; `fields` is present only for errors of fields.

import { STATUS_CODES } from 'node:http';
import { type Answer, jsonAnswer } from '../../server/exchange.ts';
import type { FieldError } from '../field-errors.ts';
import type { Problem, ProblemName } from '../problem.ts';

/**
 * The status and default message of each problem. The status of `conflict` is not documented; 422 was seen for other objects that
 * "already exist".
 */
const REFUSALS: Readonly<Record<ProblemName, readonly [status: number, error: string]>> = {
  'validation-failed': [400, 'Bad request'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  'version-retired': [410, 'API version retired'],
  'payload-too-large': [413, 'Payload too large'],
  conflict: [422, 'Already exists'],
  'rate-limit-exceeded': [429, 'Too many requests'],
};

/** Builds the answer to a refused request. */
export function errorAnswer({ problem, detail, errors = [], allow }: Problem): Answer {
  const [status, error] = REFUSALS[problem];
  const body = errors.length > 0 ? withFields(errors) : { error: detail ?? error };
  const answer = jsonAnswer(status, body);
  return allow === undefined ? answer : { ...answer, headers: { ...answer.headers, allow: allow.join(', ') } };
}

/**
 * Builds the answer for an injected failure. It does not say how long to wait after a 429, because v3 and v5 say that only in the
 * rate-limit headers.
 */
export function failureAnswer(status: number): Answer {
  const named = Object.values(REFUSALS).find(([known]) => known === status);
  return jsonAnswer(status, { error: named?.[1] ?? STATUS_CODES[status] ?? 'Unknown error' });
}

function withFields(errors: readonly FieldError[]): unknown {
  // In recorded answers to an identifier without its channel, the body contains only this message, without `fields`.
  const channel = errors.find(({ code }) => code === 'missing_channel');
  if (channel !== undefined) return { error: `${channel.message}.` };
  return {
    error: `${errors.length} error(s) found. Check 'fields' array for details.`,
    fields: { 0: errors.map(toFieldMessage) },
  };
}

function toFieldMessage({ field, code, message }: FieldError): string {
  const path = field.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  return `${path}: ${code === 'required' ? 'field required but not found in Json' : message}`;
}
