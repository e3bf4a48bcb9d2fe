// One normaliser for both sides, so that no plan is ever perpetually non-empty. Pure; owns the phone library.

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PropertyValue } from './contact.ts';

/** Control and format characters (Unicode Cc, Cf): invisible in an address, and the cause of contacts created again on every run. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** Nothing to trim, to leave out or to compose. */
const PLAIN_TEXT = /^[\x21-\x7e]*$/;

/** Trimmed, without invisible characters, NFC, lower-case. Vendors compare addresses without case. */
export function normaliseEmail(text: string): string {
  if (PLAIN_TEXT.test(text)) return text.toLowerCase();
  return text.replace(INVISIBLE, '').trim().normalize('NFC').toLowerCase();
}

/** E.164 where the text is a possible international number, else its digits. */
export function normalisePhone(text: string): string {
  return toE164(text) ?? digitsOf(text);
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** E.164 form of an international number (`+…`), or undefined if it is none. */
export function toE164(text: string): string | undefined {
  const known = E164_OF.get(text);
  if (known !== undefined) return known;
  const number = parsePhoneNumberFromString(text.replace(INVISIBLE, '').trim());
  const e164 = number?.isPossible() ? number.number : undefined;
  // One text where both are the same, as there are many.
  if (e164 !== undefined && E164_OF.size < MAX_REMEMBERED) E164_OF.set(text, e164 === text ? text : e164);
  return e164;
}

/** The library takes longer than anything else that is done for a contact, and most numbers are met on both sides. */
const E164_OF = new Map<string, string>();
const MAX_REMEMBERED = 200_000;

/** Numbers of which an earlier run found that they are their own normal form; they must come from this library's version. */
export function rememberE164(numbers: Iterable<string>): void {
  for (const number of numbers) E164_OF.set(number, number);
}

/** The instant in RFC 3339 UTC with milliseconds only where there are any; undefined if the text is no date with a time or a calendar date. */
export function normaliseInstant(text: string): string | undefined {
  // The usual spelling is its own normal form.
  if (UTC_SECONDS.test(text)) return text;
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(text))
    return undefined;
  if (!isCalendarDate(text.slice(0, 10))) return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const instant = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().replace('.000Z', 'Z');
}

/** An instant on a day that every month of every year has. */
const UTC_SECONDS = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** True for an existing day written YYYY-MM-DD. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Numbers as the vendor keeps them; everything else as it is. */
export function roundProperty(value: PropertyValue, decimals: number | undefined): PropertyValue {
  if (typeof value !== 'number' || decimals === undefined || Number.isInteger(value)) return value;
  return Number(value.toFixed(decimals));
}

/** Members of a set: unique, in code-unit order. */
export function normaliseSet(members: readonly string[]): readonly string[] {
  // A copy all the same: a list that grew has room for many more, and one is kept for every contact.
  if (members.every((member, index) => index === 0 || (members[index - 1] ?? '') < member)) return members.slice();
  return [...new Set(members)].sort();
}
