// Recognises the identifiers of a person in a text of any format: a manifest, a table, or a file under .rollcall. Finds every
// common spelling, and rather reports a text too many than one too few. Pure.

import { normaliseEmail } from '../../contact/normalise.ts';
import { digitsOf, nationalDigits } from '../../contact/phone.ts';
import { MIN_DIGITS, type PersonIdentifiers } from './person.ts';

/** Returns whether a text contains an identifier of the person. */
export type NamesPerson = (text: string) => boolean;

/**
 * How an email is recognised: `whole` reports no text that has only a longer address, such as `joann@x.com` for `ann@x.com`; `within`
 * reports that, too, because what stands before and after an address in a file of unknown format need not belong to the address.
 */
export type EmailRecognition = 'whole' | 'within';

/** Creates the function that recognises the identifiers of a person. A userId is recognised only as a whole word. */
export function createNaming({ email, phone, userId }: PersonIdentifiers, recognition: EmailRecognition): NamesPerson {
  const addresses = [...email].map((address) => ({ address, pattern: addressPattern(address) }));
  const numbers = [...phone].filter((number) => digitsOf(number) !== '');
  const patterns = [...numbers.map(phonePattern), ...[...userId].map(wordPattern)];
  const isForeign = [...email].some((address) => address.includes('xn--') || !ASCII.test(address));
  return (text) => {
    const plain = decoded(text);
    const lower = plain.toLowerCase();
    return (
      addresses.some(
        ({ address, pattern }) => lower.includes(address) && (recognition === 'within' || pattern.test(lower)),
      ) ||
      patterns.some((pattern) => pattern.test(plain)) ||
      (isForeign && hasForeignAddress(plain, email, recognition))
    );
  };
}

const ASCII = /^[\x20-\x7e]*$/;

/** Replaces the escapes of JSON, YAML and URLs, which could hide an identifier, or look like letters before it. */
function decoded(text: string): string {
  const charOf = (code: string): string => String.fromCharCode(Number.parseInt(code, 16));
  return text
    .replace(/\\(u[0-9a-f]{4}|[nrtbf"\\/])/gi, (_, code: string) =>
      code.length > 1 ? charOf(code.slice(1)) : /[a-z]/i.test(code) ? ' ' : code,
    )
    .replace(/%([2-7][0-9a-f])/gi, (_, code: string) => charOf(code));
}

/**
 * Matches an address as a whole: `joann@x.com`, `mary-ann@x.com` and `ann@x.com.au` are other addresses than `ann@x.com`. A quote
 * or `=` before an address does not belong to it.
 */
function addressPattern(address: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}][._+-]*)${escaped(address)}(?!\\p{L}|\\p{N}|[.-]+[\\p{L}\\p{N}])`, 'u');
}

function wordPattern(word: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_-])${escaped(word)}(?![\\p{L}\\p{N}_-])`, 'iu');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Finds an address that only equals one of the person's once it is normalised, because of letters outside ASCII. */
function hasForeignAddress(text: string, addresses: ReadonlySet<string>, recognition: EmailRecognition): boolean {
  const found = text.match(/[^\s"'<>(),;:[\]{}|`=\\]+@[^\s"'<>(),;:[\]{}|`=\\]+/gu) ?? [];
  const normal = found.map(normaliseEmail);
  if (recognition === 'whole') return normal.some((address) => addresses.has(address));
  return normal.some((longer) => [...addresses].some((address) => longer.includes(address)));
}

/** Characters between the digits of a written phone number. */
const BETWEEN = '[\\s().\\/\\u00a0\\u2010-\\u2013-]{0,3}';

/**
 * Matches a phone number, whatever separates its digits: with or without its country code, and with the digit that some countries
 * put before a local number. Few digits also occur in dates, counts and ids, so they match only as a whole value in quotes.
 */
function phonePattern(normal: string): RegExp {
  const [number = ''] = normal.split(';');
  const { countryCode, national } = nationalDigits(number) ?? { countryCode: '', national: digitsOf(number) };
  const code = countryCode === '' ? '' : `(?:00)?${spread(countryCode)}${BETWEEN}(?:0${BETWEEN})?`;
  if (national.length >= MIN_DIGITS)
    return new RegExp(`(?<!\\d)(?:${code === '' ? '' : `${code}|`}\\d${BETWEEN})?${spread(national)}(?!\\d)`, 'u');
  const quoted = `(["'])\\+?${BETWEEN}${spread(national)}${BETWEEN}\\1`;
  return new RegExp(code === '' ? quoted : `${quoted}|(?<!\\d)${code}${spread(national)}(?!\\d)`, 'u');
}

function spread(digits: string): string {
  return [...digits].join(BETWEEN);
}
