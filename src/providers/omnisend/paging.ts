// A page's `paging` → the request of the next page. Pure. What cannot be read is no last page: a listing that ends too early
// would make contacts look absent.

import type { ApiRequest } from '../../http/request.ts';
import { isObject, type JsonObject } from '../answers.ts';

export type NextPage = ApiRequest | 'none' | 'unreadable';

/** `{hasMore, cursors: {after}}`; the end is `hasMore: false` or a null cursor ('Pagination' page, read 2026-11-21). */
export function nextByCursor(paging: JsonObject, request: ApiRequest): NextPage {
  if (paging.hasMore === false) return 'none';
  const after = isObject(paging.cursors) ? paging.cursors.after : undefined;
  if (paging.hasMore !== true || after === undefined) return 'unreadable';
  if (after === null) return 'none';
  const used = request.query.find(([name]) => name === 'after')?.[1];
  if (typeof after !== 'string' || after === '' || after === used) return 'unreadable';
  return { ...request, query: [...request.query.filter(([name]) => name !== 'after'), ['after', after]] };
}

/**
 * `{next: URL or null}`. Only the query of the URL is taken, so that no answer can send the key to another host; its path
 * serves as a check. A proxy may stand in front of it, and v3 writes a slash behind it.
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
