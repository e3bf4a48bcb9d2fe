// Properties that the account says are dates (docs/semantics.md#dates-and-numbers): compared as instants, and written as the
// vendor writes them. It gives both sides one spelling and compares nothing (compare.ts). Pure.

import type { PropertyValue } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import type { ProjectedField } from './project.ts';

/** The projection with its dates as the vendor spells them. What is not a date stays as it is, and is refused elsewhere. */
export function withDates(
  fields: readonly ProjectedField[],
  { properties }: AccountSchema,
  { dates: form }: PropertySupport,
): readonly ProjectedField[] {
  if (form === undefined || properties === undefined) return fields;
  return fields.map((field) => {
    const [kind, name = ''] = field.path;
    return kind === 'customProperties' && properties.get(name) === 'date' ? spell(field, form) : field;
  });
}

type Form = NonNullable<PropertySupport['dates']>;

function spell(field: ProjectedField, form: Form): ProjectedField {
  const wanted = format('desired' in field ? field.desired : field.base, form);
  if (wanted === undefined) return field;
  const comparedLive = format(field.live, form) ?? field.live;
  return 'desired' in field ? { ...field, desired: wanted, comparedLive } : { ...field, base: wanted, comparedLive };
}

/** Milliseconds are taken for a number; seconds would be a day in 1970, and are no date here. No date is later than the last. */
const FIRST_MILLISECONDS = 1e11;
const LAST_MILLISECONDS = 8.64e15;

/** @returns undefined for what is not a date */
function format(value: FieldValue, form: Form): string | undefined {
  const instant = value === null ? undefined : instantOf(value);
  if (instant === undefined || form === 'instant') return instant;
  return instant.slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
}

/** `2024-01-17T10:21:11.000Z` */
function instantOf(value: PropertyValue): string | undefined {
  if (typeof value === 'number') {
    return value < FIRST_MILLISECONDS || value > LAST_MILLISECONDS ? undefined : new Date(value).toISOString();
  }
  const instant = typeof value === 'string' ? normaliseInstant(value) : undefined;
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
