// One contact ↔ the same in a state: as `find` shows it, with `leftLists` and `suppressed` beside. Only the email is
// required. A custom property must be among the state's properties, and a list among its lists, so that a mistyped name
// fails aloud.

import type { JsonObject } from '../json.ts';
import { booleanAt, listAt, nameAt, objectAt, oneOfAt, textOrNullAt } from '../state-values.ts';
import { StateError } from '../vendor.ts';
import type { Audience } from './audience.ts';
import { type Contact, comparableEmail, isEmail, OPT_IN_STATUSES, type PropertyValue } from './contact.ts';
import { storedValue } from './property-values.ts';

export function contactToState({ mailingLists, properties, ...rest }: Contact): unknown {
  return { ...rest, mailingLists: Object.fromEntries(mailingLists.map((id) => [id, true])), ...properties };
}

export function contactFromState(value: unknown, at: string, audience: Audience, defaultId: string): Contact {
  const { id, email, userId, firstName, lastName, source, subscribed, userGroup, ...others } = objectAt(value, at);
  const { mailingLists = {}, optInStatus = null, leftLists, suppressed, ...custom } = others;
  return {
    id: nameAt(id, `${at}.id`, defaultId),
    email: emailAt(email, `${at}.email`),
    userId: textOrNullAt(userId, `${at}.userId`) || null,
    firstName: textOrNullAt(firstName, `${at}.firstName`),
    lastName: textOrNullAt(lastName, `${at}.lastName`),
    source: textOrNullAt(source, `${at}.source`) ?? 'API',
    subscribed: booleanAt(subscribed, `${at}.subscribed`, true),
    userGroup: textOrNullAt(userGroup, `${at}.userGroup`) ?? '',
    mailingLists: membershipsAt(mailingLists, `${at}.mailingLists`, audience),
    optInStatus: optInStatus === null ? null : oneOfAt(optInStatus, `${at}.optInStatus`, OPT_IN_STATUSES),
    properties: propertiesAt(custom, at, audience),
    leftLists: listAt(leftLists, `${at}.leftLists`).map((list, index) =>
      listIdAt(list, `${at}.leftLists[${index}]`, audience),
    ),
    suppressed: booleanAt(suppressed, `${at}.suppressed`, false),
  };
}

function emailAt(value: unknown, at: string): string {
  const email = nameAt(value, at);
  if (!isEmail(email)) throw new StateError(`${at}: expected an email`);
  return comparableEmail(email);
}

function membershipsAt(value: unknown, at: string, audience: Audience): readonly string[] {
  return Object.entries(objectAt(value, at)).map(([id, isMember]) => {
    if (isMember !== true) throw new StateError(`${at}.${id}: expected true`);
    return listIdAt(id, `${at}.${id}`, audience);
  });
}

function listIdAt(value: unknown, at: string, audience: Audience): string {
  const id = nameAt(value, at);
  if (!audience.lists.has(id)) throw new StateError(`${at}: no such list in lists`);
  return id;
}

function propertiesAt(custom: JsonObject, at: string, audience: Audience): Contact['properties'] {
  const entries = Object.entries(custom).map(([key, value]): readonly [string, PropertyValue] => {
    const property = audience.properties.get(key);
    if (property === undefined) throw new StateError(`${at}.${key}: unknown, and no such property in properties`);
    const stored = storedValue(property.type, value);
    if (stored === undefined) throw new StateError(`${at}.${key}: expected a ${property.type}`);
    return [key, stored];
  });
  return Object.fromEntries(entries);
}
