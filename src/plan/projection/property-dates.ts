// Converts custom properties that the account defines as dates (docs/semantics.md#dates-and-numbers) to the vendor's format. The
// desired and the live value get the same format, so that compare.ts finds no difference between two spellings of an instant.
// Pure.

import type { PropertyValue } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import type { ProjectedField } from './project.ts';

/**
 * Converts the values of properties that are dates at the vendor to its format. If such a value is not a date, it stays unchanged
 * here, and rules/account-names.ts blocks it.
 */
export function withDates(
  fields: readonly ProjectedField[],
  { properties }: AccountSchema,
  { dates: form }: PropertySupport,
): readonly ProjectedField[] {
  if (form === undefined || properties === undefined) return fields;
  return fields.map((field) => {
    const [kind, name = ''] = field.path;
    return kind === 'customProperties' && properties.get(name) === 'date' ? convert(field, form) : field;
  });
}

type DateFormat = NonNullable<PropertySupport['dates']>;

function convert(field: ProjectedField, form: DateFormat): ProjectedField {
  const wanted = format('desired' in field ? field.desired : field.base, form);
  if (wanted === undefined) return field;
  const comparedLive = format(field.live, form) ?? field.live;
  return 'desired' in field ? { ...field, desired: wanted, comparedLive } : { ...field, base: wanted, comparedLive };
}

/**
 * Range of numbers that are read as milliseconds since the epoch. Smaller ones are probably seconds; larger ones are no dates.
 */
const FIRST_MILLISECONDS = 1e11;
const LAST_MILLISECONDS = 8.64e15;

/** Returns the date in the vendor's format; undefined if the value is not a date. */
function format(value: FieldValue, form: DateFormat): string | undefined {
  const instant = value === null ? undefined : instantOf(value);
  if (instant === undefined || form === 'instant') return instant;
  if (form === 'day') return instant.slice(0, 10);
  return instant.slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
}

/** Returns the instant with milliseconds, as in `2024-01-17T10:21:11.000Z`; undefined if the value is not a date. */
function instantOf(value: PropertyValue): string | undefined {
  if (typeof value === 'number') {
    return value < FIRST_MILLISECONDS || value > LAST_MILLISECONDS ? undefined : new Date(value).toISOString();
  }
  const instant = typeof value === 'string' ? normaliseInstant(value) : undefined;
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
