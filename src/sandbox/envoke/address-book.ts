// Stores the data of one account: contacts (indexed by id, email and remote_id), interests, autoresponders, custom fields, and
// the messages that autoresponders would have sent. writes.ts contains the rules for changing contacts.

import type { Clearing } from '../clearing.ts';
import { hexId } from '../seeded.ts';
import { type Contact, type CustomField, comparableEmail, type Named } from './contact/contact.ts';

/**
 * A message that the real vendor would have sent. `to` is the email, `name` the name of the autoresponder, and `at` a date in the
 * vendor's format.
 */
export interface SentMessage {
  readonly to: string;
  readonly kind: 'autoresponder';
  readonly name: string;
  readonly at: string;
}

/**
 * The formats in which the vendor may store a custom field of type date. It is not documented which one it uses; its documents
 * show the last two for other dates.
 */
export const DATE_FORMS = ['as written', 'day', 'day and time'] as const;

/**
 * The fields that `""` is believed to empty; `custom_fields` stands for all custom fields. The vendor does not document this
 * (read 2026-11-21).
 */
export const CLEARED = [
  ...(['first_name', 'last_name', 'title', 'company', 'website', 'language', 'address_1', 'address_2'] as const),
  ...(['city', 'province', 'postal_code', 'country', 'custom_fields'] as const),
];

/**
 * The forms in which the vendor may return the custom fields of a contact. Most pages and clients show an object; the page on
 * hooks calls it a typed array (article 15147628, read 2026-11-28).
 */
export const CUSTOM_FIELD_FORMS = ['object', 'list'] as const;

/**
 * Settings that select how the vendor behaves where it depends on the account or is not documented. They are members of a saved
 * state.
 */
export interface Settings {
  /**
   * If true, emails need not be unique, and remote_id can be the key field. Envoke's support enables both together on request
   * (article 1697196, read 2026-11-21).
   */
  readonly allowDuplicateEmails: boolean;
  /**
   * HTTP status of refusals. 200 is possible, because the documents tell clients to check `success` even if the status is 200.
   */
  readonly errorStatus: 400 | 200;
  /** Every n-th request gets a 401 despite a valid key, as the authors of the Drupal module observed; 0 disables this. */
  readonly spurious401Every: number;
  /** The format of custom fields of type date. */
  readonly dates: (typeof DATE_FORMS)[number];
  readonly customFieldsAs: (typeof CUSTOM_FIELD_FORMS)[number];
  readonly clearing: Clearing<(typeof CLEARED)[number]>;
}

const DEFAULT_SETTINGS: Settings = {
  allowDuplicateEmails: false,
  errorStatus: 400,
  spurious401Every: 0,
  dates: 'as written',
  customFieldsAs: 'object',
  clearing: {},
};

/** Id space (see `hexId`) of the external ids. */
const EXTERNAL_IDS = 0xee;

/** The data of one account. Each map is keyed by id. */
export class AddressBook {
  settings: Settings;
  readonly interests: Map<number, Named>;
  readonly autoresponders: Map<number, Named>;
  readonly customFields: Map<number, CustomField>;
  readonly sent: SentMessage[];
  readonly #seed: number;
  /** Incremented with every change of a contact. */
  #version = 0;
  #lastId = 0;
  /**
   * Map from id to contact, in ascending order of ids, because a new id is always the greatest, and the contacts of a saved state
   * are sorted before they are added.
   */
  readonly #contacts = new Map<number, Contact>();
  readonly #byEmail = new Map<string, readonly number[]>();
  readonly #byRemoteId = new Map<string, number>();

  constructor(
    seed: number,
    content: {
      readonly settings?: Settings;
      readonly interests?: readonly Named[];
      readonly autoresponders?: readonly Named[];
      readonly customFields?: readonly CustomField[];
      readonly sent?: readonly SentMessage[];
      /** The greatest id that a contact ever had; absent: that of the greatest contact. */
      readonly lastId?: number;
    } = {},
  ) {
    this.#seed = seed;
    this.settings = content.settings ?? DEFAULT_SETTINGS;
    this.interests = byId(content.interests);
    this.autoresponders = byId(content.autoresponders);
    this.customFields = byId(content.customFields);
    this.sent = [...(content.sent ?? [])];
    this.#lastId = content.lastId ?? 0;
  }

  /** A number that increases with every change of a contact, so that caches can detect changes. */
  get version(): number {
    return this.#version;
  }

  /** Returns all contacts, in ascending order of ids. */
  contacts(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  /** Finds a contact by id. */
  get(id: number): Contact | undefined {
    return this.#contacts.get(id);
  }

  /** Finds contacts by email. There can be several only if the account allows duplicates. */
  byEmail(email: string): readonly Contact[] {
    const ids = this.#byEmail.get(comparableEmail(email)) ?? [];
    return ids.map((id) => this.#contacts.get(id)).filter((contact) => contact !== undefined);
  }

  /** Finds a contact by remote_id. */
  byRemoteId(remoteId: string): Contact | undefined {
    const id = this.#byRemoteId.get(remoteId);
    return id === undefined ? undefined : this.#contacts.get(id);
  }

  /** The greatest id that a contact ever had, if that contact is deleted; undefined if it is not. */
  get deletedLastId(): number | undefined {
    return this.#lastId === 0 || this.#contacts.has(this.#lastId) ? undefined : this.#lastId;
  }

  /** Returns the id for the next new contact. It stays the same until a contact with this id is added. */
  newId(): number {
    return this.#lastId + 1;
  }

  /** Derives a contact's external id (32 hex digits) from its id. */
  externalId(id: number): string {
    return hexId(this.#seed, EXTERNAL_IDS, id).padStart(32, '0');
  }

  /** Adds the contact, or replaces the one with the same id. */
  put(contact: Contact): void {
    this.#removeFromIndexes(contact.id);
    this.#version += 1;
    this.#lastId = Math.max(this.#lastId, contact.id);
    this.#contacts.set(contact.id, contact);
    const email = comparableEmail(contact.email);
    this.#byEmail.set(email, [...(this.#byEmail.get(email) ?? []), contact.id]);
    if (contact.remote_id !== '') this.#byRemoteId.set(contact.remote_id, contact.id);
  }

  /** Deletes a contact. Its id is never used for another contact. */
  remove({ id }: Contact): void {
    this.#removeFromIndexes(id);
    this.#version += 1;
    this.#contacts.delete(id);
  }

  #removeFromIndexes(id: number): void {
    const contact = this.#contacts.get(id);
    if (contact === undefined) return;
    const email = comparableEmail(contact.email);
    const others = (this.#byEmail.get(email) ?? []).filter((other) => other !== id);
    if (others.length === 0) this.#byEmail.delete(email);
    else this.#byEmail.set(email, others);
    this.#byRemoteId.delete(contact.remote_id);
  }
}

function byId<T extends Named>(items: readonly T[] = []): Map<number, T> {
  return new Map(items.map((item) => [item.id, item]));
}
