// Parses lines of the JSON files that rollcall wrote earlier (snapshots and live caches) and checks the shape of the contacts in
// them.

import type { LiveContact } from '../contact/contact.ts';
import { isVendorId } from '../contact/vendor-id.ts';

/** Parses a line of JSON. Returns undefined if it is not valid JSON. */
export function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** True if the value has all required members of a live contact. Of what these members contain, only the id is checked. */
export function isLiveContact(value: unknown): value is LiveContact {
  if (!isObject(value)) return false;
  const { id, emails, phones, scalars, sets, customProperties, channels } = value;
  if (id !== undefined && !isVendorId(id)) return false;
  return [emails, phones].every(Array.isArray) && [scalars, sets, customProperties, channels].every(isObject);
}

/** True for an object that is not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
