// Parses lines of the JSON files that rollcall wrote earlier (snapshots and live caches) and checks the shape of the contacts in
// them.

import { BASES, CAUSES, STATUSES } from '../contact/consent.ts';
import type { LiveContact } from '../contact/contact.ts';
import { normaliseInstant } from '../contact/normalise.ts';
import { isVendorId } from '../contact/vendor-id.ts';

/** Parses a line of JSON. Returns undefined if it is not valid JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** True if the value has the shape of a live contact. It may have additional members. */
export function isLiveContact(value: unknown): value is LiveContact {
  if (!isObject(value)) return false;
  const { id, userId, emails, phones, scalars, sets, customProperties, channels, texts } = value;
  return (
    (id === undefined || isVendorId(id)) &&
    (userId === undefined || isText(userId)) &&
    isTexts(emails) &&
    isTexts(phones) &&
    isRecordOf(scalars, isText) &&
    isRecordOf(sets, isTexts) &&
    isRecordOf(customProperties, isProperty) &&
    isRecordOf(channels, isConsent) &&
    (texts === undefined || isRecordOf(texts, isText))
  );
}

/** True for a list of non-empty strings. */
export function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecordOf(value: unknown, isMember: (member: unknown) => boolean): boolean {
  if (!isObject(value)) return false;
  for (const name of Object.keys(value)) if (!isMember(value[name])) return false;
  return true;
}

/**
 * True if the value may be that of a custom property. A text must not be empty, but a list may contain empty strings, as vendors
 * store them.
 */
function isProperty(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'boolean' || (Array.isArray(value) && value.every((member) => typeof member === 'string'));
}

function isConsent(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { status, basis, optedOut, since, cause, word } = value;
  return (
    isOneOf(status, STATUSES) &&
    (basis === undefined || isOneOf(basis, BASES)) &&
    typeof optedOut === 'boolean' &&
    typeof since === 'string' &&
    (since === 'unknown' || normaliseInstant(since) !== undefined) &&
    isOneOf(cause, CAUSES) &&
    typeof word === 'string'
  );
}

function isOneOf(value: unknown, known: readonly string[]): boolean {
  return typeof value === 'string' && known.includes(value);
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
