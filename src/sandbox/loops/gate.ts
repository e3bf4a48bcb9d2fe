// Checks the API key and the team's rate limit before every operation. Source: loops.so/docs/api-reference/intro, read
// 2026-11-21.

import type { Answer } from '../server/exchange.ts';
import { jsonAnswer } from '../server/exchange.ts';

const REQUESTS_PER_SECOND = 10;
const WINDOW_MS = 1000;

const INVALID_KEY = 'Invalid API key';

/** The checks that every request to a team must pass. */
export interface Gate {
  /** Returns the error answer if the key is not valid or the rate limit is reached. Otherwise counts the request. */
  refusal(authorization: string | undefined): Answer | undefined;
  /** Returns the rate-limit headers for an answer. */
  headers(): Readonly<Record<string, string>>;
}

/**
 * Creates the checks of one team.
 *
 * @param options `now` in milliseconds since the epoch; `rateFactor` as in VendorContext
 */
export function createGate(options: { readonly now: () => number; readonly rateFactor: number }): Gate {
  const limit = Math.max(1, Math.floor(REQUESTS_PER_SECOND * options.rateFactor));
  let counted: readonly number[] = [];

  function remaining(): number {
    const since = options.now() - WINDOW_MS;
    counted = counted.filter((time) => time > since);
    return limit - counted.length;
  }

  return {
    refusal(authorization) {
      if (!isGoodKey(authorization))
        return jsonAnswer(401, { success: false, message: INVALID_KEY, error: INVALID_KEY });
      if (remaining() <= 0) return tooManyRequests();
      if (Number.isFinite(limit)) counted = [...counted, options.now()];
      return undefined;
    },
    headers() {
      // If rate limiting is off, send no headers: a client that read the vendor's real limit in them would slow down.
      if (!Number.isFinite(limit)) return {};
      return { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining()) };
    },
  };
}

/** The sandbox accepts any key that does not begin with `wrong`. */
function isGoodKey(authorization: string | undefined): boolean {
  const key = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  return key !== undefined && !key.startsWith('wrong');
}

/** Builds the 429 answer. Its body is not documented; the vendor's load balancer was seen to send bodies that are not JSON. */
export function tooManyRequests(): Answer {
  return { status: 429, headers: { 'content-type': 'text/plain' }, body: 'Too Many Requests' };
}
