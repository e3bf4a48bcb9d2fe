// Checks single values of a state. An invalid value throws a StateError that names its path, such as `contacts[3].id`;
// a missing one gives the default.

import { isObject, type JsonObject } from './json.ts';
import { StateError } from './vendor.ts';

/** @throws StateError unless the value is an object */
export function objectAt(value: unknown, path: string): JsonObject {
  if (isObject(value)) return value;
  throw new StateError(`${path}: expected an object`);
}

/**
 * Returns a list; an empty one if the value is absent.
 *
 * @throws StateError
 */
export function listAt(value: unknown, path: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new StateError(`${path}: expected a list`);
}

/**
 * Returns a string, which may be empty; an empty one if the value is absent.
 *
 * @throws StateError
 */
export function textAt(value: unknown, path: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new StateError(`${path}: expected a string`);
}

/**
 * Returns a string or null; null if the value is absent.
 *
 * @throws StateError
 */
export function textOrNullAt(value: unknown, path: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new StateError(`${path}: expected a string or null`);
}

/**
 * Returns a string that is not empty; the fallback if the value is absent.
 *
 * @throws StateError
 */
export function nameAt(value: unknown, path: string, fallback?: string): string {
  const name = textAt(value === undefined ? fallback : value, path);
  if (name === '') throw new StateError(`${path}: expected a string that is not empty`);
  return name;
}

/** @throws StateError */
export function booleanAt(value: unknown, path: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new StateError(`${path}: expected true or false`);
}

/**
 * Returns a whole number that is not negative; the fallback if the value is absent.
 *
 * @throws StateError
 */
export function wholeNumberAt(value: unknown, path: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StateError(`${path}: expected a whole number`);
}

/** @throws StateError unless the value is one of `values` */
export function oneOfAt<T extends string | number>(value: unknown, path: string, values: readonly T[]): T {
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new StateError(`${path}: expected one of ${values.join(', ')}`);
  return known;
}

/**
 * Refuses members that are left over after the known ones were taken.
 *
 * @param prefix path of the object with a dot at its end, or empty for the state itself
 * @throws StateError if there is any
 */
export function refuseUnknown(unknown: JsonObject, prefix: string): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StateError(`${prefix}${name}: unknown`);
}
