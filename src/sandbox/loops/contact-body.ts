// The body of create and update (schema ContactFields) → a checked write. Custom properties stand beside the fixed members;
// whatever is neither is a property that does not exist yet.

import { isObject, type JsonObject } from '../json.ts';
import { type ContactWrite, comparableEmail, isEmail, type Property, type PropertyValue } from './contact.ts';
import { isCustomName, labelOf } from './property-names.ts';
import { inferredType, storedValue } from './property-values.ts';

/** Of a value, its quotes included. Source: loops.so/docs/api-reference/update-contact. */
const LONGEST = 500;

/** Notes one mistake; the vendor reports the first alone. */
export type Report = (message: string) => void;

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
    // Neither documented nor tried: null leaves the source as it is and resets the group to its default.
    source: textOf('source', body.source, report) ?? undefined,
    userGroup: body.userGroup === null ? '' : (textOf('userGroup', body.userGroup, report) ?? undefined),
    subscribed: booleanOf('subscribed', body.subscribed, report),
    mailingLists: listsOf(body.mailingLists, report),
    ...propertiesOf(body, properties, report),
  };
}

function hasTooLong(value: unknown): boolean {
  if (typeof value === 'string') return value.length + 2 > LONGEST;
  if (Array.isArray(value)) return value.some(hasTooLong);
  return isObject(value) && Object.entries(value).some(([key, member]) => key.length > LONGEST || hasTooLong(member));
}

/** null counts as not supplied, like `""` for a userId: neither can be taken from a contact, as far as is known. */
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

/** Reserved and read-only names are passed over: they never become properties. */
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
