// Checks the credentials before every operation: HTTP Basic with the API id and key, or an OAuth bearer token. There is no rate
// limit, because none is documented (support.envoke.com, read 2026-11-21).

import type { Answer } from '../server/exchange.ts';
import type { Settings } from './address-book.ts';
import { failure } from './json.ts';

/** Checks the Authorization header. Returns the error answer, or undefined if the request may proceed. */
export type Gate = (authorization: string | undefined) => Answer | undefined;

/** Creates the check of one account. It counts the requests, because the settings can make every n-th one fail with 401. */
export function createGate({ spurious401Every }: Settings): Gate {
  let requests = 0;
  return (authorization) => {
    requests += 1;
    const isSpurious = spurious401Every > 0 && requests % spurious401Every === 0;
    return isSpurious || !isGood(authorization) ? unauthorized() : undefined;
  };
}

/** Returns whether the credentials are accepted: a token, or an id and a key, that do not begin with `wrong`. */
function isGood(authorization: string | undefined): boolean {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token !== undefined) return !token.startsWith('wrong');
  const encoded = /^Basic +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  const [id = '', key = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(/:(.*)/s);
  return [id, key].every((part) => part !== '' && !part.startsWith('wrong'));
}

function unauthorized(): Answer {
  const answer = failure(401, 'Unauthorized');
  return { ...answer, headers: { ...answer.headers, 'www-authenticate': 'Basic realm="Envoke API"' } };
}
