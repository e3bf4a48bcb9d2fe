// Suggests the types of custom properties from their values, for an account of which only the values are known. Pure.

import type { PropertyValue } from '../../contact/contact.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { PropertySupport } from '../../providers/capabilities.ts';
import type { PropertyType } from '../../providers/contract.ts';

/** Collects the values of custom properties by name. */
export interface SuggestedTypes {
  add(properties: Readonly<Record<string, PropertyValue | null>>): void;
  /** The type that fits all values of each property. */
  types(): ReadonlyMap<string, PropertyType>;
}

/**
 * Creates an empty collection. A property whose values are all texts that read as dates is a date, if the vendor has dates. One
 * without a value, or with values of several types, is a text: the vendor has only one type for it, and the plan says which values
 * do not fit.
 */
export function suggestedTypes({ dates }: Pick<PropertySupport, 'dates'>): SuggestedTypes {
  const found = new Map<string, PropertyType | undefined>();
  return {
    add(properties) {
      for (const [name, value] of Object.entries(properties)) {
        const type = value === null ? undefined : typeOf(value, dates !== undefined);
        found.set(name, common(found.get(name), type));
      }
    },
    types: () => new Map([...found].map(([name, type = 'string']) => [name, type])),
  };
}

function typeOf(value: PropertyValue, hasDates: boolean): PropertyType {
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value as 'number' | 'boolean';
  return hasDates && typeof value === 'string' && normaliseInstant(value) !== undefined ? 'date' : 'string';
}

function common(one: PropertyType | undefined, other: PropertyType | undefined): PropertyType | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one === other ? one : 'string';
}
