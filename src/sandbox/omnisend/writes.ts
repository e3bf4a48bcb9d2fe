// Applies writes to a brand: upserts, updates, and changes of tags. Ensures that an identifier belongs to at most one contact.

import type { Brand } from './brand.ts';
import { changedContact, emptyContact } from './contact/changed.ts';
import { type Contact, type ContactWrite, channelOf, type IdentifierWrite } from './contact/contact.ts';

/** The result of an upsert. */
export type UpsertResult =
  | { readonly result: 'created' | 'updated'; readonly contact: Contact }
  /** Nothing was written: every identifier belongs to another contact, and none of them is an email. */
  | { readonly result: 'taken' };

/**
 * Updates the contact that has one of the write's emails. If there is none, creates a contact. Ignores identifiers that belong to
 * other contacts.
 *
 * @param now RFC 3339 instant
 */
export function upsert(brand: Brand, write: ContactWrite, now: string): UpsertResult {
  const known = write.identifiers
    .filter(({ type }) => type === 'email')
    .map(({ type, id }) => brand.owner(type, id))
    .find((owner) => owner !== undefined);
  if (known !== undefined) {
    return { result: 'updated', contact: store(brand, known, withoutTaken(brand, known.id, write), now) };
  }
  const id = brand.newId();
  const free = withoutTaken(brand, id, write);
  if (free.identifiers.length === 0) return { result: 'taken' };
  return { result: 'created', contact: store(brand, emptyContact(id, now), free, now) };
}

/**
 * Updates a contact. The brand's settings decide whether an identifier of another contact is ignored or refused.
 *
 * @param now RFC 3339 instant
 * @returns the updated contact, or `taken` if an identifier is refused; then nothing is written
 */
export function update(brand: Brand, contact: Contact, write: ContactWrite, now: string): Contact | 'taken' {
  const free = withoutTaken(brand, contact.id, write);
  const taken = free.identifiers.length < write.identifiers.length;
  return taken && brand.settings.takenIdentifier === '409' ? 'taken' : store(brand, contact, free, now);
}

/**
 * Updates a contact. Silently ignores identifiers that belong to other contacts.
 *
 * @param now RFC 3339 instant
 */
export function updateIgnoringTaken(brand: Brand, contact: Contact, write: ContactWrite, now: string): Contact {
  return store(brand, contact, withoutTaken(brand, contact.id, write), now);
}

/** Tags, and selectors of the contacts to change. A contact is selected if at least one selector matches it. */
export interface TagSelection {
  readonly tags: readonly string[];
  readonly contactIDs: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  readonly segmentID?: string;
}

/**
 * Adds the tags to the selected contacts, or removes them. Ignores selectors that match no contact.
 *
 * @param now RFC 3339 instant
 */
export function changeTags(brand: Brand, action: 'add' | 'remove', selection: TagSelection, now: string): void {
  for (const contact of selectedContacts(brand, selection)) {
    const others = contact.tags.filter((tag) => !selection.tags.includes(tag));
    const tags = action === 'remove' ? others : [...new Set([...contact.tags, ...selection.tags])];
    if (tags.length !== contact.tags.length) brand.replace({ ...contact, tags, updatedAt: now });
  }
}

function selectedContacts(brand: Brand, selection: TagSelection): ReadonlySet<Contact> {
  const { contactIDs, emails, phones, segmentID } = selection;
  const found = [
    ...contactIDs.map((id) => brand.get(id)),
    ...emails.map((email) => brand.owner('email', email)),
    ...phones.map((phone) => brand.owner('phone', phone)),
    ...(segmentID === undefined ? [] : brand.contacts().filter(({ segments }) => segments.includes(segmentID))),
  ];
  return new Set(found.filter((contact) => contact !== undefined));
}

function withoutTaken(brand: Brand, id: string, write: ContactWrite): ContactWrite {
  return {
    ...write,
    identifiers: write.identifiers.filter((identifier) => {
      const owner = brand.owner(identifier.type, identifier.id);
      return owner === undefined || owner.id === id;
    }),
  };
}

function store(brand: Brand, before: Contact, write: ContactWrite, now: string): Contact {
  const after = changedContact(before, write, now);
  if (brand.get(after.id) === undefined) brand.add(after);
  else brand.replace(after);
  for (const identifier of write.identifiers) {
    if (identifier.welcome && becameSubscribed(before, after, identifier)) {
      brand.sent.push({ to: identifier.id, kind: 'welcome', at: now });
    }
  }
  return after;
}

function becameSubscribed(before: Contact, after: Contact, write: IdentifierWrite): boolean {
  return statusOf(before, write) !== 'subscribed' && statusOf(after, write) === 'subscribed';
}

function statusOf(contact: Contact, write: IdentifierWrite): string | undefined {
  const identifier = contact.identifiers.find(({ type, id }) => type === write.type && id === write.id);
  return identifier === undefined ? undefined : channelOf(identifier)?.status;
}
