// Checks the key, its scopes, the version header and the rate limits before every operation of API 2026-03-15.

import type { VendorRequest } from '../../server/exchange.ts';
import { isDay } from '../contact/dates.ts';
import { checkKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { invalid, type Problem } from '../problem.ts';

const OLDEST_VERSION = '2026-03-15';
/** An invented version that gets a 410, so that clients can test this case. The vendor has not retired any version yet. */
const RETIRED_VERSION = '2020-01-01';

const API_KEY = /^(?:Omnisend-API-Key|Bearer) +(\S+) *$/i;

/**
 * Returns the reason if a request must be refused. Otherwise counts the request against the rate limits and returns undefined.
 */
export function refusal(
  { headers, method }: VendorRequest,
  limits: Limits,
  kind: 'tags' | 'other',
): Problem | undefined {
  return (
    keyRefusal(headers.authorization, method !== 'GET') ??
    versionRefusal(headers['omnisend-version']) ??
    limits.refusal(kind)
  );
}

function keyRefusal(authorization: string | undefined, isWrite: boolean): Problem | undefined {
  switch (checkKey(API_KEY.exec(authorization ?? '')?.[1], isWrite)) {
    case 'good':
      return undefined;
    case 'wrong':
      return { problem: 'unauthorized' };
    case 'no-scope':
      return { problem: 'forbidden', detail: `The scope contacts.${isWrite ? 'write' : 'read'} is missing.` };
  }
}

/**
 * Checks the version header. A date between two versions selects the earlier version, so every date from the oldest version on is
 * valid.
 */
function versionRefusal(header: string | string[] | undefined): Problem | undefined {
  const version = String(header ?? '').trim();
  if (version === RETIRED_VERSION)
    return { problem: 'version-retired', detail: `API version ${version} has been retired.` };
  if (version === '') return versionProblem('required', 'Omnisend-Version: required');
  if (!isDay(version)) return versionProblem('invalid_format', 'Omnisend-Version: must be a date in YYYY-MM-DD format');
  if (version < OLDEST_VERSION)
    return versionProblem('invalid_value', `Omnisend-Version: no version as old as ${version}`);
  return undefined;
}

function versionProblem(code: string, message: string): Problem {
  return invalid([{ field: 'Omnisend-Version', code, message }], message);
}
