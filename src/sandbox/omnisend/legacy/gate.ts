// Checks the key and the rate limits before every operation of v3 and v5, and builds the rate-limit headers. Source:
// api-docs.omnisend.com/v3/reference/rate-limit-timeouts-errors, read 2026-11-21. The headers have the format of recorded
// answers.

import type { VendorRequest } from '../../server/exchange.ts';
import { checkKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { BrandContext } from '../operation.ts';
import type { Problem } from '../problem.ts';
import type { LegacyRules } from './rules.ts';

/**
 * Returns the reason if a request must be refused. Otherwise counts the request against the rate limits and returns undefined.
 */
export function refusal(
  rules: LegacyRules,
  { brand, limits }: BrandContext,
  { headers, method }: VendorRequest,
): Problem | undefined {
  const bearer = rules.acceptsBearerToken ? /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] : undefined;
  const key = headers['x-api-key'] ?? bearer;
  switch (checkKey(key === undefined ? undefined : String(key).trim(), method !== 'GET')) {
    case 'wrong':
      return { problem: rules.wrongKey };
    case 'no-scope':
      return { problem: 'forbidden' };
    case 'good':
      if (rules.version === 'v3' && brand.settings.v3Blocked) return { problem: 'forbidden' };
      return limits.refusal('other');
  }
}

/** Builds the rate-limit headers. Returns no headers if rate limiting is off. */
export function rateHeaders(limits: Limits): Readonly<Record<string, string>> {
  const status = limits.status();
  if (status === undefined) return {};
  return {
    'x-rate-limit-limit': String(status.limit),
    'x-rate-limit-remaining': String(status.remaining),
    'x-rate-limit-reset': String(status.reset),
  };
}
