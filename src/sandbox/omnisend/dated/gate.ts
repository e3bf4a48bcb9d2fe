// What stands before every endpoint of API 2026-03-15: the key, its scopes, the version header, the rate limits.

import type { VendorRequest } from '../../server/exchange.ts';
import { isDay } from '../contact/dates.ts';
import { verdictOn } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { invalid, type Problem } from '../problem.ts';

const OLDEST_VERSION = '2026-03-15';
/** No version was retired yet; this one plays the part, so that clients can be tried against 410. */
const RETIRED_VERSION = '2020-01-01';

const API_KEY = /^(?:Omnisend-API-Key|Bearer) +(\S+) *$/i;

/** Undefined if the request may pass; it is counted then. */
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
  switch (verdictOn(API_KEY.exec(authorization ?? '')?.[1], isWrite)) {
    case 'good':
      return undefined;
    case 'wrong':
      return { problem: 'unauthorized' };
    case 'no-scope':
      return { problem: 'forbidden', detail: `The scope contacts.${isWrite ? 'write' : 'read'} is missing.` };
  }
}

/** A date between releases means the nearest earlier one, so every date from the oldest version on is served alike. */
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
