// Dates as the vendor takes and returns them.

import { StateError } from '../../vendor.ts';

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;

/** The same instant in UTC; undefined if the text is not RFC 3339. */
export function instant(text: string): string | undefined {
  if (!RFC_3339.test(text) || !isDay(text.slice(0, 10))) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) return undefined;
  // Most dates are in this form already, and a state of 100,000 contacts holds half a million of them.
  return text.length === 20 && text.endsWith('Z') ? text : formatInstant(milliseconds);
}

/** The date of a state. */
export function dateAt(value: unknown, at: string, otherwise?: string): string {
  const date = value === undefined ? otherwise : typeof value === 'string' ? instant(value) : undefined;
  if (date === undefined) throw new StateError(`${at}: expected an RFC 3339 date`);
  return date;
}

export function formatInstant(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  return milliseconds % 1000 === 0 ? `${text.slice(0, 19)}Z` : text;
}

/** True for an existing day written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(text)) return false;
  const day = Number(text.slice(8));
  return day <= 28 || day <= daysIn(Number(text.slice(0, 4)), Number(text.slice(5, 7)));
}

/** @param month from 1 */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
