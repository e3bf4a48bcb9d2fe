// Finds the contact of a write whose path contains no id. A member of the body, the key, identifies the contact; the query
// parameter `keyfield` selects which member. Source: support.envoke.com 1697196 ("Contact API Update"), read 2026-11-21.

import type { JsonObject } from '../../json.ts';
import type { AddressBook } from '../address-book.ts';
import { type Refusal, refuse } from '../json.ts';
import type { Contact } from './contact.ts';

const KEY_FIELDS = ['id', 'email', 'remote_id'] as const;
/** The name of a member that can be the key. */
type KeyField = (typeof KEY_FIELDS)[number];

/** The key in a body, and the contact that it identifies. */
export interface Keyed {
  readonly field: KeyField;
  readonly key: string;
  /** The contact that has the key; undefined if no contact has it. */
  readonly contact: Contact | undefined;
}

/** Finds a contact by the key in a body. Returns a refusal if the key is missing, not allowed or ambiguous. */
export function contactByKey(book: AddressBook, query: string, body: JsonObject): Keyed | Refusal {
  const asked = new URLSearchParams(query).get('keyfield');
  const field = asked === null ? defaultField(body) : KEY_FIELDS.find((known) => known === asked);
  if (field === undefined) return refuse(`'keyfield' must be one of ${KEY_FIELDS.join(', ')}`);
  if (field === 'remote_id' && !book.settings.allowDuplicateEmails)
    return refuse("'remote_id' is not enabled as a key field for this account");
  const value = body[field];
  const key = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (key === '') return refuse(`'${field}' is required`);
  const [contact, other] = findByKey(book, field, key);
  // It is not documented which of several contacts the vendor would update, so refuse the request.
  if (other !== undefined) return refuse(`'${field}' matches several contacts`);
  return { field, key, contact };
}

function defaultField(body: JsonObject): KeyField {
  return body.id === undefined || body.id === null ? 'email' : 'id';
}

function findByKey(book: AddressBook, field: KeyField, key: string): readonly (Contact | undefined)[] {
  switch (field) {
    case 'id':
      return [contactById(book, key)];
    case 'email':
      return book.byEmail(key);
    case 'remote_id':
      return [book.byRemoteId(key)];
  }
}

/** Finds a contact by the id in a path. Returns undefined if there is none, or if the id is not a number. */
export function contactById(book: AddressBook, id: string): Contact | undefined {
  return /^\d+$/.test(id) ? book.get(Number(id)) : undefined;
}
