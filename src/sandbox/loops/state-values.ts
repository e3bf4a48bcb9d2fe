// Values of a state, one by one: wrong ones are told with their place.

import { StateError } from '../vendor.ts';
import { isObject, type JsonObject } from './json.ts';

export function objectAt(value: unknown, at: string): JsonObject {
  if (isObject(value)) return value;
  throw new StateError(`${at}: expected an object`);
}

export function listAt(value: unknown, at: string): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new StateError(`${at}: expected a list`);
}

export function textAt(value: unknown, at: string, otherwise?: string): string {
  const text = value === undefined ? otherwise : value;
  if (typeof text === 'string' && text !== '') return text;
  throw new StateError(`${at}: expected a text`);
}

export function textOrNullAt(value: unknown, at: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new StateError(`${at}: expected a text or null`);
}

export function booleanAt(value: unknown, at: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value === 'boolean') return value;
  throw new StateError(`${at}: expected true or false`);
}

export function oneOfAt<T extends string>(value: unknown, at: string, values: readonly T[]): T {
  const known = values.find((candidate) => candidate === value);
  if (known === undefined) throw new StateError(`${at}: one of ${values.join(', ')}`);
  return known;
}

export function refuseUnknown(unknown: JsonObject, at: string): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StateError(`${at}${name}: unknown`);
}
