// A team's audience: its contacts, found by email and userId, its lists and custom properties, the removals from the
// suppression list, and what would have started workflows. Rules of writing are in writes.ts.

import { hexId } from '../seeded.ts';
import { type Contact, comparableEmail, type MailingList, type Property } from './contact.ts';

/** Something that starts a team's workflows, which may mail the person. */
export interface TriggerEvent {
  readonly kind: 'contact added' | 'contact updated' | 'added to list';
  readonly email: string;
  /** Id of the list. */
  readonly list?: string;
  readonly at: string;
}

export interface SuppressionRemovals {
  /** Removals in any 30 days: 100 on paid plans, 0 on the free one. */
  readonly limit: number;
  /** When contacts were removed from the suppression list. */
  readonly at: readonly string[];
}

/** Ids of the contacts that clients create; the filled ones have a space of their own. */
const CREATED = 0xc0;

export class Audience {
  readonly lists: Map<string, MailingList>;
  readonly properties: Map<string, Property>;
  readonly events: TriggerEvent[];
  removals: SuppressionRemovals;
  readonly #seed: number;
  #created = 0;
  readonly #contacts = new Map<string, Contact>();
  readonly #byEmail = new Map<string, Contact>();
  readonly #byUserId = new Map<string, Contact>();

  constructor(
    seed: number,
    content: {
      readonly lists?: readonly MailingList[];
      readonly properties?: readonly Property[];
      readonly events?: readonly TriggerEvent[];
      readonly removals?: SuppressionRemovals;
    } = {},
  ) {
    this.#seed = seed;
    this.lists = new Map((content.lists ?? []).map((list) => [list.id, list]));
    this.properties = new Map((content.properties ?? []).map((property) => [property.key, property]));
    this.events = [...(content.events ?? [])];
    this.removals = content.removals ?? { limit: 100, at: [] };
  }

  /** In the order in which they came. */
  contacts(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  get(id: string): Contact | undefined {
    return this.#contacts.get(id);
  }

  byEmail(email: string): Contact | undefined {
    return this.#byEmail.get(comparableEmail(email));
  }

  byUserId(userId: string): Contact | undefined {
    return this.#byUserId.get(userId);
  }

  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = contactId(this.#seed, CREATED, this.#created);
    } while (this.#contacts.has(id));
    return id;
  }

  /** Adds the contact, or puts it in the place of the one with its id. */
  put(contact: Contact): void {
    this.#forgetIdentifiers(contact.id);
    this.#contacts.set(contact.id, contact);
    this.#byEmail.set(contact.email, contact);
    if (contact.userId !== null) this.#byUserId.set(contact.userId, contact);
  }

  remove(contact: Contact): void {
    this.#forgetIdentifiers(contact.id);
    this.#contacts.delete(contact.id);
  }

  #forgetIdentifiers(id: string): void {
    const contact = this.#contacts.get(id);
    if (contact === undefined) return;
    this.#byEmail.delete(contact.email);
    if (contact.userId !== null) this.#byUserId.delete(contact.userId);
  }
}

/** Looks like the vendor's: a c and 24 more. */
export function contactId(seed: number, space: number, n: number): string {
  return `c${hexId(seed, space, n)}`;
}
