// Normalises desired and live values in the same way, so that differences in spelling never appear in a plan. Emails and phones
// have modules of their own (email.ts, phone.ts).

import type { PropertyValue } from './contact.ts';
import { normaliseEmail } from './email.ts';
import type { IdentifierKind } from './fields.ts';
import { normalisePhone } from './phone.ts';

export { normaliseEmail } from './email.ts';
export { hasInvisible } from './invisible.ts';
export { digitsOf, normalisePhone, rememberE164, toE164 } from './phone.ts';

/**
 * Normalises an email or a phone, so that two spellings compare as equal; returns other identifiers unchanged.
 *
 * @param region the country (ISO 3166-1 alpha-2) whose phone numbers may be written without a country code
 */
export function normaliseIdentifier(kind: IdentifierKind, text: string, region?: string): string {
  if (kind === 'email') return normaliseEmail(text);
  return kind === 'phone' ? normalisePhone(text, region) : text;
}

/**
 * Returns the RFC 3339 instant in UTC, with milliseconds only if they are not zero.
 *
 * @param text a calendar date, or a date with a time; a time without an offset is UTC
 * @returns undefined if the text is neither
 */
export function normaliseInstant(text: string): string | undefined {
  // Fast path: the most common spelling is already in normal form.
  if (UTC_SECONDS.test(text)) return text;
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(text))
    return undefined;
  if (!isCalendarDate(text.slice(0, 10))) return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const instant = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().replace('.000Z', 'Z');
}

/** Matches normalised instants without milliseconds, except on 29 February, which does not exist in every year. */
const UTC_SECONDS =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** True if the text is a day that exists, written as YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * Rounds a number as the vendor stores it; returns other values unchanged.
 *
 * @param decimals number of decimals that the vendor stores; undefined for no rounding
 */
export function roundProperty(value: PropertyValue, decimals: number | undefined): PropertyValue {
  if (typeof value !== 'number' || decimals === undefined || Number.isInteger(value)) return value;
  return Number(value.toFixed(decimals));
}

/** Returns the members of a set without duplicates, sorted by UTF-16 code unit. */
export function normaliseSet(members: readonly string[]): readonly string[] {
  // Copy even if sorted: an array grown by push keeps spare capacity, and every contact stores such an array.
  if (members.every((member, index) => index === 0 || (members[index - 1] ?? '') < member)) return members.slice();
  return [...new Set(members)].sort();
}
