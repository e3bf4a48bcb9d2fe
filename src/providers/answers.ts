// Helpers for decoding the responses of every vendor: type guards for unchecked JSON, and failures from HTTP statuses. Pure.

import { canonicalJson } from '../contact/canonical.ts';
import type { ChannelConsent } from '../contact/consent.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { ApiResponse } from '../http/request.ts';
import type { ApiFailure, FailureKind } from './contract.ts';

/** A JSON object whose members have not been checked. */
export interface JsonObject {
  readonly [name: string]: unknown;
}

/** A response that could not be decoded: the failed case of `Decoded`. */
export interface Failed {
  readonly ok: false;
  readonly failure: ApiFailure;
}

/** Returns whether the value is a JSON object, as opposed to an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns whether the value is a non-empty string. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * The identifiers of one kind (email or phone) that were decoded so far. `values` are normalised. `texts` maps a normalised value
 * to the vendor's own text; it is undefined until a text differs from its normalised form.
 */
export interface DecodedIdentifiers {
  readonly values: string[];
  texts: Record<string, string> | undefined;
}

/**
 * Adds the normalised value to `to`, and the vendor's own text if that differs. Does nothing if the value is not a text, or is
 * empty after normalisation, because such a value identifies nobody.
 */
export function addIdentifier(to: DecodedIdentifiers, value: unknown, normalise: (text: string) => string): void {
  if (!isText(value)) return;
  const normal = normalise(value);
  if (normal === '') return;
  to.values.push(normal);
  if (normal === value) return;
  to.texts ??= {};
  if (!Object.hasOwn(to.texts, normal)) to.texts[normal] = value;
}

/** Decodes an identifier of which the vendor allows only one per contact. */
export function decodeIdentifier(value: unknown, normalise: (text: string) => string): DecodedIdentifiers {
  const decoded: DecodedIdentifiers = { values: [], texts: undefined };
  addIdentifier(decoded, value, normalise);
  return decoded;
}

/**
 * Returns the member `texts` of a live contact, merged from all its identifiers; an empty object if every text equals its
 * normalised form.
 */
export function textsOf(...decoded: readonly DecodedIdentifiers[]): Pick<LiveContact, 'texts'> {
  let texts: Record<string, string> | undefined;
  for (const { texts: own } of decoded) if (own !== undefined) texts = texts === undefined ? own : { ...texts, ...own };
  return texts === undefined ? NO_TEXTS : { texts };
}

const NO_TEXTS = {};

/** Returns whether the status is 2xx. */
export function isSuccess(response: ApiResponse): boolean {
  return response.status >= 200 && response.status <= 299;
}

/**
 * Builds the consent of a contact whose status is missing or unknown. `optedOut` is true, so that the contact is not mailed. The
 * status is `nonSubscribed` rather than `unsubscribed`, so that an opt-out declared in a manifest is still written.
 *
 * @param word the vendor's status that is not known, or a text that says that the status is missing
 */
export function unknownConsent(word: string): ChannelConsent {
  return { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause: 'unknown', word };
}

/** Maps an HTTP status to a kind of failure. A status below 400 gives `malformed`, because only its body can be wrong. */
export function failureKind(status: number): FailureKind {
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

/** Limits of what an error message takes from a response: the nesting depth of its texts, and their number. */
const DEEPEST = 4;
const MOST_TEXTS = 50;

/**
 * Returns the texts in a part of an error response, which may be a text, a list or an object. From an object that has a message
 * (`message`, `detail`, `error` or `title`), it returns that message with the object's `field` as prefix. From any other object,
 * it returns the texts of all members, each with the member's name as prefix; a name that is a number is a position in a list,
 * and is left out.
 */
function textsIn(value: unknown, depth = 0): readonly string[] {
  if (isText(value)) return [value];
  if (depth >= DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_TEXTS).flatMap((member) => textsIn(member, depth + 1));
  const object = value as JsonObject;
  const own = [object.message, object.detail, object.error, object.title].find(isText);
  if (own !== undefined) return [[object.field, own].filter(isText).join(': ')];
  return Object.entries(object)
    .slice(0, MOST_TEXTS)
    .flatMap(([name, member]) =>
      textsIn(member, depth + 1).map((text) => (/^\d+$/.test(name) ? text : `${name}: ${text}`)),
    );
}

/**
 * Returns the error message in an error response. Understands every shape that was seen at any vendor, because gateways and later
 * versions of an API answer in shapes that the vendor does not document: problem+json, `{error, fields}`, `{message}`, `{error:
 * {message}}`, `{result_text, result_data: {errors}}`, a text, and a page that is not JSON.
 *
 * @returns the texts, most important first, separated by `; `. Without any text, the response's `words` (the readable words of a
 *   body that is not JSON); an empty string if those are absent, too
 */
export function messageOf({ body, words = '' }: Pick<ApiResponse, 'body' | 'words'>): string {
  const { detail, title, message, error, result_text, errors, fields, result_data } = isObject(body) ? body : NO_BODY;
  const nested = isObject(result_data) ? result_data.errors : undefined;
  const texts = [isText(detail) ? detail : title, message, error, result_text, errors, fields, nested].flatMap((part) =>
    textsIn(part),
  );
  const said = [...new Set(texts.length === 0 && isText(body) ? [body] : texts)].slice(0, MOST_TEXTS);
  return said.length === 0 ? words : said.join('; ');
}

const NO_BODY: JsonObject = {};

/**
 * Builds the failure for a response whose body is not as documented.
 *
 * @param expected what the body should have been; completes the sentence "the answer is not …"
 */
export function malformed(response: ApiResponse, expected: string): Failed {
  const message = `the answer is not ${expected}`;
  return { ok: false, failure: { kind: 'malformed', status: response.status, message } };
}

/**
 * Reads a header as a number.
 *
 * @returns undefined if the header is missing, not a number or negative
 */
export function headerNumber(response: ApiResponse, name: string): number | undefined {
  const text = response.headers[name]?.trim();
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/**
 * Reads a header that states a time in seconds.
 *
 * @returns milliseconds; undefined if the header is missing or not a duration
 */
export function headerSeconds(response: ApiResponse, name: string): number | undefined {
  return toMilliseconds(headerNumber(response, name));
}

/** Converts seconds to milliseconds. Returns undefined if the value is not a number, is negative, or is infinite. */
export function toMilliseconds(seconds: unknown): number | undefined {
  const milliseconds = typeof seconds === 'number' ? seconds * 1000 : Number.NaN;
  return Number.isFinite(milliseconds) && milliseconds >= 0 ? milliseconds : undefined;
}

/**
 * Returns whether the value can be a property's value without conversion. Infinity is rejected: JSON.parse returns it for a
 * number such as 1e999.
 */
export function isPropertyValue(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

/**
 * Converts a property value of an unsupported type to canonical JSON text, so that it can be shown and compared. The nesting
 * depth of a response is not limited, so a stack overflow is caught.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  try {
    return canonicalJson(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'nested too deeply to be shown';
  }
}
