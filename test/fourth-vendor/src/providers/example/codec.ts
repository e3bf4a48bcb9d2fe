// Example's JSON ↔ contact, and its refusals in our words. Pure. Nothing in an answer is promised, so everything is checked.

import type { Json } from '../../contact/canonical.ts';
import type { ChannelConsent, Status } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import type { ApiResponse } from '../../http/request.ts';
import { failureKind, isObject, isSuccess, isText, malformed, unknownConsent } from '../answers.ts';
import type { ApiFailure, Decoded } from '../contract.ts';

/** Canonical name → Example's name. */
const SCALARS = [
  ['firstName', 'first_name'],
  ['lastName', 'last_name'],
] as const;

/** Our status → Example's word. Only `left` is the person's own doing. */
export const WORDS: Readonly<Record<Status, string>> = {
  subscribed: 'subscribed',
  nonSubscribed: 'none',
  unsubscribed: 'left',
};

/** @returns undefined if the value is no person: an object with an id and an email */
export function decodePerson(value: unknown): LiveContact | undefined {
  if (!isObject(value) || !isText(value.id) || !isText(value.email)) return undefined;
  return {
    id: value.id,
    emails: [normaliseEmail(value.email)],
    phones: [],
    scalars: Object.fromEntries(
      SCALARS.map(([field, name]) => [field, value[name]] as const).filter(([, text]) => isText(text)),
    ),
    sets: {},
    customProperties: {},
    channels: { email: decodeStatus(value.status) },
  };
}

/** A word that is not known counts as opted out, so that nobody is mailed because of it. */
function decodeStatus(word: unknown): ChannelConsent {
  const [status] = Object.entries(WORDS).find(([, known]) => known === word) ?? [];
  if (status === undefined) return unknownConsent(String(word));
  const optedOut = word === 'left';
  return {
    status: status as Status,
    optedOut,
    since: 'unknown',
    cause: optedOut ? 'person' : 'none',
    word: String(word),
  };
}

/** `{people: […], next}`. One entry that is no person spoils the answer: it could be the one that was looked for. */
export function decodePeople(response: ApiResponse): Decoded<readonly LiveContact[]> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
  const list = isObject(response.body) ? response.body.people : undefined;
  if (!Array.isArray(list)) return malformed(response, 'a list of people');
  const people = list.map(decodePerson).filter((person) => person !== undefined);
  return people.length === list.length ? { ok: true, value: people } : malformed(response, 'a list of people');
}

/** `{error}` */
export function decodeFailure({ status, body }: ApiResponse): ApiFailure {
  return { kind: failureKind(status), status, message: isObject(body) && isText(body.error) ? body.error : '' };
}

/** Fields of a live contact, as Example names them. */
export function encodeScalars(scalars: LiveContact['scalars']): { readonly [name: string]: Json } {
  return Object.fromEntries(SCALARS.map(([field, name]) => [name, scalars[field] ?? null]));
}

/** What differs, as members of a body. */
export function encodeDifferences(differences: readonly Difference[]): { readonly [name: string]: Json } {
  return Object.fromEntries(
    differences.map(({ path: [field], after }) => {
      if (field === 'email') return ['email', after];
      if (field === 'channels') return ['status', WORDS[after as Status]];
      const name = SCALARS.find(([canonical]) => canonical === field)?.[1];
      if (name === undefined) throw new RangeError(`Example has no field ${field}`);
      return [name, after];
    }),
  );
}
