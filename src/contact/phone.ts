// Normalises phone numbers for comparison. The only module that uses the phone library. Caches parsed numbers for the life of the
// process; otherwise pure.

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { INVISIBLE } from './invisible.ts';

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
