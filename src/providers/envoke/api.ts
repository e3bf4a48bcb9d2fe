// Endpoints, paging and authentication of Envoke v1. Pure: returns requests as data.
// Sources: support.envoke.com 1697195, 1697196, 1697197 (contacts) and 1674395 (filters), read 2026-11-21.

import type { Identifier, LiveContact } from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerSeconds, malformed } from '../answers.ts';
import type { Api, Credentials, Decoded, Page, UnreadableContact } from '../contract.ts';
import { decodeMany } from './codec.ts';
import { schema } from './schema.ts';

/** Path of the contacts endpoint. */
export const CONTACTS = '/v1/contacts';
/** Contacts per page: the vendor's maximum; its default is 10. */
const PAGE_SIZE = 100;
const LIMIT = ['limit', String(PAGE_SIZE)] as const;

/** Map from the kind of an identifier to the name of the filter that finds contacts by it. */
const FILTERS: Readonly<Partial<Record<IdentifierKind, string>>> = { id: 'id', userId: 'remote_id', email: 'email' };

/** The API of Envoke v1. */
export const api: Api = {
  headers,
  accountIn: ({ apiId }) => apiId,
  schema,
  list,
  decodePage,
  lookUp,
  decodeLookUp,
  budgetsOf,
  rateHint,
};

function headers({ apiId = '', apiKey = '' }: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${apiId}:${apiKey}`).toString('base64')}` };
}

/**
 * Requests the first page of all contacts. Always specifies an order, because pages are addressed by offset and no default order
 * is documented.
 */
function list(): ApiRequest {
  return { method: 'GET', path: CONTACTS, query: [['sort[id]', 'ASC'], ['skip', '0'], LIMIT] };
}

/**
 * Decodes a page. A page with fewer contacts than the page size is the last one, because the response contains no total and no
 * link.
 */
function decodePage(response: ApiResponse, request: ApiRequest): Decoded<Page> {
  const contacts = decodeMany(response);
  if (!contacts.ok) return contacts;
  const { value, unreadable = [] } = contacts;
  const read = value.length + unreadable.length;
  if (read < PAGE_SIZE) return { ok: true, value: { contacts: value }, ...withUnreadable(unreadable) };
  const skipped = Number(request.query.find(([name]) => name === 'skip')?.[1] ?? 0);
  const query = request.query.map(([name, text]) =>
    name === 'skip' ? ([name, String(skipped + read)] as const) : ([name, text] as const),
  );
  return { ok: true, value: { contacts: value, next: { ...request, query } }, ...withUnreadable(unreadable) };
}

/**
 * Looks up contacts with a filter. This includes look-ups by id, because the response of `/v1/contacts/{id}` is not documented.
 */
function lookUp(identifiers: readonly Identifier[]): ApiRequest {
  const [first] = identifiers;
  const field = first === undefined ? undefined : FILTERS[first.kind];
  if (field === undefined) throw new RangeError('an Envoke look-up needs an id, a userId or an email');
  const name = identifiers.length === 1 ? `filter[${field}]` : `filter[${field}][$in][]`;
  return {
    method: 'GET',
    path: CONTACTS,
    query: [...identifiers.map(({ value, spelling = value }) => [name, spelling] as const), LIMIT],
  };
}

/**
 * Returns only the requested contacts, because Envoke ignores a filter that it does not know, and then returns arbitrary
 * contacts. For the same reason, a requested contact that is missing is taken as not existing only if the response contains no
 * other contact, readable or not, and the page is not full.
 */
function decodeLookUp(response: ApiResponse, identifiers: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  const contacts = decodeMany(response);
  if (!contacts.ok) return contacts;
  const { value: readable, unreadable: unread = [] } = contacts;
  const asked = new Set(identifiers.map(({ value }) => value));
  const kind = identifiers[0]?.kind;
  const found = readable.filter((live) => valuesOf(live, kind).some((value) => asked.has(value)));
  const unreadable = unread.filter(({ identifiers }) =>
    identifiers.some((own) => own.kind === kind && asked.has(own.value)),
  );
  const missing = new Set(asked);
  for (const live of found) for (const value of valuesOf(live, kind)) missing.delete(value);
  for (const { identifiers } of unreadable) for (const { value } of identifiers) missing.delete(value);
  const received = readable.length + unread.length;
  const inconclusive = found.length + unreadable.length < received || received >= PAGE_SIZE;
  if (missing.size > 0 && inconclusive) return malformed(response, 'the contacts that were asked for, and only they');
  return { ok: true, value: found, ...withUnreadable(unreadable) };
}

function withUnreadable(unreadable: readonly UnreadableContact[]): {
  readonly unreadable?: readonly UnreadableContact[];
} {
  return unreadable.length === 0 ? {} : { unreadable };
}

function valuesOf(live: LiveContact, kind: IdentifierKind | undefined): readonly string[] {
  if (kind === 'email') return live.emails;
  return [kind === 'id' ? live.id : live.userId].filter((value) => value !== undefined);
}

function budgetsOf(): readonly string[] {
  return ['general'];
}

/** No rate-limit headers are documented; a Retry-After header is respected if present. */
function rateHint(response: ApiResponse): RateHint {
  const retryAfterMs = headerSeconds(response, 'retry-after');
  return retryAfterMs === undefined ? {} : { retryAfterMs };
}
