// Parses and formats the vendor's dates: RFC 3339 instants, and days in the form YYYY-MM-DD.

import { StateError } from '../../vendor.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** Converts an RFC 3339 instant to UTC. Returns undefined if the text is not a valid instant. */
export function instant(text: string): string | undefined {
  if (!RFC_3339.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  // Return an instant unchanged if it is already in the format of the result, because formatting half a million instants takes
  // long.
  return text.length === 20 && text.endsWith('Z') ? text : formatInstant(milliseconds);
}

/**
 * Returns an instant of a saved state in UTC, or the fallback if the value is absent.
 *
 * @param path path of the value in the saved state, for error messages
 * @throws StateError if the value is not an RFC 3339 instant, or is absent without a fallback
 */
export function dateAt(value: unknown, path: string, fallback?: string): string {
  const date = value === undefined ? fallback : typeof value === 'string' ? instant(value) : undefined;
  if (date === undefined) throw new StateError(`${path}: expected an RFC 3339 date`);
  return date;
}

/**
 * Formats an instant as RFC 3339 in UTC, without milliseconds if they are zero.
 *
 * @param milliseconds since the epoch
 */
export function formatInstant(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return milliseconds % 1000 === 0 ? `${text.slice(0, 19)}Z` : text;
}

/** Returns whether the text is a day that exists, in the form YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)) return false;
  const day = Number(text.slice(8));
  return day <= 28 || day <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/**
 * Returns the number of days in a month.
 *
 * @param month counted from 1
 */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
