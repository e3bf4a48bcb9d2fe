// Functions that build the rows of the capability tables (capabilities.ts of each vendor). Pure.

import type { FieldName, SetField } from '../contact/fields.ts';
import type { Certainty, Clear, SupportedField, UnprovenFact, UnsupportedField } from './capabilities.ts';

/** Builds all name members of a dialect's capabilities; `dialect` and `label` are composed of the parameters. */
export function namesOf<const P extends string, const V extends string>(
  provider: P,
  vendorName: string,
  apiVersion: V,
) {
  return {
    dialect: `${provider}@${apiVersion}`,
    provider,
    apiVersion,
    vendorName,
    label: `${vendorName} ${apiVersion}`,
  } as const;
}

/** The source of a fact: a vendor document or a recorded exchange, and the date on which it was read (YYYY-MM-DD). */
export interface Document {
  readonly source: string;
  readonly date: string;
}

/** The members of a row that can differ from the defaults of `has`. */
export type Facts = Partial<Pick<SupportedField, 'write' | 'maxLength' | 'values' | 'certainty' | 'yieldsTo'>>;

/** Builds the row of a field that the vendor has. By default the field can be read and written, and the facts are documented. */
export function has(document: Document, how: string, clear: Clear, facts: Facts = {}): SupportedField {
  return { has: true, read: true, write: true, clear, how, certainty: 'documented', ...document, ...facts };
}

/** Builds the row of a field that the vendor does not have, or whose live value cannot be read and compared. */
export function hasNot(document: Document, how: string, certainty: Certainty = 'documented'): UnsupportedField {
  return { has: false, how, certainty, ...document };
}

/**
 * Builds one unproven fact per field: that the field can be emptied.
 *
 * @param sent the JSON text of the value that is sent to empty a field
 */
export function clearFacts(vendorName: string, sent: string, fields: readonly FieldName[]): readonly UnprovenFact[] {
  return fields.map((field) => ({
    id: `clear.${field}`,
    field,
    decides: 'clear',
    sentence: `${vendorName} empties ${field} when it is sent \`${sent}\`.`,
  }));
}

/** Builds the unproven fact that a written set replaces the stored one. */
export function replaceFact(vendorName: string, field: SetField): UnprovenFact {
  return {
    id: `${field}.replace`,
    field,
    decides: 'replace',
    sentence: `${vendorName} takes the ${field} of an update for the whole set, and removes the others.`,
  };
}

/** Builds the unproven fact that a property of type date keeps the time of day. */
export function timeFact(vendorName: string): UnprovenFact {
  return {
    id: 'dates.time',
    field: 'customProperties',
    decides: 'time',
    sentence: `${vendorName} keeps the time of day of a custom field of type date.`,
  };
}
