// Endpoints, paging and auth of Envoke v1. Pure: requests go out as data.
// Sources: support.envoke.com 1697195, 1697196, 1697197 (contacts) and 1674395 (filters), read 2026-11-21.

import type { Identifier, LiveContact } from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerNumber, malformed } from '../answers.ts';
import type { Api, Credentials, Decoded, Page } from '../contract.ts';
import { decodeMany } from './codec.ts';
import { schema } from './schema.ts';

export const CONTACTS = '/v1/contacts';
/** The vendor's most; without a limit it is 10. */
const PAGE_SIZE = 100;
const LIMIT = ['limit', String(PAGE_SIZE)] as const;

const FILTERS: Readonly<Partial<Record<IdentifierKind, string>>> = { id: 'id', userId: 'remote_id', email: 'email' };

export const api: Api = { headers, schema, list, decodePage, lookUp, decodeLookUp, budgetsOf, rateHint };

function headers({ apiId = '', apiKey = '' }: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${apiId}:${apiKey}`).toString('base64')}` };
}

/** No order is documented as the default, and pages go by offset, so one is always asked for. */
function list(): ApiRequest {
  return { method: 'GET', path: CONTACTS, query: [['sort[id]', 'ASC'], ['skip', '0'], LIMIT] };
}

function decodePage(response: ApiResponse, request: ApiRequest): Decoded<Page> {
  const contacts = decodeMany(response);
  if (!contacts.ok) return contacts;
  if (contacts.value.length < PAGE_SIZE) return { ok: true, value: { contacts: contacts.value } };
  const skipped = Number(request.query.find(([name]) => name === 'skip')?.[1] ?? 0);
  const query = request.query.map(([name, value]) =>
    name === 'skip' ? ([name, String(skipped + contacts.value.length)] as const) : ([name, value] as const),
  );
  return { ok: true, value: { contacts: contacts.value, next: { ...request, query } } };
}

/** A filter by id too: what `/v1/contacts/{id}` answers is not documented. */
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
 * Only contacts that were asked for are taken: a filter that Envoke does not know is ignored, and then anybody comes back.
 * So a contact counts as absent only if nobody else came, and the answer had room for it.
 */
function decodeLookUp(response: ApiResponse, identifiers: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  const contacts = decodeMany(response);
  if (!contacts.ok) return contacts;
  const asked = new Set(identifiers.map(({ value }) => value));
  const kind = identifiers[0]?.kind;
  const found = contacts.value.filter((live) => valuesOf(live, kind).some((value) => asked.has(value)));
  for (const live of found) for (const value of valuesOf(live, kind)) asked.delete(value);
  const doubtful = found.length < contacts.value.length || contacts.value.length >= PAGE_SIZE;
  if (asked.size > 0 && doubtful) return malformed(response, 'the contacts that were asked for, and only they');
  return { ok: true, value: found };
}

function valuesOf(live: LiveContact, kind: IdentifierKind | undefined): readonly string[] {
  if (kind === 'email') return live.emails;
  return [kind === 'id' ? live.id : live.userId].filter((value) => value !== undefined);
}

function budgetsOf(): readonly string[] {
  return ['general'];
}

/** No limit and no header of one is documented; a Retry-After that comes is believed. */
function rateHint(response: ApiResponse): RateHint {
  const retryAfter = headerNumber(response, 'retry-after');
  return retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 };
}
