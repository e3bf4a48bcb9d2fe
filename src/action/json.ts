// Reads members of parsed JSON of unknown shape.

import { isObject } from '../live/json-line.ts';

/** Returns a member of an object; undefined if there is none, or the value is not an object. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** Returns a member that is a whole number; undefined for anything else. */
export function integerIn(value: unknown, name: string): number | undefined {
  const found = member(value, name);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}

/** Returns a member that is a string; undefined for anything else. */
export function textIn(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
}
