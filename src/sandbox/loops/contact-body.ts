// Parses the body of create and update requests (schema ContactFields). Enters: a JSON object. Leaves: a validated write, and a
// report for each error. Custom properties are on the same level as the fixed members. A member that the team does not know
// defines a new custom property.

import { isObject, type JsonObject } from '../json.ts';
import type { Audience, CLEARED } from './audience.ts';
import { type ContactWrite, comparableEmail, isEmail, type Property, type PropertyValue } from './contact.ts';
import { isCustomName, labelOf } from './property-names.ts';
import { inferredType, storedValue } from './property-values.ts';

/**
 * Maximum length of a key or a value in characters. The quotes around a string value count. Source:
 * loops.so/docs/api-reference/update-contact, read 2026-11-21.
 */
const MAX_LENGTH = 500;

/** Receives an error message for a body. The vendor returns only the first message. */
export type Report = (message: string) => void;

/**
 * Parses and validates the members of a contact.
 *
 * @param audience the custom properties that the team defines, and the setting `clearing`
 * @returns the write; it must not be used if an error was reported
 */
export function readContactBody(
  body: JsonObject,
  { properties, clearing }: Pick<Audience, 'properties' | 'clearing'>,
  report: Report,
): ContactWrite {
  if (hasTooLong(body)) report('Some body key or value is longer than allowable');
  return {
    email: emailOf(body.email, report),
    userId: textOf('userId', body.userId, report) || undefined,
    firstName: clearable('firstName', textOf('firstName', body.firstName, report), clearing, report),
    lastName: clearable('lastName', textOf('lastName', body.lastName, report), clearing, report),
    // Assumption, neither documented nor observed: null leaves `source` unchanged, and resets `userGroup` to its default.
    source: textOf('source', body.source, report) ?? undefined,
    userGroup: clearable('userGroup', groupOf(body, report), clearing, report),
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

/** Parses an email. Null means the same as an absent email, because no known request can remove an email. */
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

function groupOf({ userGroup }: JsonObject, report: Report): string | undefined {
  return userGroup === null ? '' : (textOf('userGroup', userGroup, report) ?? undefined);
}

/**
 * Applies the setting `clearing` to a field. If the value would empty the field and the setting names the field, returns
 * undefined, so that the field keeps its value; if the setting is `refused`, also reports an error.
 */
function clearable<T extends string | null | undefined>(
  name: (typeof CLEARED)[number],
  value: T,
  clearing: Audience['clearing'],
  report: Report,
): T | undefined {
  if (value !== null && value !== '') return value;
  if (clearing[name] === 'refused') report(`Invalid value for ${name}: must not be empty.`);
  return clearing[name] === undefined ? value : undefined;
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

/** Parses the custom properties. Ignores members with reserved or read-only names. */
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
