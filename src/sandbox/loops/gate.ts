// What stands before every endpoint: the key and the team's rate limit. Source: loops.so/docs/api-reference/intro.

import type { Answer } from '../server/exchange.ts';
import { jsonAnswer } from '../server/exchange.ts';

const REQUESTS_PER_SECOND = 10;
const WINDOW_MS = 1000;

const INVALID_KEY = 'Invalid API key';

export interface Gate {
  /** Undefined if the request may pass; it is counted then. */
  refusal(authorization: string | undefined): Answer | undefined;
  /** Headers that every answer carries. */
  headers(): Readonly<Record<string, string>>;
}

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
      // Without a limit there is none to tell; the vendor's own number would slow down a client that believes it.
      if (!Number.isFinite(limit)) return {};
      return { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remaining': String(remaining()) };
    },
  };
}

/** Every key is good here except those that begin with `wrong`. */
function isGoodKey(authorization: string | undefined): boolean {
  const key = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  return key !== undefined && !key.startsWith('wrong');
}

/** The body is not documented, and the vendor's load balancer was seen to send other things than JSON. */
export function tooManyRequests(): Answer {
  return { status: 429, headers: { 'content-type': 'text/plain' }, body: 'Too Many Requests' };
}
