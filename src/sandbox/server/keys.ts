// Checks keys that a sandbox was told. Every vendor knows some keys as wrong (those that begin with `wrong`), so a request with
// another key than the account's is passed on with such a one, and gets the vendor's own refusal.

import type { IncomingHttpHeaders } from 'node:http';

/** A key that no vendor of the sandbox takes. */
const WRONG = 'wrong';

/**
 * Returns the headers for the vendor.
 *
 * @param key the only key of the account: an API key, a token, or the key that belongs to an API id; undefined: any key is accepted
 */
export function withKeyChecked(headers: IncomingHttpHeaders, key: string | undefined): IncomingHttpHeaders {
  if (key === undefined || keysIn(headers).includes(key)) return headers;
  const { 'x-api-key': _, authorization, ...rest } = headers;
  const [scheme = 'Bearer'] = (authorization ?? '').trim().split(/ +/);
  const isBasic = scheme.toLowerCase() === 'basic';
  const value = isBasic ? Buffer.from(`${WRONG}:${WRONG}`).toString('base64') : WRONG;
  return { ...rest, 'x-api-key': WRONG, authorization: `${scheme} ${value}` };
}

function keysIn({ authorization = '', 'x-api-key': apiKey }: IncomingHttpHeaders): readonly string[] {
  const [scheme = '', token = ''] = authorization.trim().split(/ +/);
  const plain = scheme.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString('utf8') : token;
  const [, afterId] = plain.split(/:(.*)/s);
  return [apiKey, plain, afterId]
    .flat()
    .flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
}
