// Converts between Loops' JSON and contacts, and decodes its error responses. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { Cause, ChannelConsent } from '../../contact/consent.ts';
import type { LiveContact, PropertyValue } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import type { ScalarField } from '../../contact/fields.ts';
import { normaliseEmail, normaliseSet } from '../../contact/normalise.ts';
import type { ApiResponse } from '../../http/request.ts';
import {
  decodeIdentifier,
  failureKind,
  isObject,
  isPropertyValue,
  isSuccess,
  isText,
  type JsonObject,
  malformed,
  messageOf,
  textOf,
  textsOf,
  unknownConsent,
} from '../answers.ts';
import type { ApiFailure, Decoded } from '../contract.ts';
import { LOOPS_V1 } from './capabilities.ts';

/** Pairs of a field name in manifests and the name of the same field at Loops. */
const SCALARS = [
  ['firstName', 'firstName'],
  ['lastName', 'lastName'],
  ['group', 'userGroup'],
  ['source', 'source'],
] as const satisfies readonly (readonly [ScalarField, string])[];

/** Members of a contact's JSON that are not custom properties. */
const STANDARD_NAMES = new Set(LOOPS_V1.customProperties.reserved);

/**
 * Decodes a contact. Ignores its `id`, because no call accepts an id, and because it may be the id of the operation rather than
 * of the contact (datum-cloud's client).
 *
 * @returns undefined if the value is not an object with an email
 */
function decodeContact(value: unknown): LiveContact | undefined {
  if (!isObject(value)) return undefined;
  const email = decodeIdentifier(value.email, normaliseEmail);
  if (email.values.length === 0) return undefined;
  const lists = decodeLists(value.mailingLists);
  return {
    ...(isText(value.userId) ? { userId: value.userId } : {}),
    emails: email.values,
    phones: [],
    scalars: Object.fromEntries(
      SCALARS.map(([field, name]) => [field, value[name]] as const).filter(([, text]) => isText(text)),
    ),
    sets: lists.length === 0 ? {} : { lists },
    customProperties: decodeProperties(value),
    channels: { email: decodeConsent(value) },
    ...textsOf(email),
  };
}

/** Loops returns only subscribed lists, so a list that a person left looks the same as one that they never joined. */
function decodeLists(value: unknown): readonly string[] {
  if (!isObject(value)) return [];
  return normaliseSet(Object.entries(value).flatMap(([id, joined]) => (joined === true && id !== '' ? [id] : [])));
}

/**
 * Decodes all non-standard members of the top level as custom properties. Leaves out properties that are null or "", because they
 * are not set.
 */
function decodeProperties(value: JsonObject): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, property]) => !STANDARD_NAMES.has(name) && property !== null && property !== '')
      .map(([name, property]) => [name, decodeProperty(property)]),
  );
}

function decodeProperty(value: unknown): PropertyValue {
  if (isPropertyValue(value)) return value;
  // Loops stores only these three types. Any other value becomes text, so that it still differs from a declared value.
  return textOf(value);
}

/**
 * Decodes the status of the email channel. It does not include suppression, which is looked up separately: decodeSuppression.
 *
 * `optInStatus` is null unless a form with double opt-in created the contact (Loops OpenAPI 1.21.6, Contact, read 2026-11-21).
 * While it is `pending`, `subscribed` may be true although nothing is delivered yet.
 */
function decodeConsent({ subscribed, optInStatus }: JsonObject): ChannelConsent {
  const rejected = optInStatus === 'rejected';
  if (typeof subscribed !== 'boolean' && !rejected) return unknownConsent('no status');
  const isSubscribed = subscribed === true && !rejected;
  const word = `subscribed: ${String(subscribed)}${isText(optInStatus) ? `, optInStatus: ${optInStatus}` : ''}`;
  const status = isSubscribed ? 'subscribed' : 'unsubscribed';
  return { status, optedOut: !isSubscribed, since: 'unknown', cause: causeOf(isSubscribed, optInStatus), word };
}

function causeOf(isSubscribed: boolean, optInStatus: unknown): Cause {
  if (optInStatus === 'pending' || optInStatus === 'rejected') return optInStatus;
  return isSubscribed ? 'none' : 'person';
}

/** Decodes the response to a look-up: an array with one contact or none. */
export function decodeFound(response: ApiResponse): Decoded<readonly LiveContact[]> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
  if (!Array.isArray(response.body)) return malformed(response, 'a list of contacts');
  const contacts = response.body.map(decodeContact).filter((contact) => contact !== undefined);
  return contacts.length === response.body.length
    ? { ok: true, value: contacts }
    : malformed(response, 'a list of contacts');
}

/**
 * Decodes whether an existing contact is suppressed (on the vendor's suppression list). A 404 is a failure and does not mean
 * `false`, because it can mean a wrong URL.
 */
export function decodeSuppression(response: ApiResponse): Decoded<boolean> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
  const isSuppressed = isObject(response.body) ? response.body.isSuppressed : undefined;
  return typeof isSuppressed === 'boolean' ? { ok: true, value: isSuppressed } : malformed(response, 'a suppression');
}

/**
 * Decodes an error response. Its body is `{success, message}`, or `{success, error: {message}}`, which the official SDK reads
 * (seen 2026-11-28), or any text if a load balancer answers. Only the status decides the kind of failure, because the vendor has
 * changed its messages before.
 */
export function decodeFailure(response: ApiResponse): ApiFailure {
  return { kind: failureKind(response.status), status: response.status, message: messageOf(response) };
}

/**
 * Returns the member of a body that sets the field. To clear a field, the value is null, or `""` for the group.
 *
 * @throws RangeError if Loops has no such field
 */
export function encodeScalar(field: string, value: FieldValue): readonly [string, Json] {
  const name = SCALARS.find(([canonical]) => canonical === field)?.[1];
  if (name === undefined) throw new RangeError(`Loops has no field ${field}`);
  return [name, value ?? (field === 'group' ? '' : null)];
}
