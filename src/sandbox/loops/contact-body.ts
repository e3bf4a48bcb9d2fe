// Reads the body of create and update (schema ContactFields). Enters: a JSON object. Leaves: a checked write, and
// reports of errors. Custom properties are members next to the fixed ones; an unknown member creates a new property.

import { isObject, type JsonObject } from '../json.ts';
import { type ContactWrite, comparableEmail, isEmail, type Property, type PropertyValue } from './contact.ts';
import { isCustomName, labelOf } from './property-names.ts';
import { inferredType, storedValue } from './property-values.ts';

/**
 * Maximum length of a value in characters, including quotes. Source: loops.so/docs/api-reference/update-contact, read
 * 2026-11-21.
 */
const MAX_LENGTH = 500;

/** Records one error of a body; the vendor reports only the first. */
export type Report = (message: string) => void;

/**
 * Reads and checks a contact's members.
 *
 * @param properties the team's custom properties
 */
export function readContactBody(
  body: JsonObject,
  properties: ReadonlyMap<string, Property>,
  report: Report,
): ContactWrite {
  if (hasTooLong(body)) report('Some body key or value is longer than allowable');
  return {
    email: emailOf(body.email, report),
    userId: textOf('userId', body.userId, report) || undefined,
    firstName: textOf('firstName', body.firstName, report),
    lastName: textOf('lastName', body.lastName, report),
    // Assumed, neither documented nor observed: null leaves the source unchanged and resets the group to its default.
    source: textOf('source', body.source, report) ?? undefined,
    userGroup: body.userGroup === null ? '' : (textOf('userGroup', body.userGroup, report) ?? undefined),
    subscribed: booleanOf('subscribed', body.subscribed, report),
    mailingLists: listsOf(body.mailingLists, report),
    ...propertiesOf(body, properties, report),
  };
}

function hasTooLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length + 2 > MAX_LENGTH;
  if (Array.isArray(value)) return value.some(hasTooLong);
  return (
    isObject(value) && Object.entries(value).some(([key, member]) => key.length > MAX_LENGTH || hasTooLong(member))
  );
}

/** Reads an email; null counts as not supplied. As far as is known, neither email nor userId can be removed from a contact. */
function emailOf(value: unknown, report: Report): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && isEmail(value)) return comparableEmail(value);
  report('Invalid email address.');
  return undefined;
}

function textOf(name: string, value: unknown, report: Report): string | null | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value;
  report(`Invalid value for ${name}: must be a string.`);
  return undefined;
}

function booleanOf(name: string, value: unknown, report: Report): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  report(`Invalid value for ${name}: must be a boolean.`);
  return undefined;
}

function listsOf(value: unknown, report: Report): ContactWrite['mailingLists'] {
  if (value === undefined || value === null) return [];
  if (!isObject(value)) {
    report('Invalid value for mailingLists: must be an object.');
    return [];
  }
  return Object.entries(value).map(([id, isMember]) => [
    id,
    booleanOf(`mailingLists.${id}`, isMember, report) ?? false,
  ]);
}

/** Reads the custom properties; reserved and read-only names are ignored and never become properties. */
function propertiesOf(
  body: JsonObject,
  known: ReadonlyMap<string, Property>,
  report: Report,
): Pick<ContactWrite, 'properties' | 'newProperties'> {
  const properties: (readonly [string, PropertyValue | null])[] = [];
  const newProperties: Property[] = [];
  for (const [key, value] of Object.entries(body)) {
    if (!isCustomName(key)) continue;
    const type = known.get(key)?.type ?? inferredType(value);
    const stored = type === undefined ? undefined : storedValue(type, value);
    if (value === null) properties.push([key, null]);
    else if (type === undefined || stored === undefined) report(`Invalid value for ${key}.`);
    else {
      properties.push([key, stored]);
      if (!known.has(key)) newProperties.push({ key, label: labelOf(key), type });
    }
  }
  return { properties, newProperties };
}
