// Builds the error answers of API 2026-03-15: RFC 9457 problem details (schemas Problem, ValidationProblem,
// RateLimitProblem, read 2026-11-21).

import { STATUS_CODES } from 'node:http';
import type { Answer } from '../../server/exchange.ts';
import type { Problem, ProblemName } from '../problem.ts';

/**
 * The status and title of each problem. The documents show validation-failed, unauthorized, not-found and rate-limit-exceeded;
 * the other names and titles are invented in the same style.
 */
const PROBLEMS: Readonly<Record<ProblemName, readonly [status: number, title: string]>> = {
  'validation-failed': [400, 'Validation failed'],
  unauthorized: [401, 'Unauthorized'],
  forbidden: [403, 'Forbidden'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'Method not allowed'],
  conflict: [409, 'Conflict'],
  'version-retired': [410, 'API version retired'],
  'payload-too-large': [413, 'Payload too large'],
  'rate-limit-exceeded': [429, 'Rate limit exceeded'],
};

/** Builds the answer to a refused request. */
export function problemAnswer(refused: Problem, requestNumber: number): Answer {
  const { problem, allow, ...members } = refused;
  const [status, title] = PROBLEMS[problem];
  const type = `https://problems.omnisend.com/${problem}`;
  const answer = details({ type, title, status, ...members }, requestNumber);
  return allow === undefined ? answer : { ...answer, headers: { ...answer.headers, allow: allow.join(', ') } };
}

/**
 * Builds the answer for an injected failure. If the vendor has no problem type for the status, the type is `about:blank`, as RFC
 * 9457 recommends.
 *
 * @param retryAfter seconds that a 429 tells the client to wait
 */
export function failureAnswer(status: number, retryAfter: number, requestNumber: number): Answer {
  const named = Object.entries(PROBLEMS).find(([, [known]]) => known === status);
  const type = named === undefined ? 'about:blank' : `https://problems.omnisend.com/${named[0]}`;
  const title = named?.[1][1] ?? STATUS_CODES[status] ?? 'Unknown error';
  return details({ type, title, status, ...(status === 429 ? { retryAfter } : {}) }, requestNumber);
}

interface Details extends Omit<Problem, 'problem' | 'allow'> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
}

function details(members: Details, requestNumber: number): Answer {
  const instance = `urn:omnisend:request:00000000-0000-4000-8000-${String(requestNumber).padStart(12, '0')}`;
  return {
    status: members.status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ ...members, instance }),
  };
}
