// What stands before every endpoint of v3 and v5, the key and the rate limits, and the headers that tell the standing.
// Source: api-docs.omnisend.com/v3/reference/rate-limit-timeouts-errors; values as seen in real answers.

import type { VendorRequest } from '../../server/exchange.ts';
import { verdictOn } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { BrandContext } from '../operation.ts';
import type { Problem } from '../problem.ts';
import type { LegacyRules } from './rules.ts';

/** Undefined if the request may pass; it is counted then. */
export function refusal(
  rules: LegacyRules,
  { brand, limits }: BrandContext,
  { headers, method }: VendorRequest,
): Problem | undefined {
  const bearer = rules.takesBearer ? /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] : undefined;
  const key = headers['x-api-key'] ?? bearer;
  switch (verdictOn(key === undefined ? undefined : String(key).trim(), method !== 'GET')) {
    case 'wrong':
      return { problem: rules.wrongKey };
    case 'no-scope':
      return { problem: 'forbidden' };
    case 'good':
      if (rules.version === 'v3' && brand.settings.v3Blocked) return { problem: 'forbidden' };
      return limits.refusal('other');
  }
}

export function rateHeaders(limits: Limits): Readonly<Record<string, string>> {
  const standing = limits.standing();
  if (standing === undefined) return {};
  return {
    'x-rate-limit-limit': String(standing.limit),
    'x-rate-limit-remaining': String(standing.remaining),
    'x-rate-limit-reset': String(standing.reset),
  };
}
