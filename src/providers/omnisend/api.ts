// Endpoints, paging and auth of Omnisend 2026-03-15. Pure: requests go out as data.
// Sources: 'Contacts OpenAPI 2026-03-15', 'Pagination' and 'Rate limits, timeouts and errors' pages, read 2026-11-21.

import type { Identifier, LiveContact } from '../../contact/contact.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import type { Api, Credentials, Decoded, Page } from '../provider.ts';
import { decodeMany, decodeOne, isObject, malformed } from './codec.ts';

export const CONTACTS = '/api/contacts';
export const TAGS = '/api/contacts/tags';
const PAGE_SIZE = '250';

export const api: Api = { headers, list, decodePage, lookUp, decodeLookUp, budgetsOf, rateHint };

function headers(credentials: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Omnisend-API-Key ${credentials.apiKey ?? ''}`, 'omnisend-version': '2026-03-15' };
}

/** Oldest first: contacts that come while we page are appended, so that none is shifted out of sight. */
function list(): ApiRequest {
  const query = [
    ['limit', PAGE_SIZE],
    ['sort', 'createdAt'],
    ['direction', 'asc'],
  ] as const;
  return { method: 'GET', path: CONTACTS, query };
}

function decodePage(response: ApiResponse, request: ApiRequest): Decoded<Page> {
  const contacts = decodeMany(response);
  if (!contacts.ok) return contacts;
  const paging = isObject(response.body) ? response.body.paging : undefined;
  if (!isObject(paging)) return malformed(response, 'a page with its paging');
  const after = isObject(paging.cursors) ? paging.cursors.after : undefined;
  if (paging.hasMore !== true || after === null || after === undefined) return page(contacts.value);
  const used = request.query.find(([name]) => name === 'after')?.[1];
  if (typeof after !== 'string' || after === used) return malformed(response, 'a page with a new cursor');
  return page(contacts.value, {
    ...request,
    query: [...request.query.filter(([name]) => name !== 'after'), ['after', after]],
  });
}

function page(contacts: readonly LiveContact[], next?: ApiRequest): Decoded<Page> {
  return { ok: true, value: next === undefined ? { contacts } : { contacts, next } };
}

/** One identifier a call; by id there is an endpoint of its own. */
function lookUp([identifier]: readonly Identifier[]): ApiRequest {
  if (identifier === undefined) throw new RangeError('a look-up needs an identifier');
  if (identifier.kind === 'id') {
    return { method: 'GET', path: `${CONTACTS}/${encodeURIComponent(identifier.value)}`, query: [] };
  }
  return { method: 'GET', path: CONTACTS, query: [[identifier.kind, identifier.value]] };
}

/** A contact that is not there: 404 by id, an empty list by email or phone (official plugin, commit 01ec73c). */
function decodeLookUp(response: ApiResponse, [identifier]: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  if (identifier?.kind !== 'id') return decodeMany(response);
  if (response.status === 404) return { ok: true, value: [] };
  const found = decodeOne(response);
  return found.ok ? { ok: true, value: [found.value] } : found;
}

function budgetsOf(request: Pick<ApiRequest, 'method' | 'path'>): readonly string[] {
  return request.path === TAGS ? ['general', 'tags'] : ['general'];
}

/** `retryAfter` in the body is documented (seconds); the headers are documented for v3 and v5 only, and seen here too. */
function rateHint(response: ApiResponse): RateHint {
  const body = isObject(response.body) ? response.body : {};
  const retryAfter = asSeconds(body.retryAfter) ?? asSeconds(response.headers['retry-after']);
  const limit = asNumber(response.headers['x-rate-limit-limit']);
  const remaining = asNumber(response.headers['x-rate-limit-remaining']);
  const reset = asSeconds(response.headers['x-rate-limit-reset']);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(reset === undefined ? {} : { resetMs: reset }),
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter }),
  };
}

function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : undefined;
}

function asSeconds(value: unknown): number | undefined {
  const seconds = asNumber(value);
  return seconds === undefined ? undefined : seconds * 1000;
}
