// Converts one contact to and from its saved state: the JSON that the operation `find` returns, plus `leftLists` and
// `suppressed`. Only the email is required. The lists and custom properties of a contact must be defined in the same saved state,
// so that a mistyped name is an error.

import type { JsonObject } from '../json.ts';
import { booleanAt, listAt, nameAt, objectAt, oneOfAt, textOrNullAt } from '../state-values.ts';
import { StateError } from '../vendor.ts';
import type { Audience } from './audience.ts';
import { type Contact, comparableEmail, OPT_IN_STATUSES, type PropertyValue } from './contact.ts';
import { storedValue } from './property-values.ts';

/** Returns the saved state of a contact as plain JSON data. */
export function contactToState({ mailingLists, properties, ...rest }: Contact): unknown {
  return { ...rest, mailingLists: Object.fromEntries(mailingLists.map((id) => [id, true])), ...properties };
}

/**
 * Parses the saved state of a contact.
 *
 * @param path path of the contact in the saved state, for error messages
 * @param audience defines the lists and custom properties that the contact may have
 * @throws StateError if the contact is not valid
 */
export function contactFromState(value: unknown, path: string, audience: Audience, defaultId: string): Contact {
  const { id, email, userId, firstName, lastName, source, subscribed, userGroup, ...others } = objectAt(value, path);
  const { mailingLists = {}, optInStatus = null, leftLists, suppressed, ...custom } = others;
  return {
    id: nameAt(id, `${path}.id`, defaultId),
    email: emailAt(email, `${path}.email`),
    userId: textOrNullAt(userId, `${path}.userId`) || null,
    firstName: textOrNullAt(firstName, `${path}.firstName`),
    lastName: textOrNullAt(lastName, `${path}.lastName`),
    source: textOrNullAt(source, `${path}.source`) ?? 'API',
    subscribed: booleanAt(subscribed, `${path}.subscribed`, true),
    userGroup: textOrNullAt(userGroup, `${path}.userGroup`) ?? '',
    mailingLists: membershipsAt(mailingLists, `${path}.mailingLists`, audience),
    optInStatus: optInStatus === null ? null : oneOfAt(optInStatus, `${path}.optInStatus`, OPT_IN_STATUSES),
    properties: propertiesAt(custom, path, audience),
    leftLists: listAt(leftLists, `${path}.leftLists`).map((list, index) =>
      listIdAt(list, `${path}.leftLists[${index}]`, audience),
    ),
    suppressed: booleanAt(suppressed, `${path}.suppressed`, false),
  };
}

function emailAt(value: unknown, path: string): string {
  const email = nameAt(value, path);
  // Check less than the API does, because a vendor may store old addresses that it would refuse today, such as one with a space
  // at its end.
  if (!/.@./.test(email)) throw new StateError(`${path}: expected an email`);
  return comparableEmail(email);
}

function membershipsAt(value: unknown, path: string, audience: Audience): readonly string[] {
  return Object.entries(objectAt(value, path)).map(([id, isMember]) => {
    if (isMember !== true) throw new StateError(`${path}.${id}: expected true`);
    return listIdAt(id, `${path}.${id}`, audience);
  });
}

function listIdAt(value: unknown, path: string, audience: Audience): string {
  const id = nameAt(value, path);
  if (!audience.lists.has(id)) throw new StateError(`${path}: not listed in lists`);
  return id;
}

function propertiesAt(custom: JsonObject, path: string, audience: Audience): Contact['properties'] {
  const entries = Object.entries(custom).map(([key, value]): readonly [string, PropertyValue] => {
    const property = audience.properties.get(key);
    if (property === undefined) throw new StateError(`${path}.${key}: unknown property: not listed in properties`);
    const stored = storedValue(property.type, value);
    if (stored === undefined) throw new StateError(`${path}.${key}: expected a ${property.type}`);
    return [key, stored];
  });
  return Object.fromEntries(entries);
}
