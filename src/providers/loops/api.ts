// Endpoints and auth of Loops v1. Pure: requests go out as data. Loops lists no contacts: each is found by its email or userId.
// Sources: 'Loops OpenAPI 1.21.6' and 'loops.so/docs/api-reference/intro', read 2026-11-21.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerNumber, malformed } from '../answers.ts';
import type { Api, Credentials, Decoded } from '../contract.ts';
import { decodeFound, decodeSuppression } from './codec.ts';
import { schema } from './schema.ts';

const CONTACTS = '/api/v1/contacts';
export const CREATE = `${CONTACTS}/create`;
export const UPDATE = `${CONTACTS}/update`;
export const DELETE = `${CONTACTS}/delete`;
const FIND = `${CONTACTS}/find`;
const SUPPRESSION = `${CONTACTS}/suppression`;

const suppression = { request: suppressionOf, decode: decodeSuppression };

export const api: Api = { headers, schema, lookUp, decodeLookUp, suppression, budgetsOf, rateHint };

function headers(credentials: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${credentials.apiKey ?? ''}` };
}

/** One identifier a call; two are refused. */
function lookUp([identifier]: readonly Identifier[]): ApiRequest {
  if (identifier?.kind !== 'email' && identifier?.kind !== 'userId') {
    throw new RangeError('a Loops look-up needs an email or a userId');
  }
  return { method: 'GET', path: FIND, query: [[identifier.kind, identifier.spelling ?? identifier.value]] };
}

/**
 * A contact that is not there is an empty array; a 404 is a wrong address, and no proof of absence. Nor is a stranger: the question
 * was not understood then.
 */
function decodeLookUp(response: ApiResponse, [asked]: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  const found = decodeFound(response);
  if (!found.ok || asked === undefined) return found;
  const key = identifierKey(asked);
  const areAsked = found.value.every((live) => liveIdentifiers(live).map(identifierKey).includes(key));
  return areAsked ? found : malformed(response, 'about the contact that was asked for');
}

function suppressionOf({ kind, value }: Identifier): ApiRequest {
  return { method: 'GET', path: SUPPRESSION, query: [[kind, value]] };
}

function budgetsOf(): readonly string[] {
  return ['general'];
}

/** Requests in the current second; no Retry-After is documented, but one that comes is believed. */
function rateHint(response: ApiResponse): RateHint {
  const limit = headerNumber(response, 'x-ratelimit-limit');
  const remaining = headerNumber(response, 'x-ratelimit-remaining');
  const retryAfter = headerNumber(response, 'retry-after');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 }),
  };
}
