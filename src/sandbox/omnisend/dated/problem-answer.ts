// Refusals as API 2026-03-15 words them: RFC 9457 problem details (schemas Problem, ValidationProblem, RateLimitProblem).

import type { Answer } from '../../exchange.ts';
import type { Problem, ProblemName } from '../problem.ts';

/** Names seen in the documents: validation-failed, unauthorized, not-found, rate-limit-exceeded; the others follow them. */
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

export function problemAnswer(refused: Problem, requestNumber: number): Answer {
  const { problem, allow, ...members } = refused;
  const [status, title] = PROBLEMS[problem];
  const instance = `urn:omnisend:request:00000000-0000-4000-8000-${String(requestNumber).padStart(12, '0')}`;
  const type = `https://problems.omnisend.com/${problem}`;
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(allow === undefined ? {} : { allow: allow.join(', ') }),
    },
    body: JSON.stringify({ type, title, status, ...members, instance }),
  };
}
