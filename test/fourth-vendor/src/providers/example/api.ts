// Endpoints, paging and auth of Example v1. Pure: requests go out as data.
// Sources: docs.example.com/people and docs.example.com/limits, read 2026-11-28.

import type { Identifier, LiveContact } from '../../contact/contact.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerNumber, isObject, isText, malformed } from '../answers.ts';
import type { Api, Credentials, Decoded, Page } from '../contract.ts';
import { decodePeople } from './codec.ts';

export const PEOPLE = '/v1/people';

export const api: Api = { headers, list, decodePage, lookUp, decodeLookUp, budgetsOf: () => ['general'], rateHint };

function headers({ apiKey = '' }: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${apiKey}` };
}

function list(): ApiRequest {
  return { method: 'GET', path: PEOPLE, query: [['limit', '50']] };
}

/** `next` is the last page's null, or a cursor. Anything else is no end: a listing cut short would make people look absent. */
function decodePage(response: ApiResponse, request: ApiRequest): Decoded<Page> {
  const people = decodePeople(response);
  if (!people.ok) return people;
  const next = isObject(response.body) ? response.body.next : undefined;
  if (next === null) return { ok: true, value: { contacts: people.value } };
  if (!isText(next)) return malformed(response, 'a page that says how to go on');
  const query = [...request.query.filter(([name]) => name !== 'after'), ['after', next] as const];
  return { ok: true, value: { contacts: people.value, next: { ...request, query } } };
}

function lookUp([identifier]: readonly Identifier[]): ApiRequest {
  if (identifier?.kind !== 'email') throw new RangeError('an Example look-up needs an email');
  return { method: 'GET', path: PEOPLE, query: [['email', identifier.spelling ?? identifier.value]] };
}

/** Nobody is an empty list. A stranger means that the filter was not understood, and proves nothing. */
function decodeLookUp(response: ApiResponse, [asked]: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  const people = decodePeople(response);
  if (!people.ok || people.value.every(({ emails }) => emails[0] === asked?.value)) return people;
  return malformed(response, 'about the person who was asked for');
}

function rateHint(response: ApiResponse): RateHint {
  const seconds = headerNumber(response, 'retry-after');
  return seconds === undefined ? {} : { retryAfterMs: seconds * 1000 };
}
