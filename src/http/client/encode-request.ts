import type { ApiRequest } from '../request.ts';
import { ACCEPTED_ENCODINGS } from './decode.ts';
import type { EncodedRequest } from './transfer.ts';

/** Matches a segment `.` or `..`, percent-encoded or not. It would make the request go to another path. */
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Encodes a request for sending.
 *
 * @param prefix path prefix of the base URL
 * @param common headers that every request gets; they override the defaults for `accept` and `accept-encoding`
 * @throws RangeError for a path with a segment `.` or `..`; no caller builds one
 */
export function encodeRequest(
  { method, path, query, body }: ApiRequest,
  prefix: string,
  common: Readonly<Record<string, string>>,
): EncodedRequest {
  if (DOTS.test(path)) throw new RangeError('a path must not lead out of where it begins');
  const search = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  const headers = { accept: 'application/json', 'accept-encoding': ACCEPTED_ENCODINGS, ...common };
  const target = { method, path: `${prefix}${path}${search === '' ? '' : `?${search}`}` };
  if (body === undefined) return { ...target, headers };
  return { ...target, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** Percent-encodes a text. Lone surrogates are replaced by U+FFFD first, because encodeURIComponent throws on them. */
function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}
