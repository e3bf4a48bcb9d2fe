// All changes of an account → Envoke requests, and their answers → results. Pure.
//
//   update   one PATCH with only what differs, by id unless the account's keyField says otherwise
//   create   one POST, never as upsert; without a declared status the contact is "Not Provided", which sends nothing
//   delete   one DELETE by id
//
// An identifier that another contact of the plan gives up is claimed only after that was seen.

import type { Json } from '../../contact/canonical.ts';
import type { Status } from '../../contact/consent.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import type { SetField } from '../../contact/fields.ts';
import { membershipChanges } from '../../contact/membership.ts';
import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, malformed } from '../answers.ts';
import type { AccountSettings, ChangeDraft, ItemResult, RequestDraft, Requests, SentRequest } from '../contract.ts';
import { CONTACTS } from './api.ts';
import { decodeFailure, encodeScalar } from './codec.ts';
import { encodeConsent } from './consent.ts';
import { orderMoves } from './moves.ts';
import type { WireContact } from './wire.ts';

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
 * A key that itself changes cannot find its contact, so such a change goes by id; likewise where live lacks the key. What an update by
 * another key does that finds nobody is not documented.
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

function encodeMember({ path, after }: Difference, desired: DesiredContact): readonly Member[] {
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
      return encodeConsent(after as Status, desired.channels.email);
    case 'country':
    case 'countryCode':
      // One field of Envoke's for both, and the code wins.
      return [['country', desired.scalars.countryCode ?? desired.scalars.country ?? '']];
    default:
      return [encodeScalar(field, after)];
  }
}

/** The answer holds at most the contact's id, so the effect is seen only by reading. */
function results(request: SentRequest, response: ApiResponse): readonly ItemResult[] {
  return request.items.map(({ change }) => result(change, request, response));
}

/**
 * Status 200 may come with `success: false`. A delete that is sent again after a lost answer finds nobody, and is refused in the
 * same words as any other mistake.
 */
function result(change: string, { method }: SentRequest, response: ApiResponse): ItemResult {
  const success = isObject(response.body) ? response.body.success : undefined;
  if (isSuccess(response) && success === true) return { change, result: 'confirmed' };
  const silent = isSuccess(response) && success !== false;
  const failure = silent ? malformed(response, 'a confirmation').failure : decodeFailure(response);
  const doubtful = method === 'DELETE' && failure.kind === 'invalid';
  return { change, result: 'failed', failure, ...(doubtful ? { doubtful } : {}) };
}

function whyUnconverged({ path, after }: Difference): string {
  switch (path[0]) {
    case 'lists':
    case 'autoresponders':
      return `Envoke may not know this name of ${path[0] === 'lists' ? 'an interest' : 'an autoresponder'}; compare it with the account's`;
    case 'channels':
      return 'Envoke kept its own status; a spam report or an expiry stands above what is written';
    case 'customProperties':
      return "Envoke may not know this custom field, or its type does not take the value: a date may keep the day alone; compare it with the account's";
    case 'email':
    case 'userId':
      return 'Envoke keeps an identifier that another contact has';
    default:
      return after === null
        ? 'that Envoke empties this field by an empty text is not documented, and it did not'
        : 'Envoke ignores, shortens or rewrites values that it does not take';
  }
}
