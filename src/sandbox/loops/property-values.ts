// Converts the values of custom properties to their stored form. Only dates are documented
// (loops.so/docs/contacts/properties#dates, read 2026-11-21); where the live test by loops-kmp of 2026-06-17 differs,
// it decides. The other conversions are the most lenient ones that keep the type.

import type { PropertyType, PropertyValue } from './contact.ts';

/** Infers the type of a new property from its first value, as observed by loops-kmp; undefined if it is not a value. */
export function inferredType(value: unknown): PropertyType | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : undefined;
}

/** Returns the value as it is stored and read back; undefined if the property cannot hold it. */
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
 * Converts a date to ISO 8601. A number counts as milliseconds, so seconds become dates in January 1970, although the documents
 * say that they are refused. A string of digits is refused, although the documents allow it. Both were seen in the live test.
 */
function dateOf(value: unknown): string | undefined {
  if (typeof value === 'number') return isoOf(value);
  const [, day, time = '00:00', offset = 'Z'] = (typeof value === 'string' ? DATE.exec(value) : undefined) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  return isoOf(Date.parse(`${day}T${time}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`));
}

/** True for an existing day; Date.parse would turn the 31st of February into a day of March. */
function isDay(text: string): boolean {
  return isoOf(Date.parse(text))?.startsWith(text) === true;
}

function isoOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
