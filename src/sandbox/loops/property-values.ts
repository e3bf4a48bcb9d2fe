// Converts the values of custom properties to their stored form. Only the conversion of dates is documented
// (loops.so/docs/contacts/properties#dates, read 2026-11-21). Where the live test that the project loops-kmp made on 2026-06-17
// contradicts the documents, the sandbox follows the test. The other conversions are assumptions: they accept every value that
// can be read as the type.

import type { PropertyType, PropertyValue } from './contact.ts';

/** Infers a new property's type from its first value, as loops-kmp observed. Returns undefined for null, lists and objects. */
export function inferredType(value: unknown): PropertyType | undefined {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : undefined;
}

/** Returns the stored form of a value, or undefined if a property of this type cannot have the value. */
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
 * Converts a date to ISO 8601. A number is taken as milliseconds, so a timestamp in seconds becomes a date in January 1970,
 * although the documents say that it is refused. A string of digits is refused, although the documents allow it. The live test of
 * loops-kmp showed both.
 */
function dateOf(value: unknown): string | undefined {
  if (typeof value === 'number') return isoOf(value);
  const [, day, time = '00:00', offset = 'Z'] = (typeof value === 'string' ? DATE.exec(value) : undefined) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  return isoOf(Date.parse(`${day}T${time}${offset.replace(/(\d{2})(\d{2})$/, '$1:$2').toUpperCase()}`));
}

/** Returns whether the day exists. Date.parse alone would accept the 31st of February and return a day of March. */
function isDay(text: string): boolean {
  return isoOf(Date.parse(text))?.startsWith(text) === true;
}

function isoOf(milliseconds: number): string | undefined {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
