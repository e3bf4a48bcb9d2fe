// Rows of the capability tables: one call a row, so that a table reads as a table. Types only, no library.

import type { Certainty, Clear, SupportedField, UnsupportedField } from './capabilities.ts';

/** The names of a dialect, each made from these three: `dialect` and `label` are never written out. */
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

/** A vendor document, or a recorded exchange, and the day it was read. */
export interface Document {
  readonly source: string;
  readonly date: string;
}

export type Facts = Partial<Pick<SupportedField, 'write' | 'maxLength' | 'values' | 'certainty' | 'yieldsTo'>>;

/** A field that the vendor has and that can be read; documented unless `facts` say otherwise. */
export function has(document: Document, how: string, clear: Clear, facts: Facts = {}): SupportedField {
  return { has: true, read: true, write: true, clear, how, certainty: 'documented', ...document, ...facts };
}

/** A field that the vendor does not have, or not in a way that lets us compare it. */
export function hasNot(document: Document, how: string, certainty: Certainty = 'documented'): UnsupportedField {
  return { has: false, how, certainty, ...document };
}
