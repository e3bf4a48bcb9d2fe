// What becomes of a custom property's value. Only dates are described (loops.so/docs/contacts/properties#dates, and a live
// test by loops-kmp of 2026-06-17 where the two differ); the other conversions are the mildest that keep the type.

import type { PropertyType, PropertyValue } from './contact.ts';

/** Seen: a property that is not there yet takes its type from the first value. Undefined for what is no value. */
export function inferredType(value: unknown): PropertyType | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : undefined;
}

/** The value as it is stored and read back; undefined if the property cannot hold it. */
export function storedValue(type: PropertyType, value: unknown): PropertyValue | undefined {
  switch (type) {
    case 'string':
      return inferredType(value) === undefined ? undefined : String(value);
    case 'number':
      return numberOf(value);
    case 'boolean':
      return booleanOf(value);
    case 'date':
      return dateOf(value);
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const isNumeric = typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value));
  return isNumeric ? Number(value) : undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === 'true') return true;
  if (value === 'false') return false;
  return typeof value === 'boolean' ? value : undefined;
}

const DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Numbers are milliseconds. Seconds are not refused, against the documents: they end up in January 1970. A text of digits is
 * refused, against the documents as well. Both seen in the live test.
 */
function dateOf(value: unknown): string | undefined {
  if (typeof value === 'number') return isoOf(value);
  const [, day, time = '00:00', offset = 'Z'] = (typeof value === 'string' ? DATE.exec(value) : undefined) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  return isoOf(Date.parse(`${day}T${time}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`));
}

/** Date.parse would take the 31st of February for a day in March. */
function isDay(text: string): boolean {
  return isoOf(Date.parse(text))?.startsWith(text) === true;
}

function isoOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
