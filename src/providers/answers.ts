// What the answers of all vendors have in common: guards for values that nobody has promised, and statuses in our words.

import { canonicalJson } from '../contact/canonical.ts';
import type { ChannelConsent } from '../contact/consent.ts';
import type { ApiResponse } from '../http/request.ts';
import type { ApiFailure, FailureKind } from './contract.ts';

export interface JsonObject {
  readonly [name: string]: unknown;
}

export interface Failed {
  readonly ok: false;
  readonly failure: ApiFailure;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string that is not empty. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isSuccess(response: ApiResponse): boolean {
  return response.status >= 200 && response.status <= 299;
}

/**
 * A status that cannot be told: it counts as opted out, so that nobody is mailed because of it, and not as unsubscribed, so that an
 * opt-out which a manifest declares is written all the same.
 *
 * @param cause the vendor's word
 */
export function unknownConsent(cause: string): ChannelConsent {
  return { status: 'nonSubscribed', optedOut: true, since: 'unknown', cause };
}

/** The kind of failure that a status stands for; one that is no failure's means that the body was not what it should be. */
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

export function malformed(response: ApiResponse, expected: string): Failed {
  const message = `the answer is not ${expected}`;
  return { ok: false, failure: { kind: 'malformed', status: response.status, message } };
}

/** @returns undefined unless the header holds a number, zero or above */
export function headerNumber(response: ApiResponse, name: string): number | undefined {
  const text = response.headers[name]?.trim();
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/**
 * A property value of a shape that the API does not take, as text: it can be shown, and a managed property still differs.
 * Nothing bounds how deep a stranger nests.
 */
export function textOf(value: unknown): string {
  try {
    return canonicalJson(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return 'nested too deeply to be shown';
  }
}
