// Plans the Envoke requests for all changes of an account, and decodes their responses. Pure.
//
//   update   one PATCH with only the differences, addressed by id unless the account's keyField names another key
//   create   one POST, never an upsert; without a declared status the contact is "Not Provided" and gets no mail
//   delete   one DELETE by id
//
// If one contact of the plan gives an identifier to another, the request of the second waits until that of the first was
// confirmed (moves.ts).

import type { Json } from '../../contact/canonical.ts';
import type { Status } from '../../contact/consent.ts';
import type { Difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import type { SetField } from '../../contact/fields.ts';
import { membershipChanges } from '../../contact/membership.ts';
import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, malformed } from '../answers.ts';
import type {
  AccountSettings,
  ChangeDraft,
  ItemResult,
  RequestDesired,
  RequestDraft,
  Requests,
  SentRequest,
} from '../contract.ts';
import { CONTACTS } from './api.ts';
import { decodeFailure, encodeScalar } from './codec.ts';
import { encodeConsent, encodeEvidence } from './consent.ts';
import { orderMoves } from './moves.ts';
import type { WireContact } from './wire.ts';

/** Planning and decoding of requests for Envoke v1. */
export const requests: Requests = {
  plan,
  results,
  whyUnconverged: (difference) => ({ reason: whyUnconverged(difference) }),
};

function plan(changes: readonly ChangeDraft[], settings: AccountSettings): readonly RequestDraft[] {
  const after = orderMoves(changes);
  return changes.map((change, index) => ({
    kind: 'single',
    ...write(change, settings),
    items: [{ change: change.id, pointer: '', carries: change.differences.map((_, carried) => carried) }],
    after: after[index] ?? [],
    polls: 'none',
  }));
}

type Member = readonly [string, Json];
type Write = Pick<RequestDraft, 'method' | 'path' | 'query' | 'body' | 'mayCreate'>;

function write(change: ChangeDraft, settings: AccountSettings): Write {
  switch (change.action) {
    case 'create':
      return { method: 'POST', path: CONTACTS, query: [], body: encodeFields(change) as Json };
    case 'update':
      return { method: 'PATCH', ...encodeUpdate(change, settings) };
    case 'delete':
      return { method: 'DELETE', path: pathOf(change), query: [], body: null };
  }
}

/**
 * Addresses the contact by the account's key field. Uses the id instead if the change sets that field, or if the live contact
 * lacks it. An update by another key than the id is marked `mayCreate`, because it is not documented what it does when it finds
 * no contact.
 */
function encodeUpdate(change: ChangeDraft, { keyField }: AccountSettings): Omit<Write, 'method'> {
  const body = encodeFields(change);
  const email = change.live?.emails[0];
  const userId = change.live?.userId;
  if (keyField === 'email' && email !== undefined && body.email === undefined) {
    return { path: CONTACTS, query: [], body: { email, ...body } as Json, mayCreate: true };
  }
  if (keyField === 'remote_id' && userId !== undefined && body.remote_id === undefined) {
    const query = [['keyfield', 'remote_id']] as const;
    return { path: CONTACTS, query, body: { remote_id: userId, ...body } as Json, mayCreate: true };
  }
  return { path: pathOf(change), query: [], body: body as Json };
}

function pathOf({ live }: ChangeDraft): string {
  if (live?.id === undefined) throw new RangeError('a live Envoke contact has an id');
  return `${CONTACTS}/${encodeURIComponent(live.id)}`;
}

function encodeFields({ desired, differences }: ChangeDraft): WireContact {
  const customFields = differences
    .filter(({ path }) => path[0] === 'customProperties')
    .map(({ path, after }) => [path[1] ?? '', after ?? ''] as const);
  return Object.fromEntries([
    ...differences.flatMap((difference) => encodeMember(difference, desired)),
    ...nested('interests', encodeMembership(differences, 'lists')),
    ...nested('autoresponders', encodeMembership(differences, 'autoresponders')),
    ...nested('custom_fields', customFields),
  ]);
}

function encodeMembership(differences: readonly Difference[], set: SetField): readonly Member[] {
  return differences
    .filter(({ path }) => path[0] === set)
    .flatMap(membershipChanges)
    .map(([name, joins]) => [name, joins ? 'Set' : 'Unset']);
}

function nested(name: string, members: readonly Member[]): readonly Member[] {
  return members.length > 0 ? [[name, Object.fromEntries(members)]] : [];
}

function encodeMember({ path, after }: Difference, desired: RequestDesired): readonly Member[] {
  const [field = ''] = path;
  switch (field) {
    case 'lists':
    case 'autoresponders':
    case 'customProperties':
      return [];
    case 'email':
    case 'phone':
      return [[field, after]];
    case 'userId':
      return [['remote_id', after]];
    case 'channels':
      return isEvidence({ path })
        ? encodeEvidence(desired.channels.email)
        : encodeConsent(after as Status, desired.channels.email);
    case 'country':
    case 'countryCode':
      // Envoke has one field for both; the code takes precedence.
      return [['country', desired.scalars.countryCode ?? desired.scalars.country ?? '']];
    default:
      return [encodeScalar(field, after)];
  }
}

/** Decodes the result of each item. The response contains at most the contact's id, so the values are verified by reading. */
function results(request: SentRequest, response: ApiResponse): readonly ItemResult[] {
  return request.items.map(({ change }) => result(change, request, response));
}

/**
 * Decodes the result of one change. Status 200 may come with `success: false`. A delete that is repeated because its response was lost
 * finds no contact, and gets the error that every invalid request gets. So a delete that ends with that error is marked `doubtful`:
 * the contact may already be deleted.
 */
function result(change: string, { method }: SentRequest, response: ApiResponse): ItemResult {
  const success = isObject(response.body) ? response.body.success : undefined;
  if (isSuccess(response) && success === true) return { change, result: 'confirmed' };
  const unconfirmed = isSuccess(response) && success !== false;
  const failure = unconfirmed ? malformed(response, 'a confirmation').failure : decodeFailure(response);
  const doubtful = method === 'DELETE' && failure.kind === 'invalid';
  return { change, result: 'failed', failure, ...(doubtful ? { doubtful } : {}) };
}

function whyUnconverged({ path, after }: Difference): string {
  switch (path[0]) {
    case 'lists':
    case 'autoresponders':
      return `Envoke may not know ${path[0] === 'lists' ? 'an interest' : 'an autoresponder'} of this name; compare it with the account’s`;
    case 'channels':
      return 'Envoke kept its own status; a spam report or an expiry takes precedence over a written status';
    case 'customProperties':
      return 'Envoke may not know this custom field, or its type does not accept the value: a date may keep only the day; compare it with the account’s';
    case 'email':
    case 'userId':
      return 'another contact at Envoke may have this identifier';
    default:
      return after === null
        ? 'Envoke does not document that an empty text clears this field, and it did not'
        : 'Envoke ignores, shortens or rewrites values that it does not accept';
  }
}
