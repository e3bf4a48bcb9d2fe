// The setting `clearing` of a saved state. It selects what a vendor does with a field when a client sends the value that is
// believed to empty the field (null, `""` or an empty list). The vendors document this for few fields.

import { objectAt, oneOfAt, refuseUnknown } from './state-values.ts';

/** `ignored`: the request succeeds, and the field keeps its value. `refused`: the request is answered with an error. */
const CLEARINGS = ['ignored', 'refused'] as const;

/** Map from the vendor's name of a field to what happens instead of emptying it. A field that is not in the map is emptied. */
export type Clearing<Field extends string = string> = Readonly<Partial<Record<Field, (typeof CLEARINGS)[number]>>>;

/**
 * Returns the setting `clearing` of a saved state.
 *
 * @param fields the fields that the setting may name
 * @throws StateError if the setting is not valid
 */
export function clearingAt<Field extends string>(value: unknown, fields: readonly Field[]): Clearing<Field> {
  const given = value === undefined ? {} : objectAt(value, 'clearing');
  const known = fields.filter((field) => given[field] !== undefined);
  refuseUnknown(Object.fromEntries(Object.entries(given).filter(([name]) => !isOneOf(fields, name))), 'clearing.');
  return Object.fromEntries(
    known.map((field) => [field, oneOfAt(given[field], `clearing.${field}`, CLEARINGS)]),
  ) as Clearing<Field>;
}

/** Returns the setting as a member of a saved state; an empty object if every field is emptied. */
export function clearingState(clearing: Clearing): { readonly clearing?: Clearing } {
  return Object.keys(clearing).length === 0 ? {} : { clearing };
}

function isOneOf(fields: readonly string[], name: string): boolean {
  return fields.includes(name);
}
