// Parses lines of the files that rollcall writes; checks values only as far as they are used.

import type { LiveContact } from '../contact/contact.ts';

/** Parses a line of JSON; undefined if it is not JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Checks the members that every live contact has; not the values in them. */
export function isLiveContact(value: unknown): value is LiveContact {
  if (!isObject(value)) return false;
  const { emails, phones, scalars, sets, customProperties, channels } = value;
  return [emails, phones].every(Array.isArray) && [scalars, sets, customProperties, channels].every(isObject);
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
