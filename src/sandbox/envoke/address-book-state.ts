// An address book ↔ JSON: `{ interests, autoresponders, customFields, contacts, sent }` in the vendor's words, and the
// settings beside them.

import type { JsonObject } from '../json.ts';
import { booleanAt, listAt, nameAt, objectAt, oneOfAt, refuseUnknown, wholeAt } from '../state-values.ts';
import { StateError } from '../vendor.ts';
import { AddressBook, DATE_FORMS, type SentMessage, type Settings } from './address-book.ts';
import { type Contact, type CustomField, FIELD_TYPES, type Named } from './contact/contact.ts';
import { contactFromState, contactToState } from './contact/state.ts';

export function stateOf(book: AddressBook): unknown {
  return {
    ...book.settings,
    interests: [...book.interests.values()],
    autoresponders: [...book.autoresponders.values()],
    customFields: [...book.customFields.values()],
    contacts: book.contacts().map((contact) => contactToState(book, contact)),
    sent: book.sent,
  };
}

/** @throws StateError */
export function addressBookFrom(state: unknown, seed: number): AddressBook {
  if (state === undefined) return new AddressBook(seed);
  const { interests, autoresponders, customFields, contacts, sent, ...rest } = objectAt(state, 'state');
  const book = new AddressBook(seed, {
    settings: settingsFrom(rest),
    interests: itemsFrom(interests, 'interests', namedFrom),
    autoresponders: itemsFrom(autoresponders, 'autoresponders', namedFrom),
    customFields: itemsFrom(customFields, 'customFields', customFieldFrom),
    sent: listAt(sent, 'sent').map((message, index) => messageFrom(message, `sent[${index}]`)),
  });
  addContacts(book, listAt(contacts, 'contacts'));
  return book;
}

function settingsFrom(rest: JsonObject): Settings {
  const { allowDuplicateEmails, errorStatus = 400, spurious401Every, dates = 'as written', ...unknown } = rest;
  refuseUnknown(unknown, '');
  return {
    allowDuplicateEmails: booleanAt(allowDuplicateEmails, 'allowDuplicateEmails', false),
    errorStatus: oneOfAt(errorStatus, 'errorStatus', [400, 200] as const),
    spurious401Every: wholeAt(spurious401Every, 'spurious401Every', 0),
    dates: oneOfAt(dates, 'dates', DATE_FORMS),
  };
}

function itemsFrom<T extends Named>(
  value: unknown,
  at: string,
  itemFrom: (value: unknown, at: string, defaultId: number) => T,
): readonly T[] {
  const items = listAt(value, at).map((item, index) => itemFrom(item, `${at}[${index}]`, index + 1));
  for (const key of ['id', 'name'] as const) {
    if (new Set(items.map((item) => item[key])).size < items.length)
      throw new StateError(`${at}: two have the same ${key}`);
  }
  return items;
}

function namedFrom(value: unknown, at: string, defaultId: number): Named {
  const { id, name, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  return { id: wholeAt(id, `${at}.id`, defaultId), name: nameAt(name, `${at}.name`) };
}

function customFieldFrom(value: unknown, at: string, defaultId: number): CustomField {
  const { field_type: type = 'text', ...rest } = objectAt(value, at);
  const named = namedFrom(rest, at, defaultId);
  if (!/^\w+$/.test(named.name)) throw new StateError(`${at}.name: expected letters, digits and underscores`);
  return { ...named, field_type: oneOfAt(type, `${at}.field_type`, FIELD_TYPES) };
}

function messageFrom(value: unknown, at: string): SentMessage {
  const { to, kind, name, at: date, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  return {
    to: nameAt(to, `${at}.to`),
    kind: oneOfAt(kind, `${at}.kind`, ['autoresponder'] as const),
    name: nameAt(name, `${at}.name`),
    at: nameAt(date, `${at}.at`),
  };
}

/** Contacts without an id get the numbers after the highest that is given. */
function addContacts(book: AddressBook, states: readonly unknown[]): void {
  let next = states.reduce((highest: number, state, index) => Math.max(highest, idIn(state, index)), 0);
  const contacts = states.map((state, index) => {
    const at = `contacts[${index}]`;
    const contact = contactFromState(state, at, book, next + 1);
    next = Math.max(next, contact.id);
    return { contact, at };
  });
  for (const { contact, at } of contacts.sort((a, b) => a.contact.id - b.contact.id)) addOnce(book, contact, at);
}

function idIn(state: unknown, index: number): number {
  return wholeAt(objectAt(state, `contacts[${index}]`).id, `contacts[${index}].id`, 0);
}

function addOnce(book: AddressBook, contact: Contact, at: string): void {
  const { id, email, remote_id: remoteId } = contact;
  if (book.get(id) !== undefined) throw new StateError(`${at}.id: ${id} is there twice`);
  if (!book.settings.allowDuplicateEmails && book.byEmail(email).length > 0)
    throw new StateError(`${at}.email: ${email} belongs to another contact`);
  if (book.byRemoteId(remoteId) !== undefined)
    throw new StateError(`${at}.remote_id: ${remoteId} belongs to another contact`);
  book.put(contact);
}
