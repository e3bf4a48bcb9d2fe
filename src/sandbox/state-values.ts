// Checks single values of a saved state. An invalid value throws a StateError whose message contains the value's path, such as
// `contacts[3].id`. Most functions replace an absent value with a default.

import { isObject, type JsonObject } from './json.ts';
import { StateError } from './vendor.ts';

/**
 * Returns the value if it is an object.
 *
 * @throws StateError if it is not
 */
export function objectAt(value: unknown, path: string): JsonObject {
  if (isObject(value)) return value;
  throw new StateError(`${path}: expected an object`);
}

/**
 * Returns the value if it is a list, or an empty list if it is absent.
 *
 * @throws StateError if it is neither
 */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new StateError(`${path}: expected a list`);
}

/**
 * Returns the value if it is a string, or an empty string if it is absent.
 *
 * @throws StateError if it is neither
 */
export function textAt(value: unknown, path: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new StateError(`${path}: expected a string`);
}

/**
 * Returns the value if it is a string, or null if it is null or absent.
 *
 * @throws StateError if it is none of these
 */
export function textOrNullAt(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new StateError(`${path}: expected a string or null`);
}

/**
 * Returns the value if it is a string with at least one character, or the fallback if it is absent.
 *
 * @throws StateError if it is neither
 */
export function nameAt(value: unknown, path: string, fallback?: string): string {
  const name = textAt(value === undefined ? fallback : value, path);
  if (name === '') throw new StateError(`${path}: expected a string that is not empty`);
  return name;
}

/**
 * Returns the value if it is a boolean, or the fallback if it is absent.
 *
 * @throws StateError if it is neither
 */
export function booleanAt(value: unknown, path: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new StateError(`${path}: expected true or false`);
}

/**
 * Returns the value if it is a whole number from 0, or the fallback if it is absent.
 *
 * @throws StateError if it is neither
 */
export function wholeNumberAt(value: unknown, path: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StateError(`${path}: expected a whole number`);
}

/**
 * Returns the value if it is one of `values`.
 *
 * @throws StateError if it is not
 */
export function oneOfAt<T extends string | number>(value: unknown, path: string, values: readonly T[]): T {
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new StateError(`${path}: expected one of ${values.join(', ')}`);
  return known;
}

/**
 * Rejects the unknown members of an object.
 *
 * @param unknown the members that remain after the known ones were destructured
 * @param prefix path of the object followed by a dot, or an empty string for the state itself
 * @throws StateError if there is an unknown member
 */
export function refuseUnknown(unknown: JsonObject, prefix: string): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StateError(`${prefix}${name}: unknown`);
}

/**
 * Returns a function that gives an id to each contact whose saved state has none. The ids are the same at every start, and differ
 * from those of all contacts that have one.
 *
 * @param nth builds the id for a number, counted from 1
 * @returns a function from the index of a contact to its id; it must be called in the order of the contacts
 */
export function defaultIds(states: readonly unknown[], nth: (number: number) => string): (index: number) => string {
  const stated = new Set(states.map((state) => (isObject(state) ? state.id : undefined)));
  let last = states.length;
  return (index) => {
    let id = nth(index + 1);
    while (stated.has(id)) {
      last += 1;
      id = nth(last);
    }
    return id;
  };
}
