// Normalises desired and live values in the same way, so that differences in spelling never appear in a plan. The only module
// that uses the phone library. Caches parsed phone numbers for the life of the process; otherwise pure.

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PropertyValue } from './contact.ts';

/**
 * Control and format characters (Unicode Cc, Cf), and all others that are shown as nothing, such as variation selectors and fillers
 * (Default_Ignorable_Code_Point). They are removed from emails because they are invisible: a declared email with one would never
 * match the live one, and every run would create the contact again.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{DI}]/gu;

/** True if the text contains a character that is shown as nothing. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** Printable ASCII without spaces: needs no trimming, removal or composition. */
const PLAIN_TEXT = /^[\x21-\x7e]*$/;

/**
 * Returns the email trimmed, without invisible characters, in NFC and in lower case. Vendors treat emails that differ only in case
 * as the same.
 */
export function normaliseEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return text.toLowerCase();
  return text.replace(INVISIBLE, '').trim().normalize('NFC').toLowerCase();
}

/** Returns the E.164 form if the text is a possible international number, otherwise its digits. */
export function normalisePhone(text: string): string {
  return toE164(text) ?? digitsOf(text);
}

/** Returns the ASCII digits of a phone number. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** Returns the E.164 form of an international number (`+…`), or undefined if the text is not one. */
export function toE164(text: string): string | undefined {
  const known = E164_OF.get(text);
  if (known !== undefined) return known;
  const number = parsePhoneNumberFromString(text.replace(INVISIBLE, '').trim());
  const e164 = number?.isPossible() ? number.number : undefined;
  // If key and value are equal, store the same string object for both, to save memory.
  if (e164 !== undefined && E164_OF.size < MAX_REMEMBERED) E164_OF.set(text, e164 === text ? text : e164);
  return e164;
}

/** Cache from text to E.164. Parsing is the most expensive step for a contact, and most numbers occur both desired and live. */
const E164_OF = new Map<string, string>();
const MAX_REMEMBERED = 200_000;

/**
 * Fills the cache with numbers in E.164 form, so that they need not be parsed.
 *
 * @param numbers were normalised by an earlier run with the same version of the phone library
 */
export function rememberE164(numbers: Iterable<string>): void {
  for (const number of numbers) E164_OF.set(number, number);
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

/** Matches normalised instants without milliseconds. Only days up to 28 match, because they exist in every month. */
const UTC_SECONDS = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

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
