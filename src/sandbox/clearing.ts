// Selects what a vendor does when a client sends the value that is believed to empty a field. The vendors document it for few fields.

import { objectAt, oneOfAt, refuseUnknown } from './state-values.ts';

/** `ignored`: the request succeeds, and the field keeps its value. `refused`: the request is answered with an error. */
const CLEARINGS = ['ignored', 'refused'] as const;

/** What happens to fields, by the vendor's own names; a field without an entry is emptied. */
export type Clearing<Field extends string = string> = Readonly<Partial<Record<Field, (typeof CLEARINGS)[number]>>>;

/**
 * Returns the setting `clearing` of a saved state.
 *
 * @param fields the fields that it may name
 * @throws StateError if it is not valid
 */
export function clearingAt<Field extends string>(value: unknown, fields: readonly Field[]): Clearing<Field> {
  const given = value === undefined ? {} : objectAt(value, 'clearing');
  const known = fields.filter((field) => given[field] !== undefined);
  refuseUnknown(Object.fromEntries(Object.entries(given).filter(([name]) => !isOneOf(fields, name))), 'clearing.');
  return Object.fromEntries(
    known.map((field) => [field, oneOfAt(given[field], `clearing.${field}`, CLEARINGS)]),
  ) as Clearing<Field>;
}

/** The setting as members of a saved state: none if every field is emptied. */
export function clearingState(clearing: Clearing): { readonly clearing?: Clearing } {
  return Object.keys(clearing).length === 0 ? {} : { clearing };
}

function isOneOf(fields: readonly string[], name: string): boolean {
  return fields.includes(name);
}
