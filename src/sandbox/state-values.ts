// Values of a state, one by one: wrong ones are told with their place.

import { isObject, type JsonObject } from './json.ts';
import { StateError } from './vendor.ts';

export function objectAt(value: unknown, at: string): JsonObject {
  if (isObject(value)) return value;
  throw new StateError(`${at}: expected an object`);
}

export function listAt(value: unknown, at: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new StateError(`${at}: expected a list`);
}

/** Any text, the empty one included; absent, it is empty. */
export function textAt(value: unknown, at: string): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new StateError(`${at}: expected a text`);
}

export function textOrNullAt(value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new StateError(`${at}: expected a text or null`);
}

/** A text that is not empty. */
export function nameAt(value: unknown, at: string, otherwise?: string): string {
  const name = textAt(value === undefined ? otherwise : value, at);
  if (name === '') throw new StateError(`${at}: expected a text`);
  return name;
}

export function booleanAt(value: unknown, at: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  throw new StateError(`${at}: expected true or false`);
}

export function wholeAt(value: unknown, at: string, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StateError(`${at}: expected a whole number`);
}

export function oneOfAt<T extends string | number>(value: unknown, at: string, values: readonly T[]): T {
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new StateError(`${at}: one of ${values.join(', ')}`);
  return known;
}

export function refuseUnknown(unknown: JsonObject, at: string): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StateError(`${at}${name}: unknown`);
}
