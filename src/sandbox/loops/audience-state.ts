// An audience ↔ JSON: `{ lists, properties, contacts, suppressionRemovals, events }`, in the vendor's words.

import { booleanAt, listAt, nameAt, objectAt, oneOfAt, refuseUnknown, textOrNullAt, wholeAt } from '../state-values.ts';
import { StateError } from '../vendor.ts';
import { Audience, contactId, type SuppressionRemovals, type TriggerEvent } from './audience.ts';
import { type Contact, type MailingList, PROPERTY_TYPES, type Property } from './contact.ts';
import { contactFromState, contactToState } from './contact-state.ts';
import { isCustomName, labelOf } from './property-names.ts';

/** Ids of contacts that a state brings without one. */
const LOADED = 0x10;

const EVENT_KINDS = ['contact added', 'contact updated', 'added to list'] as const;

export function stateOf(audience: Audience): unknown {
  return {
    lists: [...audience.lists.values()],
    properties: [...audience.properties.values()],
    suppressionRemovals: audience.removals,
    contacts: audience.contacts().map(contactToState),
    events: audience.events,
  };
}

/** @throws StateError */
export function audienceFrom(state: unknown, seed: number): Audience {
  if (state === undefined) return new Audience(seed);
  const { lists, properties, suppressionRemovals, contacts, events, ...unknown } = objectAt(state, 'state');
  refuseUnknown(unknown, '');
  const audience = new Audience(seed, {
    lists: listAt(lists, 'lists').map((list, index) => listFrom(list, `lists[${index}]`)),
    properties: listAt(properties, 'properties').map((property, index) =>
      propertyFrom(property, `properties[${index}]`),
    ),
    events: listAt(events, 'events').map((event, index) => eventFrom(event, `events[${index}]`)),
    ...(suppressionRemovals === undefined ? {} : { removals: removalsFrom(suppressionRemovals) }),
  });
  for (const [index, contact] of listAt(contacts, 'contacts').entries()) {
    const at = `contacts[${index}]`;
    addOnce(audience, contactFromState(contact, at, audience, contactId(seed, LOADED, index + 1)), at);
  }
  return audience;
}

function listFrom(value: unknown, at: string): MailingList {
  const { id, name, description, isPublic, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  const known = nameAt(id, `${at}.id`);
  return {
    id: known,
    name: nameAt(name, `${at}.name`, known),
    description: textOrNullAt(description, `${at}.description`),
    isPublic: booleanAt(isPublic, `${at}.isPublic`, true),
  };
}

function propertyFrom(value: unknown, at: string): Property {
  const { key, label, type, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  const known = nameAt(key, `${at}.key`);
  if (!isCustomName(known)) throw new StateError(`${at}.key: ${known} cannot be a custom property`);
  return {
    key: known,
    label: nameAt(label, `${at}.label`, labelOf(known)),
    type: oneOfAt(type, `${at}.type`, PROPERTY_TYPES),
  };
}

function eventFrom(value: unknown, at: string): TriggerEvent {
  const { kind, email, list, at: date, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  return {
    kind: oneOfAt(kind, `${at}.kind`, EVENT_KINDS),
    email: nameAt(email, `${at}.email`),
    ...(list === undefined ? {} : { list: nameAt(list, `${at}.list`) }),
    at: nameAt(date, `${at}.at`),
  };
}

function removalsFrom(value: unknown): SuppressionRemovals {
  const { limit, at, ...unknown } = objectAt(value, 'suppressionRemovals');
  refuseUnknown(unknown, 'suppressionRemovals.');
  return {
    limit: wholeAt(limit, 'suppressionRemovals.limit', 100),
    at: listAt(at, 'suppressionRemovals.at').map((date, index) => nameAt(date, `suppressionRemovals.at[${index}]`)),
  };
}

function addOnce(audience: Audience, contact: Contact, at: string): void {
  if (audience.get(contact.id) !== undefined) throw new StateError(`${at}.id: ${contact.id} is there twice`);
  if (audience.byEmail(contact.email) !== undefined)
    throw new StateError(`${at}.email: ${contact.email} belongs to another contact`);
  if (contact.userId !== null && audience.byUserId(contact.userId) !== undefined)
    throw new StateError(`${at}.userId: ${contact.userId} belongs to another contact`);
  audience.put(contact);
}
