// Refusals as v3 and v5 word them: {error, fields}.

import { STATUS_CODES } from 'node:http';
import { type Answer, jsonAnswer } from '../../server/exchange.ts';
import type { FieldError } from '../field-errors.ts';
import type { Problem, ProblemName } from '../problem.ts';

/** A taken identifier has no documented status; 422 is seen for other things that "already exist". */
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

export function errorAnswer({ problem, detail, errors = [], allow }: Problem): Answer {
  const [status, error] = REFUSALS[problem];
  const body = errors.length > 0 ? withFields(errors) : { error: detail ?? error };
  const answer = jsonAnswer(status, body);
  return allow === undefined ? answer : { ...answer, headers: { ...answer.headers, allow: allow.join(', ') } };
}

/** A failure that no rule of the brand brought about. How long to wait stands in headers, and only in those of the limits. */
export function failureAnswer(status: number): Answer {
  const named = Object.values(REFUSALS).find(([known]) => known === status);
  return jsonAnswer(status, { error: named?.[1] ?? STATUS_CODES[status] ?? 'Unknown error' });
}

function withFields(errors: readonly FieldError[]): unknown {
  // Seen in real answers: a channel that does not suit its identifier is answered by this sentence alone.
  const channel = errors.find(({ code }) => code === 'missing_channel');
  if (channel !== undefined) return { error: `${channel.message}.` };
  return {
    error: `${errors.length} error(s) found. Check 'fields' array for details.`,
    fields: { 0: errors.map(worded) },
  };
}

function worded({ field, code, message }: FieldError): string {
  const path = field.replace(/\.(\d+)(?=\.|$)/g, '[$1]');
  return `${path}: ${code === 'required' ? 'field required but not found in Json' : message}`;
}
