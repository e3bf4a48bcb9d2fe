// Members of parsed JSON whose shape nobody vouches for.

import { isObject } from '../live/json-line.ts';

export function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

/** A whole number; undefined for anything else. */
export function integerIn(value: unknown, name: string): number | undefined {
  const found = member(value, name);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : undefined;
}

export function textIn(value: unknown, name: string): string | undefined {
  const found = member(value, name);
  return typeof found === 'string' ? found : undefined;
}
