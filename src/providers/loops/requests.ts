// Plans the Loops requests for all changes of an account, and decodes their responses. Pure.
//
//   update   one PUT with only the differences. The endpoint creates a contact that it does not find, so the contact is addressed
//            by userId alone if the live contact has one: a request without an email cannot create a contact by accident
//   create   one POST, which fails (409) if the contact exists; `subscribed` is always sent, because its default is true
//   delete   one POST
//
// Properties that the account does not define yet are defined before contacts that have them are written (definitions.ts).

import type { Json } from '../../contact/canonical.ts';
import type { Difference } from '../../contact/difference.ts';
import { membershipChanges } from '../../contact/membership.ts';
import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, malformed } from '../answers.ts';
import type {
  ChangeDraft,
  ItemResult,
  LikelyReason,
  RequestDraft,
  RequestLive,
  Requests,
  SentRequest,
} from '../contract.ts';
import { CREATE, DELETE, UPDATE } from './api.ts';
import { decodeFailure, encodeScalar } from './codec.ts';
import { isDefined, planDefinitions } from './definitions.ts';
import type { WireAddress, WireContact } from './wire.ts';

/** Planning and decoding of requests for Loops v1. */
export const requests: Requests = { plan, results, whyUnconverged };

function plan(changes: readonly ChangeDraft[]): readonly RequestDraft[] {
  const definitions = planDefinitions(changes);
  const awaited = groupByChange(definitions);
  const writes = changes.map((change): RequestDraft => {
    return {
      kind: 'single',
      ...write(change),
      query: [],
      items: [{ change: change.id, pointer: '', carries: change.differences.map((_, index) => index) }],
      after: (awaited.get(change.id) ?? []).map((request) => ({ request, change: change.id, result: 'confirmed' })),
      polls: 'none',
    };
  });
  return [...definitions, ...writes];
}

/** Returns a map from change id to the indexes of the requests that have an item for the change. */
function groupByChange(requests: readonly RequestDraft[]): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, { items }] of requests.entries()) {
    for (const { change } of items) groups.set(change, [...(groups.get(change) ?? []), index]);
  }
  return groups;
}

function write(change: ChangeDraft): Pick<RequestDraft, 'method' | 'path' | 'body' | 'mayCreate'> {
  switch (change.action) {
    case 'create':
      return { method: 'POST', path: CREATE, body: encodeCreate(change) as Json };
    case 'update': {
      const body = encodeUpdate(change);
      return {
        method: 'PUT',
        path: UPDATE,
        body: body as Json,
        ...(body.email === undefined ? {} : { mayCreate: true }),
      };
    }
    case 'delete':
      return { method: 'POST', path: DELETE, body: addressOf(change.live) as Json };
  }
}

function encodeCreate({ desired, differences }: ChangeDraft): WireContact {
  const { email, userId } = desired.identifiers;
  if (email === undefined) throw new RangeError('Loops creates no contact without an email');
  return { email, ...(userId === undefined ? {} : { userId }), subscribed: false, ...encodeFields(differences) };
}

function encodeUpdate({ live, differences }: ChangeDraft): WireContact {
  const email = newValue(differences, 'email');
  const userId = newValue(differences, 'userId');
  return { ...updateAddress(live, email, userId), ...encodeFields(differences) };
}

/**
 * Returns the identifier by which Loops finds the contact. If the other identifier changes, its new value is added, and Loops
 * stores it.
 */
function updateAddress(live: RequestLive | undefined, email?: string, userId?: string): WireAddress {
  if (email === undefined && userId === undefined) return addressOf(live);
  if (email === undefined && userId !== undefined && live?.emails[0] !== undefined)
    return { email: live.emails[0], userId };
  if (email !== undefined && userId === undefined && live?.userId !== undefined) return { userId: live.userId, email };
  throw new RangeError('Loops changes an email through the userId that the contact has, and nothing else');
}

function addressOf(live: RequestLive | undefined): WireAddress {
  if (live?.userId !== undefined) return { userId: live.userId };
  if (live?.emails[0] !== undefined) return { email: live.emails[0] };
  throw new RangeError('a Loops contact has an email');
}

function newValue(differences: readonly Difference[], field: 'email' | 'userId'): string | undefined {
  const after = differences.find(({ path }) => path[0] === field)?.after;
  return typeof after === 'string' ? after : undefined;
}

/** Encodes all differences except those of the identifiers. */
function encodeFields(differences: readonly Difference[]): WireContact {
  const lists = differences.filter(({ path }) => path[0] === 'lists').flatMap(membershipChanges);
  return Object.fromEntries([
    ...differences.flatMap(encodeMember),
    ...(lists.length > 0 ? [['mailingLists', Object.fromEntries(lists)] as const] : []),
  ]);
}

function encodeMember({ path, after }: Difference): readonly (readonly [string, Json])[] {
  const [field = '', name = ''] = path;
  switch (field) {
    case 'email':
    case 'userId':
    case 'lists':
      return [];
    case 'channels':
      return [['subscribed', after === 'subscribed']];
    case 'customProperties':
      return [[name, after]];
    default:
      return [encodeScalar(field, after)];
  }
}

/** Decodes the result of each item. The response contains no contact, so the values are verified by reading. */
function results(request: SentRequest, response: ApiResponse): readonly ItemResult[] {
  return request.items.map(({ change }) => result(change, request, response));
}

function result(change: string, request: SentRequest, response: ApiResponse): ItemResult {
  const body = isObject(response.body) ? response.body : {};
  if (request.kind === 'definition' && isDefined(response)) return { change, result: 'confirmed' };
  if (isSuccess(response) && body.success === true) return { change, result: 'confirmed' };
  // If the response to a delete was lost, its repetition gets 404, which confirms the delete. `success` shows that the 404 is
  // from Loops, not from a proxy.
  if (request.path === DELETE && response.status === 404 && body.success === false)
    return { change, result: 'confirmed' };
  const failure = isSuccess(response) ? malformed(response, 'a confirmation').failure : decodeFailure(response);
  return { change, result: 'failed', failure };
}

function whyUnconverged(difference: Difference): LikelyReason {
  const joins = difference.path[0] === 'lists' && membershipChanges(difference).some(([, isMember]) => isMember);
  return joins ? MAY_HAVE_LEFT : { reason: whyNotShown(difference) };
}

/**
 * A person who left a list in the preference centre cannot be added again, and no response says so
 * ('loops.so/docs/contacts/mailing-lists', read 2026-11-21).
 */
const MAY_HAVE_LEFT = {
  reason: 'Loops does not add a person to a list that they have left; this person may have left it',
  code: 'person-may-have-left',
  instead: 'remove the list there, or set it to `false`',
} as const satisfies LikelyReason;

function whyNotShown({ path, after }: Difference): string {
  switch (path[0]) {
    case 'lists':
      return 'Loops did not remove the person from the list';
    case 'channels':
      return 'Loops shows an address as unsubscribed if its opt-in was rejected or it is suppressed';
    case 'customProperties':
      return 'Loops stores a property in the type that the account defines, and a date as a full instant';
    case 'email':
    case 'userId':
      return 'another contact at Loops may have this identifier';
    default:
      return after === null
        ? 'Loops does not document that this field can be cleared, and did not clear it'
        : 'Loops ignores or rewrites values that it does not accept';
  }
}
