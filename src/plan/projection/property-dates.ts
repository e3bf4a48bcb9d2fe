// Custom properties that the account defines as dates (docs/semantics.md#dates-and-numbers): compared as instants, and written in
// the vendor's format. Gives both sides the same format and never compares them (compare.ts). Pure.

import type { PropertyValue } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import type { ProjectedField } from './project.ts';

/** The projection with dates in the vendor's format. Values that are not dates stay unchanged; rules/account-names.ts blocks them. */
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

/** Range of numbers that are dates in milliseconds: smaller ones are probably seconds, larger ones exceed the range of `Date`. */
const FIRST_MILLISECONDS = 1e11;
const LAST_MILLISECONDS = 8.64e15;

/** The date in the vendor's format; undefined if the value is not a date. */
function format(value: FieldValue, form: Form): string | undefined {
  const instant = value === null ? undefined : instantOf(value);
  if (instant === undefined || form === 'instant') return instant;
  return instant.slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
}

/** The instant with milliseconds: `2024-01-17T10:21:11.000Z`. */
function instantOf(value: PropertyValue): string | undefined {
  if (typeof value === 'number') {
    return value < FIRST_MILLISECONDS || value > LAST_MILLISECONDS ? undefined : new Date(value).toISOString();
  }
  const instant = typeof value === 'string' ? normaliseInstant(value) : undefined;
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
