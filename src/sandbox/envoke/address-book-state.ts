// Converts an address book to and from its saved state, a JSON object with the members `interests`, `autoresponders`,
// `customFields`, `contacts`, `sent`, `lastId` (if the contact with the greatest id was deleted), and one for each setting in the
// type Settings. The members of a contact have the names of the vendor's API.

import { clearingAt, clearingState } from '../clearing.ts';
import { isObject, type JsonObject } from '../json.ts';
import { booleanAt, listAt, nameAt, objectAt, oneOfAt, refuseUnknown, wholeNumberAt } from '../state-values.ts';
import { addOrLeaveOut, type OnInvalid, StateError } from '../vendor.ts';
import {
  AddressBook,
  CLEARED,
  CUSTOM_FIELD_FORMS,
  DATE_FORMS,
  type SentMessage,
  type Settings,
} from './address-book.ts';
import { type Contact, type CustomField, FIELD_TYPES, type Named } from './contact/contact.ts';
import { contactFromState, contactToState } from './contact/state.ts';
import { checkFieldName } from './definitions.ts';

/** Returns the address book's state as plain JSON data. */
export function stateOf(book: AddressBook): unknown {
  const { clearing, ...settings } = book.settings;
  const { deletedLastId: lastId } = book;
  return {
    ...settings,
    ...clearingState(clearing),
    interests: [...book.interests.values()],
    autoresponders: [...book.autoresponders.values()],
    customFields: [...book.customFields.values()],
    contacts: book.contacts().map((contact) => contactToState(book, contact)),
    sent: book.sent,
    ...(lastId === undefined ? {} : { lastId }),
  };
}

/**
 * Builds an address book from a saved state, or an empty address book if the state is undefined.
 *
 * @param onInvalid called for each contact or custom field that is not valid and is therefore left out; if absent, such a contact
 *   or custom field is an error
 * @throws StateError if the state is not valid
 */
export function addressBookFrom(state: unknown, seed: number, onInvalid?: OnInvalid): AddressBook {
  if (state === undefined) return new AddressBook(seed);
  const { interests, autoresponders, customFields, contacts, sent, lastId, ...rest } = objectAt(state, 'state');
  const book = new AddressBook(seed, {
    settings: settingsFrom(rest),
    interests: itemsFrom(interests, 'interests', namedFrom),
    autoresponders: itemsFrom(autoresponders, 'autoresponders', namedFrom),
    customFields: itemsFrom(customFields, 'customFields', customFieldFrom, onInvalid),
    sent: listAt(sent, 'sent').map((message, index) => messageFrom(message, `sent[${index}]`)),
    lastId: wholeNumberAt(lastId, 'lastId', 0),
  });
  addContacts(book, listAt(contacts, 'contacts'), onInvalid);
  return book;
}

function settingsFrom(rest: JsonObject): Settings {
  const {
    allowDuplicateEmails,
    errorStatus = 400,
    spurious401Every,
    dates = 'as written',
    customFieldsAs = 'object',
    clearing,
    ...unknown
  } = rest;
  refuseUnknown(unknown, '');
  return {
    allowDuplicateEmails: booleanAt(allowDuplicateEmails, 'allowDuplicateEmails', false),
    errorStatus: oneOfAt(errorStatus, 'errorStatus', [400, 200] as const),
    spurious401Every: wholeNumberAt(spurious401Every, 'spurious401Every', 0),
    dates: oneOfAt(dates, 'dates', DATE_FORMS),
    customFieldsAs: oneOfAt(customFieldsAs, 'customFieldsAs', CUSTOM_FIELD_FORMS),
    clearing: clearingAt(clearing, CLEARED),
  };
}

function itemsFrom<T extends Named>(
  value: unknown,
  path: string,
  itemFrom: (value: unknown, path: string, defaultId: number) => T,
  onInvalid?: OnInvalid,
): readonly T[] {
  const items: T[] = [];
  for (const [index, item] of listAt(value, path).entries())
    addOrLeaveOut(() => items.push(itemFrom(item, `${path}[${index}]`, index + 1)), onInvalid);
  for (const key of ['id', 'name'] as const) {
    if (new Set(items.map((item) => item[key])).size < items.length)
      throw new StateError(`${path}: two items have the same ${key}`);
  }
  return items;
}

function namedFrom(value: unknown, path: string, defaultId: number): Named {
  const { id, name, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  return { id: wholeNumberAt(id, `${path}.id`, defaultId), name: nameAt(name, `${path}.name`) };
}

function customFieldFrom(value: unknown, path: string, defaultId: number): CustomField {
  const { field_type: type = 'text', ...rest } = objectAt(value, path);
  const named = namedFrom(rest, path, defaultId);
  checkFieldName(named.name, `${path}.name`);
  return { ...named, field_type: oneOfAt(type, `${path}.field_type`, FIELD_TYPES) };
}

function messageFrom(value: unknown, path: string): SentMessage {
  const { to, kind, name, at: date, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  return {
    to: nameAt(to, `${path}.to`),
    kind: oneOfAt(kind, `${path}.kind`, ['autoresponder'] as const),
    name: nameAt(name, `${path}.name`),
    at: nameAt(date, `${path}.at`),
  };
}

/** Adds the contacts of a saved state. Contacts without an id get ids above the highest id in the state, and above `lastId`. */
function addContacts(book: AddressBook, states: readonly unknown[], onInvalid?: OnInvalid): void {
  let next = states.reduce((highest: number, state) => Math.max(highest, idIn(state)), book.deletedLastId ?? 0);
  const contacts: { readonly contact: Contact; readonly path: string }[] = [];
  for (const [index, state] of states.entries()) {
    const path = `contacts[${index}]`;
    addOrLeaveOut(() => {
      const contact = contactFromState(state, path, book, next + 1);
      next = Math.max(next, contact.id);
      contacts.push({ contact, path });
    }, onInvalid);
  }
  for (const { contact, path } of contacts.sort((a, b) => a.contact.id - b.contact.id))
    addOrLeaveOut(() => addOnce(book, contact, path), onInvalid);
}

/** Returns the id of a contact in a saved state; 0 if it has none, or an invalid one, which contactFromState reports. */
function idIn(state: unknown): number {
  const id = isObject(state) ? state.id : undefined;
  return typeof id === 'number' && Number.isInteger(id) ? id : 0;
}

function addOnce(book: AddressBook, contact: Contact, path: string): void {
  const { id, email, remote_id: remoteId } = contact;
  if (book.get(id) !== undefined) throw new StateError(`${path}.id: ${id} is used twice`);
  if (!book.settings.allowDuplicateEmails && book.byEmail(email).length > 0)
    throw new StateError(`${path}.email: ${email} belongs to another contact`);
  if (book.byRemoteId(remoteId) !== undefined)
    throw new StateError(`${path}.remote_id: ${remoteId} belongs to another contact`);
  book.put(contact);
}
