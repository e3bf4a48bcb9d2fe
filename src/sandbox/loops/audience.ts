// Stores the data of one team: contacts (indexed by email and userId), mailing lists, custom properties, removals from the
// suppression list, and the events that would have started workflows. writes.ts contains the rules for changing contacts.

import type { Clearing } from '../clearing.ts';
import { hexId } from '../seeded.ts';
import { type Contact, comparableEmail, type MailingList, type Property } from './contact.ts';

/** An event at which the real vendor would start workflows of the team. Such workflows may send mail to the contact. */
export interface TriggerEvent {
  readonly kind: 'contact added' | 'contact updated' | 'added to list';
  readonly email: string;
  /** Id of the list, for 'added to list'. */
  readonly list?: string;
  /** Time of the event, as an RFC 3339 instant. */
  readonly at: string;
}

/** The quota of removals from the suppression list, and the removals so far. */
export interface SuppressionRemovals {
  /** Removals allowed in any 30 days: 100 on paid plans, 0 on the free one (Loops OpenAPI 1.21.6, read 2026-11-21). */
  readonly limit: number;
  /** Times of the removals, as RFC 3339 instants. */
  readonly at: readonly string[];
}

/**
 * The fields that null (or `""` for the user group) is believed to empty. The vendor does not document this (read 2026-11-21).
 */
export const CLEARED = ['firstName', 'lastName', 'userGroup'] as const;

/** Id space (see `hexId`) of the contacts that clients create. */
const CREATED_IDS = 0xc0;

/** The data of one team. `lists` is keyed by id, `properties` by key. */
export class Audience {
  readonly lists: Map<string, MailingList>;
  readonly properties: Map<string, Property>;
  readonly events: TriggerEvent[];
  removals: SuppressionRemovals;
  readonly clearing: Clearing<(typeof CLEARED)[number]>;
  readonly #seed: number;
  #created: number;
  #hasDeleted: boolean;
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
      readonly clearing?: Clearing<(typeof CLEARED)[number]>;
      /** Number of ids that were given out before; absent: it does not matter, because no contact was deleted. */
      readonly created?: number;
    } = {},
  ) {
    this.#seed = seed;
    this.lists = new Map((content.lists ?? []).map((list) => [list.id, list]));
    this.properties = new Map((content.properties ?? []).map((property) => [property.key, property]));
    this.events = [...(content.events ?? [])];
    this.removals = content.removals ?? { limit: 100, at: [] };
    this.clearing = content.clearing ?? {};
    this.#created = content.created ?? 0;
    this.#hasDeleted = content.created !== undefined;
  }

  /** Returns all contacts, in order of creation. */
  contacts(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  /** Finds a contact by id. */
  get(id: string): Contact | undefined {
    return this.#contacts.get(id);
  }

  /** Finds a contact by email. */
  byEmail(email: string): Contact | undefined {
    return this.#byEmail.get(comparableEmail(email));
  }

  /** Finds a contact by userId. */
  byUserId(userId: string): Contact | undefined {
    return this.#byUserId.get(userId);
  }

  /** Number of ids that were given out, if one of their contacts may be deleted; undefined if none is. */
  get createdIds(): number | undefined {
    return this.#hasDeleted && this.#created > 0 ? this.#created : undefined;
  }

  /** Returns an id that no contact has or had. */
  newId(): string {
    let id: string;
    do {
      this.#created += 1;
      id = contactId(this.#seed, CREATED_IDS, this.#created);
    } while (this.#contacts.has(id));
    return id;
  }

  /** Adds the contact, or replaces the one with the same id. */
  put(contact: Contact): void {
    this.#removeFromIndexes(contact.id);
    this.#contacts.set(contact.id, contact);
    this.#byEmail.set(contact.email, contact);
    if (contact.userId !== null) this.#byUserId.set(contact.userId, contact);
  }

  /** Deletes a contact. Its id is never used for another contact. */
  remove(contact: Contact): void {
    this.#hasDeleted = true;
    this.#removeFromIndexes(contact.id);
    this.#contacts.delete(contact.id);
  }

  #removeFromIndexes(id: string): void {
    const contact = this.#contacts.get(id);
    if (contact === undefined) return;
    this.#byEmail.delete(contact.email);
    if (contact.userId !== null) this.#byUserId.delete(contact.userId);
  }
}

/** Builds an id that looks like the vendor's: `c` followed by 24 characters. The parameters are those of `hexId`. */
export function contactId(seed: number, space: number, n: number): string {
  return `c${hexId(seed, space, n)}`;
}
