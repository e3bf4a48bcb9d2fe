// A line of a file of ours → a value, checked only as far as it is used.

import type { LiveContact } from '../contact/contact.ts';

/** Undefined where the line is no JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function isLiveContact(value: unknown): value is LiveContact {
  if (!isObject(value)) return false;
  const { emails, phones, scalars, sets, customProperties, channels } = value;
  return [emails, phones].every(Array.isArray) && [scalars, sets, customProperties, channels].every(isObject);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
