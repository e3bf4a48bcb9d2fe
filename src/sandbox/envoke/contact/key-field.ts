// Which contact a write without an id in its path is about: the key is in the body, and `keyfield` says where.
// Source: support.envoke.com, article 1697196 ("Contact API Update").

import type { JsonObject } from '../../json.ts';
import type { AddressBook } from '../address-book.ts';
import { type Refusal, refuse } from '../json.ts';
import type { Contact } from './contact.ts';

const KEY_FIELDS = ['id', 'email', 'remote_id'] as const;
type KeyField = (typeof KEY_FIELDS)[number];

export interface Keyed {
  readonly field: KeyField;
  readonly key: string;
  /** Undefined: there is no such contact. */
  readonly contact: Contact | undefined;
}

export function contactByKey(book: AddressBook, query: string, body: JsonObject): Keyed | Refusal {
  const asked = new URLSearchParams(query).get('keyfield');
  const field = asked === null ? defaultField(body) : KEY_FIELDS.find((known) => known === asked);
  if (field === undefined) return refuse(`'keyfield' must be one of ${KEY_FIELDS.join(', ')}`);
  if (field === 'remote_id' && !book.settings.allowDuplicateEmails)
    return refuse("'remote_id' is not enabled as a key field for this account");
  const value = body[field];
  const key = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  if (key === '') return refuse(`'${field}' is required`);
  const [contact, other] = found(book, field, key);
  // Which of several the vendor would take is not documented.
  if (other !== undefined) return refuse(`'${field}' matches several contacts`);
  return { field, key, contact };
}

function defaultField(body: JsonObject): KeyField {
  return body.id === undefined || body.id === null ? 'email' : 'id';
}

function found(book: AddressBook, field: KeyField, key: string): readonly (Contact | undefined)[] {
  switch (field) {
    case 'id':
      return [contactById(book, key)];
    case 'email':
      return book.byEmail(key);
    case 'remote_id':
      return [book.byRemoteId(key)];
  }
}

export function contactById(book: AddressBook, id: string): Contact | undefined {
  return /^\d+$/.test(id) ? book.get(Number(id)) : undefined;
}
