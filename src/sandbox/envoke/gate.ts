// What stands before every endpoint: HTTP Basic with API id and key, or an OAuth token. No rate limit is documented, so there is none.

import type { Answer } from '../server/exchange.ts';
import type { Settings } from './address-book.ts';
import { failure } from './json.ts';

/** Undefined if the request may pass. */
export type Gate = (authorization: string | undefined) => Answer | undefined;

export function createGate({ spurious401Every }: Settings): Gate {
  let requests = 0;
  return (authorization) => {
    requests += 1;
    const isSpurious = spurious401Every > 0 && requests % spurious401Every === 0;
    return isSpurious || !isGood(authorization) ? unauthorized() : undefined;
  };
}

/** Every pair and every token is good here except those with a part that begins with `wrong`. */
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
