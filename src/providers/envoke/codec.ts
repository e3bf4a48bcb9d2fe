// Converts between Envoke's JSON and contacts, and decodes its error responses. Pure. consent.ts converts the consent statuses.

import type { Json } from '../../contact/canonical.ts';
import { type Identifier, type LiveContact, liveIdentifiers } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import type { ScalarField } from '../../contact/fields.ts';
import { normaliseEmail, normalisePhone, normaliseSet } from '../../contact/normalise.ts';
import { isVendorId } from '../../contact/vendor-id.ts';
import type { ApiResponse } from '../../http/request.ts';
import {
  decodeIdentifier,
  failureKind,
  isObject,
  isSuccess,
  isText,
  type JsonObject,
  malformed,
  messageOf,
  textOf,
  textsOf,
  unknownConsent,
} from '../answers.ts';
import type { ApiFailure, Decoded, UnreadableContact } from '../contract.ts';
import { decodeConsent } from './consent.ts';

/**
 * Pairs of a field name in manifests and the name of the same field at Envoke. `country` and `countryCode` are missing, because
 * Envoke stores both in one field; see decodeCountry.
 */
const SCALARS = [
  ['firstName', 'first_name'],
  ['lastName', 'last_name'],
  ['title', 'title'],
  ['company', 'company'],
  ['website', 'website'],
  ['language', 'language'],
  ['address', 'address_1'],
  ['address2', 'address_2'],
  ['city', 'city'],
  ['state', 'province'],
  ['postalCode', 'postal_code'],
] as const satisfies readonly (readonly [ScalarField, string])[];

/**
 * Decodes a contact. Returns undefined if the value is not an object, its id cannot be used in a URL path, or its custom fields
 * have an unknown shape.
 */
export function decodeContact(value: unknown): LiveContact | undefined {
  if (!isObject(value)) return undefined;
  const id = typeof value.id === 'number' ? String(value.id) : value.id;
  const customProperties = decodeCustomFields(value.custom_fields);
  if (!isVendorId(id) || customProperties === undefined) return undefined;
  const email = decodeIdentifier(value.email, normaliseEmail);
  const phone = decodeIdentifier(value.phone, normalisePhone);
  const lists = decodeNames(value.interests);
  const autoresponders = decodeNames(value.autoresponders);
  return {
    id,
    ...(isText(value.remote_id) ? { userId: value.remote_id } : {}),
    emails: email.values,
    phones: phone.values,
    scalars: { ...decodeScalars(value), ...decodeCountry(value.country) },
    sets: {
      ...(lists.length === 0 ? {} : { lists }),
      ...(autoresponders.length === 0 ? {} : { autoresponders }),
    },
    customProperties,
    channels: decodeChannels(value.consent_status),
    ...textsOf(email, phone),
  };
}

/**
 * Decodes `consent_status`. An empty text means that no status is set. A missing status is decoded as unknown, because the person
 * may have opted out.
 */
function decodeChannels(word: unknown): LiveContact['channels'] {
  if (word === '') return {};
  return { email: isText(word) ? decodeConsent(word) : unknownConsent('no status') };
}

function decodeScalars(value: JsonObject): LiveContact['scalars'] {
  const entries = SCALARS.map(([field, name]) => [field, value[name]] as const);
  return Object.fromEntries(entries.filter(([, text]) => isText(text)));
}

/**
 * Decodes the country. Envoke has one field for a country's name and code (support.envoke.com 1697226 recommends the ISO-2 code),
 * so two letters are decoded as `country` and as `countryCode`.
 */
function decodeCountry(value: unknown): LiveContact['scalars'] {
  if (!isText(value)) return {};
  return /^[a-z]{2}$/i.test(value) ? { country: value, countryCode: value.toUpperCase() } : { country: value };
}

/**
 * Decodes an object from field name to text; an empty text means that the field is not set. PHP writes an empty object as `[]`. A
 * list of `{name, value}` is decoded as well, because the page on hooks calls `custom_fields` a typed array (support.envoke.com
 * 15147628, read 2026-11-28).
 *
 * @returns undefined for any other shape
 */
function decodeCustomFields(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null || value === '') return {};
  const entries = Array.isArray(value) ? entriesIn(value) : isObject(value) ? Object.entries(value) : undefined;
  if (entries === undefined) return undefined;
  return Object.fromEntries(
    entries
      .filter(([, field]) => field !== null && field !== '')
      .map(([name, field]) => [name, typeof field === 'string' ? field : textOf(field)]),
  );
}

/**
 * Converts a list of `{name, value}` to pairs. Returns undefined if an item has another shape, or if two items have the same
 * name.
 */
function entriesIn(items: readonly unknown[]): readonly (readonly [string, unknown])[] | undefined {
  const entries = items.flatMap((item) =>
    isObject(item) && isText(item.name) && 'value' in item ? [[item.name, item.value] as const] : [],
  );
  const isClear = entries.length === items.length && new Set(entries.map(([name]) => name)).size === entries.length;
  return isClear ? entries : undefined;
}

/** Decodes an array of names. PHP writes an array with gaps in its indexes as an object, whose values are then the names. */
function decodeNames(value: unknown): readonly string[] {
  const names = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return normaliseSet(names.filter(isText));
}

/**
 * Decodes an array of contacts. An entry whose custom fields cannot be decoded, but whose identifiers can, is returned as
 * `unreadable`. Any other invalid entry makes the whole response malformed, because it could be the contact that was looked up.
 */
export function decodeMany(response: ApiResponse): Decoded<readonly LiveContact[]> {
  if (!isSuccess(response) || isFailure(response.body)) return { ok: false, failure: decodeFailure(response) };
  if (!Array.isArray(response.body)) return malformed(response, 'a list of contacts');
  const contacts: LiveContact[] = [];
  const unreadable: UnreadableContact[] = [];
  for (const value of response.body) {
    const contact = decodeContact(value);
    const identifiers = contact === undefined ? identifiersIn(value) : [];
    if (contact !== undefined) contacts.push(contact);
    else if (identifiers.length === 0) return malformed(response, 'a list of contacts');
    else unreadable.push({ identifiers, failure: malformed(response, UNREADABLE).failure });
  }
  return { ok: true, value: contacts, ...(unreadable.length === 0 ? {} : { unreadable }) };
}

const UNREADABLE = 'a contact whose custom fields can be read';

/**
 * Returns the identifiers of a contact whose custom fields cannot be decoded; an empty list if the rest cannot be decoded either.
 */
function identifiersIn(value: unknown): readonly Identifier[] {
  const { custom_fields: _, ...rest } = isObject(value) ? value : {};
  const contact = decodeContact(rest);
  return contact === undefined ? [] : liveIdentifiers(contact);
}

function isFailure(body: unknown): boolean {
  return isObject(body) && body.success === false;
}

/** Decodes an error response, `{success: false, result_text, result_data: {errors}}`, whose status may even be 200. */
export function decodeFailure(response: ApiResponse): ApiFailure {
  const body = isObject(response.body) ? response.body : {};
  const kind = isSuccess(response) && body.success === false ? 'invalid' : failureKind(response.status);
  return { kind, status: response.status, message: messageOf(response) };
}

/**
 * Returns the member of a body that sets the field; null is sent as `""`, which clears it.
 *
 * @throws RangeError if Envoke has no such field
 */
export function encodeScalar(field: string, value: FieldValue): readonly [string, Json] {
  const name = SCALARS.find(([canonical]) => canonical === field)?.[1];
  if (name === undefined) throw new RangeError(`Envoke has no field ${field}`);
  return [name, value ?? ''];
}
