// Endpoints and authentication of Loops v1. Pure: returns requests as data. Loops cannot list contacts, so each one is looked up
// by email or userId.
// Sources: 'Loops OpenAPI 1.21.6' and 'loops.so/docs/api-reference/intro', read 2026-11-21.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerNumber, headerSeconds, malformed } from '../answers.ts';
import type { Api, Credentials, Decoded } from '../contract.ts';
import { decodeFound, decodeSuppression } from './codec.ts';
import { schema } from './schema.ts';

const CONTACTS = '/api/v1/contacts';
/** Paths of the endpoints that write. */
export const CREATE = `${CONTACTS}/create`;
export const UPDATE = `${CONTACTS}/update`;
export const DELETE = `${CONTACTS}/delete`;
const FIND = `${CONTACTS}/find`;
const SUPPRESSION = `${CONTACTS}/suppression`;

const suppression = { request: suppressionOf, decode: decodeSuppression };

/** The API of Loops v1. */
export const api: Api = { headers, schema, lookUp, decodeLookUp, suppression, budgetsOf, rateHint };

function headers(credentials: Credentials): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${credentials.apiKey ?? ''}` };
}

/** Looks up one contact per request, by one identifier, because Loops rejects a request with two. */
function lookUp([identifier]: readonly Identifier[]): ApiRequest {
  if (identifier?.kind !== 'email' && identifier?.kind !== 'userId') {
    throw new RangeError('a Loops look-up needs an email or a userId');
  }
  return { method: 'GET', path: FIND, query: [[identifier.kind, identifier.spelling ?? identifier.value]] };
}

/**
 * Decodes the response to a look-up. Only an empty array proves that the contact does not exist. A 404 (the URL is wrong) and a
 * contact other than the requested one (Loops did not understand the query) are failures.
 */
function decodeLookUp(response: ApiResponse, [asked]: readonly Identifier[]): Decoded<readonly LiveContact[]> {
  const found = decodeFound(response);
  if (!found.ok || asked === undefined) return found;
  const key = identifierKey(asked);
  const areAsked = found.value.every((live) => liveIdentifiers(live).map(identifierKey).includes(key));
  return areAsked ? found : malformed(response, 'about the contact that was asked for');
}

function suppressionOf({ kind, value, spelling = value }: Identifier): ApiRequest {
  return { method: 'GET', path: SUPPRESSION, query: [[kind, spelling]] };
}

function budgetsOf(): readonly string[] {
  return ['general'];
}

/** The headers describe the quota of the current second. Retry-After is not documented, but is respected if present. */
function rateHint(response: ApiResponse): RateHint {
  const limit = headerNumber(response, 'x-ratelimit-limit');
  const remaining = headerNumber(response, 'x-ratelimit-remaining');
  const retryAfterMs = headerSeconds(response, 'retry-after');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
