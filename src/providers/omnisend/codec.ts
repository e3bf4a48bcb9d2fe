// Omnisend's JSON ↔ contact, and its refusals in our words. Pure.

import { canonicalJson, type Json } from '../../contact/canonical.ts';
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
import type { ApiFailure, Decoded, FailureKind } from '../provider.ts';

/** Decimals that Omnisend keeps of a number ('Contacts' page, read 2026-11-21). */
const DECIMALS = 6;

interface Wire {
  readonly [name: string]: unknown;
}

/** @returns undefined if the value is no contact: an object with an id */
export function decodeContact(value: unknown): LiveContact | undefined {
  if (!isObject(value) || typeof value.id !== 'string' || value.id === '') return undefined;
  const identifiers = asArray(value.identifiers).filter(isObject);
  const emailIdentifiers = identifiers.filter((identifier) => identifier.type === 'email');
  const phoneIdentifiers = identifiers.filter((identifier) => identifier.type === 'phone');
  const tags = asArray(value.tags).filter(isText);
  const channels: Partial<Record<Channel, ChannelConsent>> = {};
  const email = decodeChannel(emailIdentifiers[0], 'email');
  const sms = decodeChannel(phoneIdentifiers[0], 'sms');
  if (email !== undefined) channels.email = email;
  if (sms !== undefined) channels.sms = sms;
  return {
    id: value.id,
    emails: identifierValues(emailIdentifiers, [value.email]).map(normaliseEmail),
    phones: identifierValues(phoneIdentifiers, asArray(value.phone)).map(normalisePhone),
    scalars: decodeScalars(value),
    sets: tags.length === 0 ? {} : { tags: normaliseSet(tags) },
    customProperties: decodeProperties(value.customProperties),
    channels,
  };
}

/** An identifier list is the source; the derived top-level fields serve where it is missing. */
function identifierValues(identifiers: readonly Wire[], derived: readonly unknown[]): readonly string[] {
  const values = identifiers.map((identifier) => identifier.id).filter(isText);
  return values.length > 0 ? values : derived.filter(isText);
}

function decodeScalars(value: Wire): Partial<Record<ScalarField, string>> {
  const entries = SCALAR_NAMES.map((name) => [name, value[name]] as const).filter(
    (entry): entry is readonly [ScalarField, string] => isText(entry[1]),
  );
  const scalars: Partial<Record<ScalarField, string>> = Object.fromEntries(entries);
  if (scalars.birthdate !== undefined) scalars.birthdate = scalars.birthdate.slice(0, 10);
  return scalars;
}

function decodeProperties(value: unknown): Record<string, PropertyValue> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, property]) => property !== null && property !== undefined && property !== '')
      .map(([name, property]) => [name, decodeProperty(property)]),
  );
}

function decodeProperty(value: unknown): PropertyValue {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return roundProperty(value, DECIMALS);
  if (Array.isArray(value) && value.every((member) => typeof member === 'string')) return value;
  // Nothing the API takes can read back as this; kept as text so that a managed property still shows as different.
  return canonicalJson(value);
}

/** A word we do not know is read as opted out: whatever it means, nobody is mailed because of it. */
function decodeChannel(identifier: Wire | undefined, channel: Channel): ChannelConsent | undefined {
  if (identifier === undefined || !isObject(identifier.channels)) return undefined;
  const wire = identifier.channels[channel];
  if (!isObject(wire) || !isText(wire.status)) return undefined;
  const known = (STATUSES as readonly string[]).includes(wire.status);
  const status = known ? (wire.status as Status) : 'unsubscribed';
  const since = isText(wire.statusChangedAt) ? normaliseInstant(wire.statusChangedAt) : undefined;
  return { status, optedOut: status === 'unsubscribed', since: since ?? 'unknown', cause: wire.status };
}

/** Both error shapes: problem+json (RFC 9457) and the older `{error, fields}`; an empty or foreign body leaves the status. */
export function decodeFailure(response: ApiResponse): ApiFailure {
  const body = isObject(response.body) ? response.body : {};
  const base = { kind: failureKind(response.status), status: response.status, message: failureMessage(body) };
  return isText(body.instance) ? { ...base, requestId: body.instance } : base;
}

function failureMessage(body: Wire): string {
  const summary = [body.detail, body.title, body.error].find(isText) ?? '';
  const errors = asArray(body.errors)
    .filter(isObject)
    .map((error) => [error.field, error.message].filter(isText).join(': '));
  const fields = isObject(body.fields) ? Object.values(body.fields).flatMap(asArray).filter(isText) : [];
  return [summary, ...errors, ...fields].filter((part) => part !== '').join('; ');
}

function failureKind(status: number): FailureKind {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 410:
      return 'retired';
    case 429:
      return 'rate-limited';
    default:
      return status >= 500 || status === 408 ? 'server' : status >= 400 ? 'invalid' : 'malformed';
  }
}

export function malformed(
  response: ApiResponse,
  expected: string,
): { readonly ok: false; readonly failure: ApiFailure } {
  const message = `the answer is not ${expected}`;
  return { ok: false, failure: { kind: 'malformed', status: response.status, message } };
}

/** One contact, bare. */
export function decodeOne(response: ApiResponse): Decoded<LiveContact> {
  if (response.status < 200 || response.status > 299) return { ok: false, failure: decodeFailure(response) };
  const contact = decodeContact(response.body);
  return contact === undefined ? malformed(response, 'a contact') : { ok: true, value: contact };
}

/** `{contacts: […]}`. One entry that is no contact spoils the page: it could be the one that was looked for. */
export function decodeMany(response: ApiResponse): Decoded<readonly LiveContact[]> {
  if (response.status < 200 || response.status > 299) return { ok: false, failure: decodeFailure(response) };
  if (!isObject(response.body) || !Array.isArray(response.body.contacts))
    return malformed(response, 'a list of contacts');
  const contacts = response.body.contacts.map(decodeContact);
  const valid = contacts.filter((contact) => contact !== undefined);
  return valid.length === contacts.length ? { ok: true, value: valid } : malformed(response, 'a list of contacts');
}

export function isObject(value: unknown): value is Wire {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** A property or scalar as it is written: removal is `null` for a property, `""` for a plain string. */
export function encodeScalar(value: string | null): Json {
  return value ?? '';
}
