// Omnisend's JSON → contact. Pure. What a contact looks like is the same in all dialects but for two names.

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
import type { ApiResponse } from '../../http/request.ts';
import { isObject, isSuccess, isText, type JsonObject, malformed, textOf, unknownConsent } from '../answers.ts';
import type { Decoded } from '../contract.ts';
import type { Dialect } from './dialect.ts';
import { decodeFailure } from './failure.ts';

// What follows runs for every contact of a listing: hence the plain loops.

type IdentifierType = 'email' | 'phone';

/** @returns undefined if the value is no contact: an object with an id */
export function decodeContact(value: unknown, dialect: Dialect): LiveContact | undefined {
  if (!isObject(value)) return undefined;
  const id = value[dialect.idField];
  if (!isText(id)) return undefined;
  const identifiers = asArray(value.identifiers);
  const emails = identifierValues(identifiers, 'email', normaliseEmail, [value.email]);
  const email = decodeChannel(identifiers, 'email', dialect) ?? decodeTopStatus(value, emails);
  const sms = decodeChannel(identifiers, 'sms', dialect);
  return {
    id,
    emails,
    phones: identifierValues(identifiers, 'phone', normalisePhone, asArray(value.phone)),
    scalars: decodeScalars(value, dialect),
    sets: decodeTags(value.tags),
    customProperties: decodeProperties(value.customProperties, dialect),
    channels: channelsOf(email, sms),
  };
}

/** An identifier list is the source; the derived top-level fields serve where it is missing. */
function identifierValues(
  identifiers: readonly unknown[],
  type: IdentifierType,
  normalise: (text: string) => string,
  derived: readonly unknown[],
): readonly string[] {
  const values: string[] = [];
  for (const identifier of identifiers) {
    if (isObject(identifier) && identifier.type === type && isText(identifier.id))
      values.push(normalise(identifier.id));
  }
  if (values.length > 0) return values;
  for (const value of derived) if (isText(value)) values.push(normalise(value));
  return values;
}

function decodeScalars(value: JsonObject, { capabilities }: Dialect): LiveContact['scalars'] {
  const scalars: Partial<Record<ScalarField, string>> = {};
  for (const name of SCALAR_NAMES) {
    const text = value[name];
    if (isText(text) && capabilities.fields[name].has) scalars[name] = name === 'birthdate' ? text.slice(0, 10) : text;
  }
  return scalars;
}

function decodeTags(value: unknown): LiveContact['sets'] {
  const tags = asArray(value).filter(isText);
  return tags.length === 0 ? NOTHING : { tags: normaliseSet(tags) };
}

const NOTHING: Record<string, never> = {};

/** Names that the vendor keeps for itself (`externalCreated`) are none of ours: they cannot be declared, nor may they be pruned. */
function decodeProperties(value: unknown, { capabilities }: Dialect): Record<string, PropertyValue> {
  if (!isObject(value)) return NOTHING;
  const { reserved, decimals } = capabilities.customProperties;
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
  // Most stand as they came, and the vendor's own object serves.
  return isSame ? (value as Record<string, PropertyValue>) : Object.fromEntries(properties);
}

function decodeProperty(value: unknown): PropertyValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value) && value.every((member) => typeof member === 'string')) return value;
  return textOf(value);
}

function decodeChannel(
  identifiers: readonly unknown[],
  channel: Channel,
  { dateField }: Dialect,
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

/** The email channel's; it serves where the identifiers say nothing. */
function decodeTopStatus({ status }: JsonObject, emails: readonly string[]): ChannelConsent | undefined {
  if (emails.length === 0) return undefined;
  return isText(status) ? decodeStatus(status) : unknownConsent('no status');
}

function decodeStatus(word: string, date?: unknown): ChannelConsent {
  const status = STATUSES.find((known): known is Status => known === word);
  if (status === undefined) return unknownConsent(word);
  const since = isText(date) ? normaliseInstant(date) : undefined;
  return { status, optedOut: status === 'unsubscribed', since: since ?? 'unknown', cause: word };
}

/** One contact, bare. */
export function decodeOne(response: ApiResponse, dialect: Dialect): Decoded<LiveContact> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response, dialect) };
  const contact = decodeContact(response.body, dialect);
  return contact === undefined ? malformed(response, 'a contact') : { ok: true, value: contact };
}

/** `{contacts: […]}`. One entry that is no contact spoils the page: it could be the one that was looked for. */
export function decodeMany(response: ApiResponse, dialect: Dialect): Decoded<readonly LiveContact[]> {
  if (!isSuccess(response)) return { ok: false, failure: decodeFailure(response, dialect) };
  const list = isObject(response.body) ? response.body.contacts : undefined;
  if (!Array.isArray(list)) return malformed(response, 'a list of contacts');
  const contacts: LiveContact[] = [];
  for (const value of list) {
    const contact = decodeContact(value, dialect);
    if (contact === undefined) return malformed(response, 'a list of contacts');
    contacts.push(contact);
  }
  return { ok: true, value: contacts };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
