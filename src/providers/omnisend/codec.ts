// Decodes Omnisend's JSON to contacts. Pure. Contacts have the same shape in all dialects, except for the names of two fields
// (`idField` and `dateField` of dialect.ts).

import type { ChannelConsent, Status } from '../../contact/consent.ts';
import { STATUSES } from '../../contact/consent.ts';
import type { LiveContact, PropertyValue } from '../../contact/contact.ts';
import { type Channel, SCALAR_NAMES, type ScalarField } from '../../contact/fields.ts';
import {
  normaliseEmail,
  normaliseInstant,
  normalisePhone,
  normaliseSet,
  roundProperty,
} from '../../contact/normalise.ts';
import { isVendorId } from '../../contact/vendor-id.ts';
import type { ApiResponse } from '../../http/request.ts';
import {
  addIdentifier,
  type DecodedIdentifiers,
  isObject,
  isPropertyValue,
  isSuccess,
  isText,
  type JsonObject,
  malformed,
  textOf,
  textsOf,
  unknownConsent,
} from '../answers.ts';
import type { Decoded } from '../contract.ts';
import type { Dialect } from './dialect.ts';
import { createDecodeFailure, type DecodeFailure } from './failure.ts';

// This code runs for every contact of a listing, so it uses plain `for` statements and avoids allocations.

type IdentifierType = 'email' | 'phone';

/** The decoders of one dialect. */
export interface Codec {
  readonly decodeFailure: DecodeFailure;
  /** Decodes a contact. Returns undefined if the value is not an object, or its id cannot be used in a URL path. */
  readonly decodeContact: (value: unknown) => LiveContact | undefined;
  /** Decodes the response to a read by id: one contact. */
  readonly decodeOne: (response: ApiResponse) => Decoded<LiveContact>;
  /**
   * Decodes `{contacts: […]}`. One invalid entry makes the whole response malformed, because it could be the contact that was
   * looked up.
   */
  readonly decodeMany: (response: ApiResponse) => Decoded<readonly LiveContact[]>;
}

/** Creates the codec of one dialect. */
export function createCodec(dialect: Dialect): Codec {
  const { idField, dateField, capabilities } = dialect;
  const { reserved, decimals } = capabilities.customProperties;
  const scalarNames = SCALAR_NAMES.filter((name) => capabilities.fields[name].has);
  const decodeFailure = createDecodeFailure(dialect);

  function decodeContact(value: unknown): LiveContact | undefined {
    if (!isObject(value)) return undefined;
    const id = value[idField];
    if (!isVendorId(id)) return undefined;
    const identifiers = asArray(value.identifiers);
    const emails = decodeIdentifiers(identifiers, 'email', normaliseEmail, [value.email]);
    const phones = decodeIdentifiers(identifiers, 'phone', normalisePhone, asArray(value.phone));
    const email = decodeChannel(identifiers, 'email', dateField) ?? decodeTopStatus(value, emails.values);
    const sms = decodeChannel(identifiers, 'sms', dateField);
    const contact = {
      id,
      emails: emails.values,
      phones: phones.values,
      scalars: decodeScalars(value, scalarNames),
      sets: decodeTags(value.tags),
      customProperties: decodeProperties(value.customProperties, reserved, decimals),
      channels: channelsOf(email, sms),
    };
    const { texts } = textsOf(emails, phones);
    return texts === undefined ? contact : { ...contact, texts };
  }

  function decodeOne(response: ApiResponse): Decoded<LiveContact> {
    if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
    const contact = decodeContact(response.body);
    return contact === undefined ? malformed(response, 'a contact') : { ok: true, value: contact };
  }

  function decodeMany(response: ApiResponse): Decoded<readonly LiveContact[]> {
    if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response) };
    const list = isObject(response.body) ? response.body.contacts : undefined;
    if (!Array.isArray(list)) return malformed(response, 'a list of contacts');
    const contacts: LiveContact[] = [];
    for (const value of list) {
      const contact = decodeContact(value);
      if (contact === undefined) return malformed(response, 'a list of contacts');
      contacts.push(contact);
    }
    return { ok: true, value: contacts };
  }

  return { decodeFailure, decodeContact, decodeOne, decodeMany };
}

/**
 * Decodes the identifiers of one type. If the list of identifiers has none of this type, decodes `derived`: the values of the
 * top-level field that the vendor derives from them.
 */
function decodeIdentifiers(
  identifiers: readonly unknown[],
  type: IdentifierType,
  normalise: (text: string) => string,
  derived: readonly unknown[],
): DecodedIdentifiers {
  const decoded: DecodedIdentifiers = { values: [], texts: undefined };
  for (const identifier of identifiers) {
    if (isObject(identifier) && identifier.type === type) addIdentifier(decoded, identifier.id, normalise);
  }
  if (decoded.values.length > 0) return decoded;
  for (const value of derived) addIdentifier(decoded, value, normalise);
  return decoded;
}

function decodeScalars(value: JsonObject, names: readonly ScalarField[]): LiveContact['scalars'] {
  const scalars: Partial<Record<ScalarField, string>> = {};
  for (const name of names) {
    const text = value[name];
    if (isText(text)) scalars[name] = name === 'birthdate' ? text.slice(0, 10) : text;
  }
  return scalars;
}

function decodeTags(value: unknown): LiveContact['sets'] {
  const tags = asArray(value).filter(isText);
  return tags.length === 0 ? NOTHING : { tags: normaliseSet(tags) };
}

const NOTHING: Record<string, never> = {};

/**
 * Decodes the custom properties. Leaves out names that the vendor reserves (`externalCreated`), because manifests can neither
 * declare nor remove them.
 */
function decodeProperties(
  value: unknown,
  reserved: readonly string[],
  decimals: number | undefined,
): Record<string, PropertyValue> {
  if (!isObject(value)) return NOTHING;
  const properties: [string, PropertyValue][] = [];
  let isSame = true;
  for (const name of Object.keys(value)) {
    const property = value[name];
    if (property === null || property === '' || reserved.includes(name)) {
      isSame = false;
      continue;
    }
    const decoded = roundProperty(decodeProperty(property), decimals);
    isSame &&= decoded === property;
    properties.push([name, decoded]);
  }
  // Most objects need no conversion, so they are returned without a copy.
  return isSame ? (value as Record<string, PropertyValue>) : Object.fromEntries(properties);
}

function decodeProperty(value: unknown): PropertyValue {
  if (isPropertyValue(value)) return value;
  if (Array.isArray(value) && value.every((member) => typeof member === 'string')) return value;
  return textOf(value);
}

function decodeChannel(
  identifiers: readonly unknown[],
  channel: Channel,
  dateField: Dialect['dateField'],
): ChannelConsent | undefined {
  const type: IdentifierType = channel === 'email' ? 'email' : 'phone';
  const primary = identifiers.find((identifier) => isObject(identifier) && identifier.type === type);
  const channels = isObject(primary) ? primary.channels : undefined;
  const wire = isObject(channels) ? channels[channel] : undefined;
  return isObject(wire) && isText(wire.status) ? decodeStatus(wire.status, wire[dateField]) : undefined;
}

function channelsOf(email: ChannelConsent | undefined, sms: ChannelConsent | undefined): LiveContact['channels'] {
  if (sms === undefined) return email === undefined ? {} : { email };
  return email === undefined ? { sms } : { email, sms };
}

/** Decodes the email status at the top level of the contact, which is used if no email identifier contains a status. */
function decodeTopStatus({ status }: JsonObject, emails: readonly string[]): ChannelConsent | undefined {
  if (emails.length === 0) return undefined;
  return isText(status) ? decodeStatus(status) : unknownConsent('no status');
}

function decodeStatus(word: string, date?: unknown): ChannelConsent {
  const status = STATUSES.find((known): known is Status => known === word);
  if (status === undefined) return unknownConsent(word);
  const since = isText(date) ? normaliseInstant(date) : undefined;
  const optedOut = status === 'unsubscribed';
  // Omnisend's app shows why a person unsubscribed, but the API has no field for it (help centre 4219894, read 2026-11-28).
  return { status, optedOut, since: since ?? 'unknown', cause: optedOut ? 'unknown' : 'none', word };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
