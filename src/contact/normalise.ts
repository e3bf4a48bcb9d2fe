// One normaliser for both sides, so that no plan is ever perpetually non-empty. Pure; owns the phone library.

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { PropertyValue } from './contact.ts';

/** Control and format characters (Unicode Cc, Cf): invisible in an address, and the cause of contacts created again on every run. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/gu;

/** Trimmed, without invisible characters, NFC, lower-case. Vendors compare addresses without case. */
export function normaliseEmail(text: string): string {
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
  const number = parsePhoneNumberFromString(text.replace(INVISIBLE, '').trim());
  return number?.isPossible() ? number.number : undefined;
}

/** The instant in RFC 3339 UTC with milliseconds only where there are any; undefined if the text is no date with a time or a calendar date. */
export function normaliseInstant(text: string): string | undefined {
  // The usual spelling is its own normal form, if the day exists.
  if (UTC_SECONDS.test(text) && isoOf(text) === text.replace('Z', '.000Z')) return text;
  if (!/^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(text))
    return undefined;
  if (!isCalendarDate(text.slice(0, 10))) return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const instant = new Date(zoned.replace(' ', 'T'));
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().replace('.000Z', 'Z');
}

const UTC_SECONDS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

function isoOf(text: string): string | undefined {
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

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
export function normaliseSet(members: Iterable<string>): readonly string[] {
  return [...new Set(members)].sort();
}
