// What stands before every endpoint of API 2026-03-15: the key, its scopes, the version header, the rate limits.

import type { IncomingHttpHeaders } from 'node:http';
import { RateWindow, spend } from '../../rate-window.ts';
import { isDay } from '../dates.ts';
import { invalid, type Problem } from './problem.ts';

/** Limits per brand, in a sliding window. Source: api-docs.omnisend.com/v2026-03-15/reference/rate-limit-timeouts-errors. */
const WINDOW_MS = 60_000;
const REQUESTS = 400;
const TAG_REQUESTS = 60;

const OLDEST_VERSION = '2026-03-15';
/** No version was retired yet; this one plays the part, so that clients can be tried against 410. */
const RETIRED_VERSION = '2020-01-01';

const API_KEY = /^(?:Omnisend-API-Key|Bearer) +(\S+) *$/i;

export interface Gate {
  /** Undefined if the request may pass; it is counted then. */
  refusal(request: GateRequest): Problem | undefined;
}

interface GateRequest {
  readonly headers: IncomingHttpHeaders;
  readonly isWrite: boolean;
  readonly isTagRequest: boolean;
}

export function createGate(options: { readonly now: () => number; readonly rateFactor: number }): Gate {
  const all = new RateWindow(REQUESTS * options.rateFactor, WINDOW_MS);
  const tags = new RateWindow(TAG_REQUESTS * options.rateFactor, WINDOW_MS);

  function rateRefusal(isTagRequest: boolean): Problem | undefined {
    const wait = spend(isTagRequest ? [all, tags] : [all], options.now());
    if (wait === 0) return undefined;
    return { problem: 'rate-limit-exceeded', retryAfter: Math.max(1, Math.ceil(wait / 1000)) };
  }

  return {
    refusal({ headers, isWrite, isTagRequest }) {
      return (
        keyRefusal(headers.authorization, isWrite) ??
        versionRefusal(headers['omnisend-version']) ??
        rateRefusal(isTagRequest)
      );
    },
  };
}

/** Every key is good here except the telling ones: `wrong`, `wrong-…`, `noscope…`, and `readonly…` for writes. */
function keyRefusal(authorization: string | undefined, isWrite: boolean): Problem | undefined {
  const key = API_KEY.exec(authorization ?? '')?.[1];
  if (key === undefined || key === 'wrong' || key.startsWith('wrong-')) return { problem: 'unauthorized' };
  if (key.startsWith('noscope') || (isWrite && key.startsWith('readonly'))) {
    return { problem: 'forbidden', detail: `The scope contacts.${isWrite ? 'write' : 'read'} is missing.` };
  }
  return undefined;
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
