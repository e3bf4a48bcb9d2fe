// Envoke's JSON ↔ contact, and its refusals in our words. Pure. Consent has a file of its own beside this one.

import type { Json } from '../../contact/canonical.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import type { ScalarField } from '../../contact/fields.ts';
import { normaliseEmail, normalisePhone, normaliseSet } from '../../contact/normalise.ts';
import type { ApiResponse } from '../../http/request.ts';
import {
  failureKind,
  isObject,
  isSuccess,
  isText,
  type JsonObject,
  malformed,
  textOf,
  unknownConsent,
} from '../answers.ts';
import type { ApiFailure, Decoded } from '../contract.ts';
import { decodeConsent } from './consent.ts';

/** Canonical name → Envoke's name. Country and its code share a field, below. */
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

/** @returns undefined if the value is no contact: an object with an id, and custom fields in a shape that we know */
export function decodeContact(value: unknown): LiveContact | undefined {
  if (!isObject(value)) return undefined;
  const id = typeof value.id === 'number' ? String(value.id) : value.id;
  const customProperties = decodeCustomFields(value.custom_fields);
  if (!isText(id) || customProperties === undefined) return undefined;
  const lists = decodeNames(value.interests);
  const autoresponders = decodeNames(value.autoresponders);
  return {
    id,
    ...(isText(value.remote_id) ? { userId: value.remote_id } : {}),
    emails: [value.email].filter(isText).map(normaliseEmail),
    phones: [value.phone].filter(isText).map(normalisePhone),
    scalars: { ...decodeScalars(value), ...decodeCountry(value.country) },
    sets: {
      ...(lists.length === 0 ? {} : { lists }),
      ...(autoresponders.length === 0 ? {} : { autoresponders }),
    },
    customProperties,
    channels: decodeChannels(value.consent_status),
  };
}

/** `""` is how Envoke shows what is not set. Without any word, whoever has left would look like somebody who was never asked. */
function decodeChannels(word: unknown): LiveContact['channels'] {
  if (word === '') return {};
  return { email: isText(word) ? decodeConsent(word) : unknownConsent('no status') };
}

function decodeScalars(value: JsonObject): LiveContact['scalars'] {
  const entries = SCALARS.map(([field, name]) => [field, value[name]] as const);
  return Object.fromEntries(entries.filter(([, text]) => isText(text)));
}

/** One field for the name and the code (ISO-2 recommended, support.envoke.com 1697226): two letters are both. */
function decodeCountry(value: unknown): LiveContact['scalars'] {
  if (!isText(value)) return {};
  return /^[a-z]{2}$/i.test(value) ? { country: value, countryCode: value.toUpperCase() } : { country: value };
}

/** An object; PHP writes an empty one as `[]`. All types of field are text, and an empty one is not set. */
function decodeCustomFields(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null || value === '') return {};
  if (Array.isArray(value)) return value.length === 0 ? {} : undefined;
  if (!isObject(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== '')
      .map(([name, field]) => [name, typeof field === 'string' ? field : textOf(field)]),
  );
}

/** An array of names; PHP writes one with gaps in its indexes as an object. */
function decodeNames(value: unknown): readonly string[] {
  const names = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return normaliseSet(names.filter(isText));
}

/** A bare array: no envelope, no total. One entry that is no contact spoils it: it could be the one that was looked for. */
export function decodeMany(response: ApiResponse): Decoded<readonly LiveContact[]> {
  if (!isSuccess(response) || isFailure(response.body)) return { ok: false, failure: decodeFailure(response) };
  if (!Array.isArray(response.body)) return malformed(response, 'a list of contacts');
  const contacts = response.body.map(decodeContact).filter((contact) => contact !== undefined);
  return contacts.length === response.body.length
    ? { ok: true, value: contacts }
    : malformed(response, 'a list of contacts');
}

function isFailure(body: unknown): boolean {
  return isObject(body) && body.success === false;
}

/** `{success: false, result_text, result_data: {errors}}`, which may come with status 200 too. */
export function decodeFailure(response: ApiResponse): ApiFailure {
  const body = isObject(response.body) ? response.body : {};
  const data = isObject(body.result_data) ? body.result_data : {};
  const errors = Array.isArray(data.errors) ? data.errors : [];
  const kind = isSuccess(response) && body.success === false ? 'invalid' : failureKind(response.status);
  return { kind, status: response.status, message: [body.result_text, ...errors].filter(isText).join('; ') };
}

/** `[name, value]` as they stand in a body; `""` empties. */
export function encodeScalar(field: string, value: FieldValue): readonly [string, Json] {
  const name = SCALARS.find(([canonical]) => canonical === field)?.[1];
  if (name === undefined) throw new RangeError(`Envoke has no field ${field}`);
  return [name, value ?? ''];
}
