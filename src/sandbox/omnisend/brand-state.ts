// A brand ↔ JSON. A state may leave out everything but a contact's identifiers; the rest is filled in deterministically.

import { hexId } from '../seeded.ts';
import { StateError } from '../vendor.ts';
import { Brand, type SentMessage, TAKEN_IDENTIFIER } from './brand.ts';
import type { Contact, Identifier } from './contact.ts';
import { contactFromState } from './contact-state.ts';
import { formatInstant } from './dates.ts';
import { isObject } from './field-errors.ts';

/** Ids of contacts that a state brings without one. */
const LOADED = 0x10;

/** Contacts without a date are this old, one second apart in their order: older than any date a test is likely to write. */
const OLDEST = Date.UTC(2020, 0, 1);

export function stateOf(brand: Brand): unknown {
  return { takenIdentifier: brand.takenIdentifier, contacts: brand.contacts(), sent: brand.sent };
}

/** @throws StateError */
export function brandFrom(state: unknown, seed: number): Brand {
  if (state === undefined) return new Brand(seed);
  if (!isObject(state)) throw new StateError('expected an object');
  const { contacts = [], sent = [], takenIdentifier = '409', ...unknown } = state;
  refuseUnknown(unknown);
  const taken = TAKEN_IDENTIFIER.find((known) => known === takenIdentifier);
  if (taken === undefined) throw new StateError(`takenIdentifier: one of ${TAKEN_IDENTIFIER.join(', ')}`);
  if (!Array.isArray(contacts)) throw new StateError('contacts: expected a list');
  if (!Array.isArray(sent) || !sent.every(isMessage)) throw new StateError('sent: expected a list of messages');

  const brand = new Brand(seed, taken, sent);
  for (const [index, contact] of contacts.entries()) {
    const defaults = { id: hexId(seed, LOADED, index + 1), createdAt: formatInstant(OLDEST + index * 1000) };
    addOnce(brand, contactFromState(contact, `contacts[${index}]`, defaults), `contacts[${index}]`);
  }
  return brand;
}

function addOnce(brand: Brand, contact: Contact, at: string): void {
  if (brand.get(contact.id) !== undefined) throw new StateError(`${at}.id: ${contact.id} is there twice`);
  const taken = contact.identifiers.find((identifier) => isTaken(brand, identifier));
  if (taken !== undefined) throw new StateError(`${at}.identifiers: ${taken.id} belongs to another contact`);
  brand.add(contact);
}

function isTaken(brand: Brand, { type, id }: Identifier): boolean {
  return brand.owner(type, id) !== undefined;
}

function refuseUnknown(unknown: Readonly<Record<string, unknown>>): void {
  const [name] = Object.keys(unknown);
  if (name !== undefined) throw new StateError(`${name}: unknown`);
}

function isMessage(value: unknown): value is SentMessage {
  return isObject(value) && typeof value.to === 'string' && value.kind === 'welcome' && typeof value.at === 'string';
}
