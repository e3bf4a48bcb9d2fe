// Derives the request for the next page from the `paging` object of a response. Pure. An unreadable `paging` is never treated as
// the last page: if a listing ended too early, contacts would appear not to exist.

import type { ApiRequest } from '../../http/request.ts';
import { isObject, type JsonObject } from '../answers.ts';

/**
 * The request for the next page; `none` after the last page; `unreadable` if the `paging` object is not understood, which makes
 * the listing fail.
 */
export type NextPage = ApiRequest | 'none' | 'unreadable';

/**
 * Reads `{hasMore, cursors: {after}}`. `hasMore: false` marks the last page. 'Pagination' (read 2026-11-21) also says to stop at
 * a null cursor. A null cursor together with `hasMore: true` is a contradiction, and is `unreadable`, because stopping could lose
 * contacts.
 */
export function nextByCursor(paging: JsonObject, request: ApiRequest): NextPage {
  if (paging.hasMore === false) return 'none';
  const after = isObject(paging.cursors) ? paging.cursors.after : undefined;
  if (paging.hasMore !== true) return 'unreadable';
  const used = request.query.find(([name]) => name === 'after')?.[1];
  if (typeof after !== 'string' || after === '' || after === used) return 'unreadable';
  return { ...request, query: [...request.query.filter(([name]) => name !== 'after'), ['after', after]] };
}

/**
 * Reads `{next: URL or null}`. Only the query of the URL is used, so that no response can make the API key go to another host.
 * The URL's path must end with the request's path; a proxy may prepend a prefix, and v3 appends a slash.
 */
export function nextByUrl(paging: JsonObject, request: ApiRequest): NextPage {
  const { next } = paging;
  if (next === null || next === '') return 'none';
  const base = 'https://api.omnisend.com';
  if (typeof next !== 'string' || !URL.canParse(next, base)) return 'unreadable';
  const { pathname, searchParams } = new URL(next, base);
  const query = [...searchParams];
  const isSame = JSON.stringify(query) === JSON.stringify(request.query);
  if (!pathname.replace(/\/$/, '').endsWith(request.path) || query.length === 0 || isSame) return 'unreadable';
  return { ...request, query };
}
