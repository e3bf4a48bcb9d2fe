// Parses the interests and autoresponders in a body: `{"name or id": "Set" | "Unset"}`. Both names and ids are accepted, and case
// is ignored, because the Drupal module sends names with "Set", and the Zapier app sends ids with "set".

import { isObject } from '../../json.ts';
import type { Report } from '../json.ts';
import type { Named } from './contact.ts';

type Memberships = readonly (readonly [number, boolean])[];

/**
 * Parses and validates the interests or the autoresponders. Returns pairs of id and new membership.
 *
 * @param name name of the member in the body, for error messages
 * @param known the interests or autoresponders that the account defines, by id
 */
export function readMemberships(
  name: string,
  value: unknown,
  known: ReadonlyMap<number, Named>,
  report: Report,
): Memberships {
  if (value === undefined || value === null) return [];
  // PHP writes an empty map as an empty list.
  if (Array.isArray(value) && value.length === 0) return [];
  if (!isObject(value)) {
    report(`'${name}' is not a valid map`);
    return [];
  }
  return Object.entries(value).flatMap(([key, written]) => {
    const id = idOf(key, known);
    const isSet = writtenState(written);
    if (id === undefined) report(`'${name}' has no item '${key}'`);
    else if (isSet === undefined) report(`'${name}' -> '${key}' must be Set or Unset`);
    return id === undefined || isSet === undefined ? [] : [[id, isSet] as const];
  });
}

function idOf(key: string, known: ReadonlyMap<number, Named>): number | undefined {
  for (const { id, name } of known.values()) if (name.toLowerCase() === key.toLowerCase()) return id;
  return /^\d+$/.test(key) ? known.get(Number(key))?.id : undefined;
}

function writtenState(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : undefined;
  if (word === 'set') return true;
  return word === 'unset' ? false : undefined;
}
