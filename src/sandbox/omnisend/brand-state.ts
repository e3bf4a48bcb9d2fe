// Converts a brand to and from its saved state, a JSON object with the members `contacts`, `sent`, `batches`, and one for each
// setting in the type BrandSettings. Only the identifiers of a contact are required; the other members have deterministic
// defaults.

import { clearingAt, clearingState } from '../clearing.ts';
import type { JsonObject } from '../json.ts';
import { hexId } from '../seeded.ts';
import { booleanAt, defaultIds, listAt, nameAt, objectAt, oneOfAt, refuseUnknown } from '../state-values.ts';
import { addOrLeaveOut, type OnInvalid, StateError } from '../vendor.ts';
import { batchesFromState } from './batches/batch-state.ts';
import {
  BATCH_CREATED,
  Brand,
  type BrandSettings,
  CLEARED,
  DEFAULT_SETTINGS,
  LEGACY_TAGS,
  type SentMessage,
  TAKEN_IDENTIFIER,
} from './brand.ts';
import type { Contact, Identifier } from './contact/contact.ts';
import { formatInstant } from './contact/dates.ts';
import { contactFromState } from './contact/state.ts';

/** Id space (see `hexId`) of the contacts whose saved state has no id. */
const LOADED_IDS = 0x10;

/**
 * Default creation date of the first contact in a saved state; the default of each further contact is a second later. It is
 * earlier than the dates that most tests use.
 */
const OLDEST = Date.UTC(2020, 0, 1);

/** Returns the brand's state as plain JSON data. */
export function stateOf(brand: Brand): unknown {
  const { clearing, ...settings } = brand.settings;
  const held = { contacts: brand.contacts(), sent: brand.sent, batches: brand.batches.all() };
  return { ...settings, ...clearingState(clearing), ...held };
}

/**
 * Builds a brand from a saved state, or an empty brand if the state is undefined.
 *
 * @param onInvalid called for each contact that is not valid and is therefore left out; if absent, such a contact is an error
 * @throws StateError if the state is not valid
 */
export function brandFrom(state: unknown, seed: number, onInvalid?: OnInvalid): Brand {
  if (state === undefined) return new Brand(seed);
  const { contacts, sent, batches, ...settings } = objectAt(state, 'state');
  const messages = listAt(sent, 'sent').map((message, index) => messageFrom(message, `sent[${index}]`));
  const brand = new Brand(seed, settingsFrom(settings), messages);
  for (const batch of batchesFromState(batches)) brand.batches.put(batch);
  const states = listAt(contacts, 'contacts');
  const idAt = defaultIds(states, (number) => hexId(seed, LOADED_IDS, number));
  for (const [index, contact] of states.entries()) {
    const defaults = { id: idAt(index), createdAt: formatInstant(OLDEST + index * 1000) };
    const path = `contacts[${index}]`;
    addOrLeaveOut(() => addOnce(brand, contactFromState(contact, path, defaults), path), onInvalid);
  }
  return brand;
}

function settingsFrom(value: JsonObject): BrandSettings {
  const { takenIdentifier, v3Tags, v5Tags, batchCreated, v3Blocked, clearing, ...unknown } = {
    ...DEFAULT_SETTINGS,
    ...value,
  };
  refuseUnknown(unknown, '');
  return {
    takenIdentifier: oneOfAt(takenIdentifier, 'takenIdentifier', TAKEN_IDENTIFIER),
    v3Tags: oneOfAt(v3Tags, 'v3Tags', LEGACY_TAGS),
    v5Tags: oneOfAt(v5Tags, 'v5Tags', LEGACY_TAGS),
    batchCreated: oneOfAt(batchCreated, 'batchCreated', BATCH_CREATED),
    v3Blocked: booleanAt(v3Blocked, 'v3Blocked', false),
    clearing: clearingAt(clearing, CLEARED),
  };
}

function messageFrom(value: unknown, path: string): SentMessage {
  const { to, kind, at: date, ...unknown } = objectAt(value, path);
  refuseUnknown(unknown, `${path}.`);
  return {
    to: nameAt(to, `${path}.to`),
    kind: oneOfAt(kind, `${path}.kind`, ['welcome'] as const),
    at: nameAt(date, `${path}.at`),
  };
}

function addOnce(brand: Brand, contact: Contact, path: string): void {
  if (brand.get(contact.id) !== undefined) throw new StateError(`${path}.id: ${contact.id} is used twice`);
  const taken = contact.identifiers.find((identifier) => isTaken(brand, identifier));
  if (taken !== undefined) throw new StateError(`${path}.identifiers: ${taken.id} belongs to another contact`);
  brand.add(contact);
}

function isTaken(brand: Brand, { type, id }: Identifier): boolean {
  return brand.owner(type, id) !== undefined;
}
