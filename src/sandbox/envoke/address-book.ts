// An account's contacts, found by id, email and remote_id, beside its interests, autoresponders and custom fields, and what
// its autoresponders sent. Rules of writing are in writes.ts.

import { hexId } from '../seeded.ts';
import { type Contact, type CustomField, comparableEmail, type Named } from './contact/contact.ts';

/** A message that the vendor would have sent to a person. */
export interface SentMessage {
  readonly to: string;
  readonly kind: 'autoresponder';
  readonly name: string;
  readonly at: string;
}

/** What becomes of a date that a custom field of type date is given. Not documented; the documents show both of the latter elsewhere. */
export const DATE_FORMS = ['as written', 'day', 'day and time'] as const;

export interface Settings {
  /** Envoke's support switches the check off for accounts that use remote_id as their key field; only then can it be one. */
  readonly allowDuplicateEmails: boolean;
  /** Status of refusals. The documents ask clients to look at `success` even where the status is 200. */
  readonly errorStatus: 400 | 200;
  /** Every n-th request is answered 401 although its key is good, as a client saw it; 0: none. */
  readonly spurious401Every: number;
  readonly dates: (typeof DATE_FORMS)[number];
}

const ORDINARY: Settings = {
  allowDuplicateEmails: false,
  errorStatus: 400,
  spurious401Every: 0,
  dates: 'as written',
};

/** Space of the external ids. */
const EXTERNAL = 0xee;

export class AddressBook {
  readonly settings: Settings;
  readonly interests: Map<number, Named>;
  readonly autoresponders: Map<number, Named>;
  readonly customFields: Map<number, CustomField>;
  readonly sent: SentMessage[];
  readonly #seed: number;
  /** Moves with every change of a contact. */
  #version = 0;
  #lastId = 0;
  /** In ascending order of ids: a new id is above all others, and states are put in order first. */
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
    } = {},
  ) {
    this.#seed = seed;
    this.settings = content.settings ?? ORDINARY;
    this.interests = byId(content.interests);
    this.autoresponders = byId(content.autoresponders);
    this.customFields = byId(content.customFields);
    this.sent = [...(content.sent ?? [])];
  }

  get version(): number {
    return this.#version;
  }

  /** By id, ascending. */
  contacts(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  get(id: number): Contact | undefined {
    return this.#contacts.get(id);
  }

  /** Several only where the account allows duplicates. */
  byEmail(email: string): readonly Contact[] {
    const ids = this.#byEmail.get(comparableEmail(email)) ?? [];
    return ids.map((id) => this.#contacts.get(id)).filter((contact) => contact !== undefined);
  }

  byRemoteId(remoteId: string): Contact | undefined {
    const id = this.#byRemoteId.get(remoteId);
    return id === undefined ? undefined : this.#contacts.get(id);
  }

  newId(): number {
    return this.#lastId + 1;
  }

  externalId(id: number): string {
    return hexId(this.#seed, EXTERNAL, id).padStart(32, '0');
  }

  /** Adds the contact, or puts it in the place of the one with its id. */
  put(contact: Contact): void {
    this.#forgetIdentifiers(contact.id);
    this.#version += 1;
    this.#lastId = Math.max(this.#lastId, contact.id);
    this.#contacts.set(contact.id, contact);
    const email = comparableEmail(contact.email);
    this.#byEmail.set(email, [...(this.#byEmail.get(email) ?? []), contact.id]);
    if (contact.remote_id !== '') this.#byRemoteId.set(contact.remote_id, contact.id);
  }

  remove({ id }: Contact): void {
    this.#forgetIdentifiers(id);
    this.#version += 1;
    this.#contacts.delete(id);
  }

  #forgetIdentifiers(id: number): void {
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
