// A brand ↔ JSON. A state may leave out everything but a contact's identifiers; the rest is filled in deterministically.

import { hexId } from '../seeded.ts';
import { StateError } from '../vendor.ts';
import { batchesFromState } from './batches/batch-state.ts';
import {
  BATCH_CREATED,
  Brand,
  type BrandSettings,
  type SentMessage,
  TAKEN_IDENTIFIER,
  USUAL_SETTINGS,
  V3_TAGS,
} from './brand.ts';
import type { Contact, Identifier } from './contact.ts';
import { contactFromState } from './contact-state.ts';
import { formatInstant } from './dates.ts';
import { isObject } from './field-errors.ts';

/** Ids of contacts that a state brings without one. */
const LOADED = 0x10;

/** Contacts without a date are this old, one second apart in their order: older than any date a test is likely to write. */
const OLDEST = Date.UTC(2020, 0, 1);

export function stateOf(brand: Brand): unknown {
  return { ...brand.settings, contacts: brand.contacts(), sent: brand.sent, batches: brand.batches.all() };
}

/** @throws StateError */
export function brandFrom(state: unknown, seed: number): Brand {
  if (state === undefined) return new Brand(seed);
  if (!isObject(state)) throw new StateError('expected an object');
  const { contacts = [], sent = [], batches = [], ...settings } = state;
  if (!Array.isArray(contacts)) throw new StateError('contacts: expected a list');
  if (!Array.isArray(sent) || !sent.every(isMessage)) throw new StateError('sent: expected a list of messages');

  const brand = new Brand(seed, settingsFrom(settings), sent);
  for (const batch of batchesFromState(batches)) brand.batches.put(batch);
  for (const [index, contact] of contacts.entries()) {
    const defaults = { id: hexId(seed, LOADED, index + 1), createdAt: formatInstant(OLDEST + index * 1000) };
    addOnce(brand, contactFromState(contact, `contacts[${index}]`, defaults), `contacts[${index}]`);
  }
  return brand;
}

function settingsFrom(value: Readonly<Record<string, unknown>>): BrandSettings {
  const { takenIdentifier, v3Tags, batchCreated, v3Blocked, ...unknown } = { ...USUAL_SETTINGS, ...value };
  refuseUnknown(unknown);
  if (typeof v3Blocked !== 'boolean') throw new StateError('v3Blocked: true or false');
  return {
    takenIdentifier: settingOf('takenIdentifier', takenIdentifier, TAKEN_IDENTIFIER),
    v3Tags: settingOf('v3Tags', v3Tags, V3_TAGS),
    batchCreated: settingOf('batchCreated', batchCreated, BATCH_CREATED),
    v3Blocked,
  };
}

function settingOf<T extends string>(name: string, value: unknown, known: readonly T[]): T {
  const setting = known.find((candidate) => candidate === value);
  if (setting === undefined) throw new StateError(`${name}: one of ${known.join(', ')}`);
  return setting;
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
