// A brand: its contacts, found by id, email and phone and listed by time, its batches, and the mail it
// sent. Rules of writing are in writes.ts; no wire format is known here.

import { hexId } from '../seeded.ts';
import { Batches } from './batches/batch.ts';
import { type Contact, comparable, type IdentifierType } from './contact/contact.ts';
import { type Position, TimeOrder } from './contact/time-order.ts';

/** Where a contact stands in the lists; the contact in it is replaced by each write. */
export interface Row {
  contact: Contact;
  createdAt: Position;
  updatedAt: Position;
}

export type SortKey = 'createdAt' | 'updatedAt';

/** A message that the vendor would have sent to a person. */
export interface SentMessage {
  readonly to: string;
  readonly kind: 'welcome';
  readonly at: string;
}

/**
 * What a PATCH does with an identifier that another contact has. The documents contradict each other: the OpenAPI
 * document declares 409, the page "Contacts" says that the identifier is ignored.
 */
export const TAKEN_IDENTIFIER = ['409', 'ignored'] as const;

/** What tags in a write do on v3. Integrations contradict each other, and no document says it. */
export const V3_TAGS = ['replace', 'append'] as const;

/** Status of a batch's item that created its contact, by API 2026-03-15: the example in its document is 200, a single create's 201. */
export const BATCH_CREATED = ['201', '200'] as const;

/** How the vendor is to behave where a test decides it. */
export interface BrandSettings {
  readonly takenIdentifier: (typeof TAKEN_IDENTIFIER)[number];
  readonly v3Tags: (typeof V3_TAGS)[number];
  readonly batchCreated: (typeof BATCH_CREATED)[number];
  /** v3 refuses everything for a while after "many errors in particular time", with the status of a wrong key. */
  readonly v3Blocked: boolean;
}

export const USUAL_SETTINGS: BrandSettings = {
  takenIdentifier: '409',
  v3Tags: 'replace',
  batchCreated: '201',
  v3Blocked: false,
};

/** Ids of the contacts that clients create; the filled ones have a space of their own. */
const CREATED = 0xc0;

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

  constructor(seed: number, settings = USUAL_SETTINGS, sent: readonly SentMessage[] = []) {
    this.#seed = seed;
    this.settings = settings;
    this.batches = new Batches(seed);
    this.sent = [...sent];
  }

  /** In the order in which they came. */
  contacts(): readonly Contact[] {
    return [...this.#rows.values()].map(({ contact }) => contact);
  }

  get(id: string): Contact | undefined {
    return this.#rows.get(id)?.contact;
  }

  /** The contact that has the identifier. */
  owner(type: IdentifierType, id: string): Contact | undefined {
    return this.rowOf(type, id)?.contact;
  }

  rowOf(type: IdentifierType, id: string): Row | undefined {
    return this.#owners[type].get(comparable(type, id));
  }

  /** All rows, ascending by the key. */
  rows(key: SortKey): readonly Row[] {
    return this.#orders[key].rows();
  }

  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = hexId(this.#seed, CREATED, this.#created);
    } while (this.#rows.has(id));
    return id;
  }

  add(contact: Contact): void {
    const row = { contact, createdAt: position(contact, 'createdAt'), updatedAt: position(contact, 'updatedAt') };
    this.#rows.set(contact.id, row);
    this.#own(row);
    this.#orders.createdAt.add(row);
    this.#orders.updatedAt.add(row);
  }

  /** Puts the contact in the place of the one with its id. `createdAt` never changes. */
  replace(contact: Contact): void {
    const row = this.#rows.get(contact.id);
    if (row === undefined) throw new Error(`no contact ${contact.id} to replace`);
    this.#orders.updatedAt.remove(row);
    row.contact = contact;
    row.updatedAt = position(contact, 'updatedAt');
    this.#orders.updatedAt.add(row);
    this.#own(row);
  }

  #own(row: Row): void {
    for (const { type, id } of row.contact.identifiers) this.#owners[type].set(comparable(type, id), row);
  }
}

function position(contact: Contact, key: SortKey): Position {
  return { at: Date.parse(contact[key]), id: contact.id };
}
