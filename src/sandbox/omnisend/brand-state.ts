// A brand ↔ JSON. A state may leave out everything but a contact's identifiers; the rest is filled in deterministically.

import type { JsonObject } from '../json.ts';
import { hexId } from '../seeded.ts';
import { booleanAt, listAt, nameAt, objectAt, oneOfAt, refuseUnknown } from '../state-values.ts';
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
import type { Contact, Identifier } from './contact/contact.ts';
import { formatInstant } from './contact/dates.ts';
import { contactFromState } from './contact/state.ts';

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
  const { contacts, sent, batches, ...settings } = objectAt(state, 'state');
  const messages = listAt(sent, 'sent').map((message, index) => messageFrom(message, `sent[${index}]`));
  const brand = new Brand(seed, settingsFrom(settings), messages);
  for (const batch of batchesFromState(batches)) brand.batches.put(batch);
  for (const [index, contact] of listAt(contacts, 'contacts').entries()) {
    const defaults = { id: hexId(seed, LOADED, index + 1), createdAt: formatInstant(OLDEST + index * 1000) };
    addOnce(brand, contactFromState(contact, `contacts[${index}]`, defaults), `contacts[${index}]`);
  }
  return brand;
}

function settingsFrom(value: JsonObject): BrandSettings {
  const { takenIdentifier, v3Tags, batchCreated, v3Blocked, ...unknown } = { ...USUAL_SETTINGS, ...value };
  refuseUnknown(unknown, '');
  return {
    takenIdentifier: oneOfAt(takenIdentifier, 'takenIdentifier', TAKEN_IDENTIFIER),
    v3Tags: oneOfAt(v3Tags, 'v3Tags', V3_TAGS),
    batchCreated: oneOfAt(batchCreated, 'batchCreated', BATCH_CREATED),
    v3Blocked: booleanAt(v3Blocked, 'v3Blocked', false),
  };
}

function messageFrom(value: unknown, at: string): SentMessage {
  const { to, kind, at: date, ...unknown } = objectAt(value, at);
  refuseUnknown(unknown, `${at}.`);
  return {
    to: nameAt(to, `${at}.to`),
    kind: oneOfAt(kind, `${at}.kind`, ['welcome'] as const),
    at: nameAt(date, `${at}.at`),
  };
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
