// Constructors for the rows of the capability tables, one call per row. Pure.

import type { Certainty, Clear, SupportedField, UnsupportedField } from './capabilities.ts';

/** All names of a dialect: `dialect` and `label` are derived, so that they are never spelt out twice. */
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

/** A vendor document or a recorded exchange, and the day it was read (YYYY-MM-DD). */
export interface Document {
  readonly source: string;
  readonly date: string;
}

/** Facts of a field that differ from the defaults of `has`. */
export type Facts = Partial<Pick<SupportedField, 'write' | 'maxLength' | 'values' | 'certainty' | 'yieldsTo'>>;

/** A field that the vendor has and that can be read and written; documented unless `facts` say otherwise. */
export function has(document: Document, how: string, clear: Clear, facts: Facts = {}): SupportedField {
  return { has: true, read: true, write: true, clear, how, certainty: 'documented', ...document, ...facts };
}

/** A field that the vendor does not have, or that cannot be compared. */
export function hasNot(document: Document, how: string, certainty: Certainty = 'documented'): UnsupportedField {
  return { has: false, how, certainty, ...document };
}
