// Checks the API key of a request if the sandbox was given the only key of an account (`SandboxOptions.keys`). Every simulated
// vendor refuses the key `wrong`. So if a request has another key than the account's, its key is replaced with `wrong`, and the
// vendor answers with its own refusal.

import type { IncomingHttpHeaders } from 'node:http';

/** A key that every simulated vendor refuses. */
const WRONG = 'wrong';

/**
 * Returns the headers to pass to the vendor: unchanged if the key is right or any key is accepted, otherwise with a wrong key.
 *
 * @param key the only key of the account: an API key, a token, or the key that belongs to an API id; undefined: any key is
 *   accepted
 */
export function withKeyChecked(headers: IncomingHttpHeaders, key: string | undefined): IncomingHttpHeaders {
  if (key === undefined || keysIn(headers).includes(key)) return headers;
  const { 'x-api-key': _, authorization, ...rest } = headers;
  const [scheme = 'Bearer'] = (authorization ?? '').trim().split(/ +/);
  const isBasic = scheme.toLowerCase() === 'basic';
  const value = isBasic ? Buffer.from(`${WRONG}:${WRONG}`).toString('base64') : WRONG;
  return { ...rest, 'x-api-key': WRONG, authorization: `${scheme} ${value}` };
}

/**
 * Returns the texts in the headers that may be the key: the X-Api-Key header, the token, and the password of Basic
 * authentication.
 */
function keysIn({ authorization = '', 'x-api-key': apiKey }: IncomingHttpHeaders): readonly string[] {
  const [scheme = '', token = ''] = authorization.trim().split(/ +/);
  const plain = scheme.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString('utf8') : token;
  const [, afterId] = plain.split(/:(.*)/s);
  return [apiKey, plain, afterId]
    .flat()
    .flatMap((text) => (text === undefined || text.trim() === '' ? [] : [text.trim()]));
}
