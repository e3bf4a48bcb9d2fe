// Stores the data of one brand: contacts (indexed by id, email and phone, and sorted by time), batches, and the messages that the
// vendor would have sent. writes.ts contains the rules for changing contacts. The data is independent of the API version.

import type { Clearing } from '../clearing.ts';
import { hexId } from '../seeded.ts';
import { Batches } from './batches/batch.ts';
import { type Contact, comparable, type IdentifierType } from './contact/contact.ts';
import { type Position, TimeOrder } from './contact/time-order.ts';

/**
 * A contact with its positions in the lists sorted by `createdAt` and `updatedAt`. A write replaces the members `contact` and
 * `updatedAt` of the row, but not the row itself.
 */
export interface Row {
  contact: Contact;
  createdAt: Position;
  updatedAt: Position;
}

/** A date by which contacts can be sorted. */
export type SortKey = 'createdAt' | 'updatedAt';

/** A message that the real vendor would have sent. `to` is the email or phone; `at` is an RFC 3339 instant. */
export interface SentMessage {
  readonly to: string;
  readonly kind: 'welcome';
  readonly at: string;
}

/**
 * The possible effects of a PATCH with an identifier that belongs to another contact. The documents contradict each other:
 * Contacts OpenAPI 2026-03-15 declares 409; the page "Contacts" says that the identifier is ignored (both read 2026-11-21).
 */
export const TAKEN_IDENTIFIER = ['409', 'ignored'] as const;

/**
 * The possible effects of the tags in a write of v3 or v5: they replace the stored tags, or are appended to them. The effect is
 * not documented, and integrations contradict each other (read 2026-11-21).
 */
export const LEGACY_TAGS = ['replace', 'append'] as const;

/**
 * The fields that `""` (or an empty list for the tags) is believed to empty. The vendor does not document this (read 2026-11-21).
 */
export const CLEARED = ['firstName', 'lastName', 'address', 'city', 'state', 'postalCode', 'tags'] as const;

/**
 * The possible status codes of a batch item that created a contact, in API 2026-03-15. The example in Batches OpenAPI shows 200,
 * although a single request that creates a contact is answered with 201 (read 2026-11-21).
 */
export const BATCH_CREATED = ['201', '200'] as const;

/**
 * Settings that select how the vendor behaves where its documents say nothing or contradict each other. They are members of a
 * saved state.
 */
export interface BrandSettings {
  readonly takenIdentifier: (typeof TAKEN_IDENTIFIER)[number];
  readonly v3Tags: (typeof LEGACY_TAGS)[number];
  readonly v5Tags: (typeof LEGACY_TAGS)[number];
  readonly batchCreated: (typeof BATCH_CREATED)[number];
  /** If true, v3 refuses every request with 403, as the vendor does for a while after "many errors in particular time". */
  readonly v3Blocked: boolean;
  readonly clearing: Clearing<(typeof CLEARED)[number]>;
}

/** The settings of a brand whose saved state does not select others. */
export const DEFAULT_SETTINGS: BrandSettings = {
  takenIdentifier: '409',
  v3Tags: 'replace',
  v5Tags: 'replace',
  batchCreated: '201',
  v3Blocked: false,
  clearing: {},
};

/** Id space (see `hexId`) of the contacts that clients create. */
const CREATED_IDS = 0xc0;

/** The data of one brand. */
export class Brand {
  readonly settings: BrandSettings;
  readonly batches: Batches;
  readonly sent: SentMessage[];
  readonly #seed: number;
  #created = 0;
  readonly #rows = new Map<string, Row>();
  readonly #owners = { email: new Map<string, Row>(), phone: new Map<string, Row>() };
  readonly #orders = {
    createdAt: new TimeOrder<Row>((row) => row.createdAt),
    updatedAt: new TimeOrder<Row>((row) => row.updatedAt),
  };

  constructor(seed: number, settings = DEFAULT_SETTINGS, sent: readonly SentMessage[] = []) {
    this.#seed = seed;
    this.settings = settings;
    this.batches = new Batches(seed);
    this.sent = [...sent];
  }

  /** Returns all contacts, in order of creation. */
  contacts(): readonly Contact[] {
    return [...this.#rows.values()].map(({ contact }) => contact);
  }

  /** Finds a contact by id. */
  get(id: string): Contact | undefined {
    return this.#rows.get(id)?.contact;
  }

  /** Finds the contact that an identifier belongs to. */
  owner(type: IdentifierType, id: string): Contact | undefined {
    return this.rowOf(type, id)?.contact;
  }

  /** Finds the row of the contact that an identifier belongs to. */
  rowOf(type: IdentifierType, id: string): Row | undefined {
    return this.#owners[type].get(comparable(type, id));
  }

  /** Returns all rows, in ascending order of the sort key. */
  rows(key: SortKey): readonly Row[] {
    return this.#orders[key].rows();
  }

  /** Returns an id that no contact has. */
  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = hexId(this.#seed, CREATED_IDS, this.#created);
    } while (this.#rows.has(id));
    return id;
  }

  /** Adds a new contact. */
  add(contact: Contact): void {
    const row = { contact, createdAt: position(contact, 'createdAt'), updatedAt: position(contact, 'updatedAt') };
    this.#rows.set(contact.id, row);
    this.#index(row);
    this.#orders.createdAt.add(row);
    this.#orders.updatedAt.add(row);
  }

  /** Replaces the contact with the same id. Its `createdAt` must not change. */
  replace(contact: Contact): void {
    const row = this.#rows.get(contact.id);
    if (row === undefined) throw new Error(`no contact ${contact.id} to replace`);
    this.#orders.updatedAt.remove(row);
    row.contact = contact;
    row.updatedAt = position(contact, 'updatedAt');
    this.#orders.updatedAt.add(row);
    this.#index(row);
  }

  #index(row: Row): void {
    for (const { type, id } of row.contact.identifiers) this.#owners[type].set(comparable(type, id), row);
  }
}

function position(contact: Contact, key: SortKey): Position {
  return { at: Date.parse(contact[key]), id: contact.id };
}
