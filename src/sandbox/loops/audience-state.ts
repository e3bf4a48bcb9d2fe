// Converts an audience to and from its saved state, a JSON object with the members `lists`, `properties`, `contacts`,
// `suppressionRemovals`, `events`, `clearing` (see clearing.ts) and, once a contact was deleted, `createdIds`. The members of
// contacts, lists and properties have the names of the vendor's API.

import { clearingAt, clearingState } from '../clearing.ts';
import {
  booleanAt,
  defaultIds,
  listAt,
  nameAt,
  objectAt,
  oneOfAt,
  refuseUnknown,
  textOrNullAt,
  wholeNumberAt,
} from '../state-values.ts';
import { addOrLeaveOut, type OnInvalid, StateError } from '../vendor.ts';
import { Audience, CLEARED, contactId, type SuppressionRemovals, type TriggerEvent } from './audience.ts';
import { type Contact, type MailingList, PROPERTY_TYPES, type Property } from './contact.ts';
import { contactFromState, contactToState } from './contact-state.ts';
import { isCustomName, labelOf } from './property-names.ts';

/** Id space (see `hexId`) of the contacts whose saved state has no id. */
const LOADED_IDS = 0x10;

const EVENT_KINDS = ['contact added', 'contact updated', 'added to list'] as const;

/** Returns the audience's state as plain JSON data. */
export function stateOf(audience: Audience): unknown {
  const { createdIds } = audience;
  return {
    lists: [...audience.lists.values()],
    properties: [...audience.properties.values()],
    suppressionRemovals: audience.removals,
    ...clearingState(audience.clearing),
    contacts: audience.contacts().map(contactToState),
    events: audience.events,
    ...(createdIds === undefined ? {} : { createdIds }),
  };
}

/**
 * Builds an audience from a saved state, or an empty audience if the state is undefined.
 *
 * @param onInvalid called for each contact or definition that is not valid and is therefore left out; if absent, such a contact
 *   or definition is an error
 * @throws StateError if the state is not valid
 */
export function audienceFrom(state: unknown, seed: number, onInvalid?: OnInvalid): Audience {
  if (state === undefined) return new Audience(seed);
  const { lists, properties, suppressionRemovals, clearing, contacts, events, createdIds, ...unknown } = objectAt(
    state,
    'state',
  );
  refuseUnknown(unknown, '');
  const audience = new Audience(seed, {
    ...definitionsFrom(lists, properties, onInvalid),
    events: listAt(events, 'events').map((event, index) => eventFrom(event, `events[${index}]`)),
    clearing: clearingAt(clearing, CLEARED),
    ...(createdIds === undefined ? {} : { created: wholeNumberAt(createdIds, 'createdIds', 0) }),
    ...(suppressionRemovals === undefined ? {} : { removals: removalsFrom(suppressionRemovals) }),
  });
  const states = listAt(contacts, 'contacts');
  const idAt = defaultIds(states, (number) => contactId(seed, LOADED_IDS, number));
  for (const [index, contact] of states.entries()) {
    const path = `contacts[${index}]`;
    addOrLeaveOut(() => addOnce(audience, contactFromState(contact, path, audience, idAt(index)), path), onInvalid);
  }
  return audience;
}

/**
 * Adds lists and properties that the audience does not have.
 *
 * @param definitions `{ lists?, properties? }`, as in a saved state
 * @returns number of lists and properties that were added
 * @throws StateError if the definitions are not valid; then nothing is added
 */
export function define(audience: Audience, definitions: unknown): number {
  const { lists, properties, ...unknown } = objectAt(definitions, 'definitions');
  refuseUnknown(unknown, '');
  const read = definitionsFrom(lists, properties);
  const newLists = read.lists.filter(({ id }) => !audience.lists.has(id));
  const newProperties = read.properties.filter(({ key }) => !audience.properties.has(key));
  for (const list of newLists) audience.lists.set(list.id, list);
  for (const property of newProperties) audience.properties.set(property.key, property);
  return newLists.length + newProperties.length;
}

function definitionsFrom(
  lists: unknown,
  properties: unknown,
  onInvalid?: OnInvalid,
): { readonly lists: readonly MailingList[]; readonly properties: readonly Property[] } {
  return {
    lists: validItems(lists, 'lists', listFrom, onInvalid),
    properties: validItems(properties, 'properties', propertyFrom, onInvalid),
  };
}

function validItems<T>(
  value: unknown,
  path: string,
  read: (item: unknown, path: string) => T,
  onInvalid?: OnInvalid,
): readonly T[] {
  const items: T[] = [];
  for (const [index, item] of listAt(value, path).entries())
    addOrLeaveOut(() => items.push(read(item, `${path}[${index}]`)), onInvalid);
  return items;
}

function listFrom(value: unknown, path: string): MailingList {
  const { id, name, description, isPublic, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  const known = nameAt(id, `${path}.id`);
  return {
    id: known,
    name: nameAt(name, `${path}.name`, known),
    description: textOrNullAt(description, `${path}.description`),
    isPublic: booleanAt(isPublic, `${path}.isPublic`, true),
  };
}

function propertyFrom(value: unknown, path: string): Property {
  const { key, label, type, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  const known = nameAt(key, `${path}.key`);
  if (!isCustomName(known)) throw new StateError(`${path}.key: ${known} cannot be a custom property`);
  return {
    key: known,
    label: nameAt(label, `${path}.label`, labelOf(known)),
    type: oneOfAt(type, `${path}.type`, PROPERTY_TYPES),
  };
}

function eventFrom(value: unknown, path: string): TriggerEvent {
  const { kind, email, list, at: date, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  return {
    kind: oneOfAt(kind, `${path}.kind`, EVENT_KINDS),
    email: nameAt(email, `${path}.email`),
    ...(list === undefined ? {} : { list: nameAt(list, `${path}.list`) }),
    at: nameAt(date, `${path}.at`),
  };
}

function removalsFrom(value: unknown): SuppressionRemovals {
  const { limit, at, ...unknown } = objectAt(value, 'suppressionRemovals');
  refuseUnknown(unknown, 'suppressionRemovals.');
  return {
    limit: wholeNumberAt(limit, 'suppressionRemovals.limit', 100),
    at: listAt(at, 'suppressionRemovals.at').map((date, index) => nameAt(date, `suppressionRemovals.at[${index}]`)),
  };
}

function addOnce(audience: Audience, contact: Contact, path: string): void {
  if (audience.get(contact.id) !== undefined) throw new StateError(`${path}.id: ${contact.id} is used twice`);
  if (audience.byEmail(contact.email) !== undefined)
    throw new StateError(`${path}.email: ${contact.email} belongs to another contact`);
  if (contact.userId !== null && audience.byUserId(contact.userId) !== undefined)
    throw new StateError(`${path}.userId: ${contact.userId} belongs to another contact`);
  audience.put(contact);
}
