// Endpoints, paging and authentication of Omnisend. Pure: returns requests as data. dialect.ts contains the differences between
// the API versions.
// Sources: 'Contacts OpenAPI 2026-03-15' and 'v3', 'Rate limits, timeouts and errors' pages, read 2026-11-21.

import { type Identifier, identifierKey, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { ApiRequest, ApiResponse, RateHint } from '../../http/request.ts';
import { headerNumber, headerSeconds, isObject, isSuccess, isText, malformed, toMilliseconds } from '../answers.ts';
import type { Api, Credentials, Decoded } from '../contract.ts';
import type { Codec } from './codec.ts';
import type { Dialect } from './dialect.ts';
import type { NextPage } from './paging.ts';

/** Creates the API of one dialect. */
export function createApi(dialect: Dialect, codec: Codec): Api {
  const { contactsPath, tagsPath, listQuery, changesQuery, headers } = dialect;
  const pages = createPages(dialect, codec);
  return {
    headers,
    accountIn: brandOf,
    list: () => ({ method: 'GET', path: contactsPath, query: listQuery }),
    ...(changesQuery === undefined
      ? {}
      : { listChanges: (since) => ({ method: 'GET', path: contactsPath, query: changesQuery(since) }) }),
    ...pages,
    ...createLookUp(dialect, codec, pages.peekNext),
    budgetsOf: ({ path }) => (path === tagsPath ? ['general', 'tags'] : ['general']),
    rateHint,
  };
}

/**
 * Returns the part of a key before `-`, which identifies the brand (seen in real keys). All keys of a brand share one quota
 * ('Rate limits' page of 2026-08-05).
 */
function brandOf({ apiKey = '' }: Credentials): string | undefined {
  return /^([^-]+)-./.exec(apiKey)?.[1];
}

function createPages(dialect: Dialect, { decodeMany }: Codec): Required<Pick<Api, 'decodePage' | 'peekNext'>> {
  /** Returns the request for the page after a response; `unreadable` also if the response has no `paging` object. */
  function nextPage({ body }: ApiResponse, request: ApiRequest): NextPage {
    const paging = isObject(body) ? body.paging : undefined;
    return isObject(paging) ? dialect.nextPage(paging, request) : 'unreadable';
  }

  return {
    decodePage(response, request) {
      const contacts = decodeMany(response);
      if (!contacts.ok) return contacts;
      const next = nextPage(response, request);
      if (next === 'unreadable') return malformed(response, 'a page that says how to go on');
      const latestChange = dialect.changesQuery && latestChangeOf(response);
      return {
        ok: true,
        value: {
          contacts: contacts.value,
          ...(next === 'none' ? {} : { next }),
          ...(latestChange === undefined ? {} : { latestChange }),
        },
      };
    },
    peekNext(response, request) {
      const next = isSuccess(response) ? nextPage(response, request) : 'none';
      return typeof next === 'string' ? undefined : next;
    },
  };
}

/** Returns the latest `updatedAt` of the contacts on a page; undefined if a contact has no valid one. */
function latestChangeOf({ body }: ApiResponse): string | undefined {
  const contacts: readonly unknown[] = isObject(body) && Array.isArray(body.contacts) ? body.contacts : [];
  let latest: string | undefined;
  for (const contact of contacts) {
    const { updatedAt } = isObject(contact) ? contact : {};
    const changedAt = isText(updatedAt) ? normaliseInstant(updatedAt) : undefined;
    if (changedAt === undefined) return undefined;
    if (latest === undefined || isLater(changedAt, latest)) latest = changedAt;
  }
  return latest;
}

/**
 * Returns whether instant `a` is later than `b`. Instants of equal length are compared as text, because parsing dates would be
 * the slowest step of decoding a page.
 */
function isLater(a: string, b: string): boolean {
  return a.length === b.length ? a > b : Date.parse(a) > Date.parse(b);
}

function createLookUp(
  { contactsPath }: Dialect,
  { decodeOne, decodeMany }: Codec,
  peekNext: Required<Api>['peekNext'],
): Pick<Api, 'lookUp' | 'decodeLookUp'> {
  /** Looks up one contact per request, by one identifier; a look-up by id has its own endpoint. */
  function lookUp([identifier]: readonly Identifier[]): ApiRequest {
    if (identifier === undefined || identifier.kind === 'userId') {
      throw new RangeError('an Omnisend look-up needs an id, an email or a phone');
    }
    const { kind, value, spelling = value } = identifier;
    if (kind === 'id') return { method: 'GET', path: `${contactsPath}/${encodeURIComponent(value)}`, query: [] };
    return { method: 'GET', path: contactsPath, query: [[kind, spelling]] };
  }

  return {
    lookUp,

    /**
     * The contact does not exist if the response is a 404 (by id) or an empty list (by email or phone; official plugin, commit
     * 01ec73c). A response that contains only other contacts is malformed, because the vendor did not understand the filter. So
     * is an empty list that names a next page, because the contact may be on that page.
     */
    decodeLookUp(response, [identifier]) {
      if (identifier === undefined) return malformed(response, 'asked for');
      if (identifier.kind === 'id' && response.status === 404) return { ok: true, value: [] };
      const found = identifier.kind === 'id' ? asList(decodeOne(response)) : decodeMany(response);
      if (!found.ok) return found;
      if (found.value.length === 0) {
        const hasNext = peekNext(response, lookUp([identifier])) !== undefined;
        return hasNext ? malformed(response, 'a page that has contacts') : found;
      }
      const asked = identifierKey(identifier);
      const owners = found.value.filter((live) => liveIdentifiers(live).some((own) => identifierKey(own) === asked));
      return owners.length > 0
        ? { ok: true, value: owners }
        : malformed(response, 'about the contact that was asked for');
    },
  };
}

function asList(one: Decoded<LiveContact>): Decoded<readonly LiveContact[]> {
  return one.ok ? { ok: true, value: [one.value] } : one;
}

/**
 * Reads the rate limit from a response. All its times are in seconds. `retryAfter` in the body is documented for 2026-03-15; the
 * X-Rate-Limit headers are documented for v5 and v3 and were seen on 2026-03-15. Retry-After is not documented, but is respected
 * if present.
 */
function rateHint(response: ApiResponse): RateHint {
  const inBody = isObject(response.body) ? toMilliseconds(response.body.retryAfter) : undefined;
  const retryAfterMs = inBody ?? headerSeconds(response, 'retry-after');
  const limit = headerNumber(response, 'x-rate-limit-limit');
  const remaining = headerNumber(response, 'x-rate-limit-remaining');
  const resetMs = headerSeconds(response, 'x-rate-limit-reset');
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(remaining === undefined ? {} : { remaining }),
    ...(resetMs === undefined ? {} : { resetMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}
