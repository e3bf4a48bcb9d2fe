// Normalises phone numbers for comparison. The only module that uses the phone library. Caches parsed numbers for the life of the
// process; otherwise pure.

import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { INVISIBLE } from './invisible.ts';

/**
 * Returns the E.164 form of an international number, followed by `;ext=` and its extension if it has one, otherwise the digits of
 * the text.
 *
 * @param region the country (ISO 3166-1 alpha-2) whose numbers may be written without a country code
 */
export function normalisePhone(text: string, region?: string): string {
  return toE164(text, region) ?? digitsOf(text);
}

/** Returns the ASCII digits of a phone number. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '');
}

/** True if the normal form of a phone has an extension. */
export function hasExtension(normal: string): boolean {
  return normal.includes(EXTENSION);
}

/**
 * Splits a number in E.164 form into the digits of its country code and those that follow. Returns undefined if the number has no
 * known country code.
 */
export function nationalDigits(e164: string): { readonly countryCode: string; readonly national: string } | undefined {
  const number = e164.startsWith('+') ? parsePhoneNumberFromString(e164) : undefined;
  return number && { countryCode: number.countryCallingCode, national: number.nationalNumber };
}

/** True if the text begins with `+` and a country code, or is a local number whose country `phoneRegion` names. */
export function isInternational(text: string, normalised: string): boolean {
  return normalised.startsWith('+') && (text.startsWith('+') || toE164(text) === undefined);
}

/** False if `toE164` has returned this E.164 form before although it does not fit the numbering plan of its country. */
export function isInNumberingPlan(normal: string): boolean {
  return !NOT_IN_PLAN.has(normal);
}

/** E.164 forms that do not fit the numbering plan of their country. Collected by `parse`, because parsing again is expensive. */
const NOT_IN_PLAN = new Set<string>();

/** True if the phone library knows the country (ISO 3166-1 alpha-2), so that its local numbers can be parsed. */
export function isPhoneRegion(region: string): boolean {
  return isSupportedCountry(region);
}

/** Separates a number from its extension, as in RFC 3966. `digitsOf` keeps the digits of the extension, so extensions differ. */
const EXTENSION = ';ext=';

/**
 * Returns the E.164 form of an international number (`+…`), with its extension, or undefined if the text is not one. A number of
 * the right form is accepted even if it does not fit the numbering plan, because plans change and the library may be outdated.
 */
export function toE164(text: string, region?: string): string | undefined {
  const key = region === undefined ? text : `${region} ${text}`;
  const known = E164_OF.get(key);
  if (known !== undefined) return known;
  const e164 = parse(text.replace(INVISIBLE, '').trim(), region);
  // If key and value are equal, store the same string object for both, to save memory: the new one, because the text may be a slice of
  // a whole file, which would stay in memory with it.
  if (e164 !== undefined && E164_OF.size < MAX_REMEMBERED) E164_OF.set(e164 === key ? e164 : key, e164);
  return e164;
}

function parse(text: string, region: string | undefined): string | undefined {
  const number =
    region === undefined || text.startsWith('+') || !isSupportedCountry(region)
      ? parsePhoneNumberFromString(text)
      : parsePhoneNumberFromString(text, { defaultCountry: region, extract: false });
  if (number?.isPossible()) return number.ext ? `${number.number}${EXTENSION}${number.ext}` : number.number;
  // E.164 allows at most 15 digits. A number of fewer than 8 digits is more likely mistyped than missing from a numbering plan.
  const digits = digitsOf(text);
  const isWellFormed = /^\+[1-9][\d\s()./-]*$/.test(text) && digits.length >= 8 && digits.length <= 15;
  if (!isWellFormed) return undefined;
  if (NOT_IN_PLAN.size < MAX_REMEMBERED) NOT_IN_PLAN.add(`+${digits}`);
  return `+${digits}`;
}

/**
 * Cache from text to E.164 form. Parsing is the most expensive step for a contact, and most numbers occur twice: desired and
 * live.
 */
const E164_OF = new Map<string, string>();
const MAX_REMEMBERED = 200_000;

/**
 * Fills the cache with numbers in E.164 form, so that they need not be parsed.
 *
 * @param numbers E.164 forms that an earlier run computed with the same version of the phone library
 */
export function rememberE164(numbers: Iterable<string>): void {
  for (const number of numbers) E164_OF.set(number, number);
}
