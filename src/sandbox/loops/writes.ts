// Applies writes to an audience. Sources, read 2026-11-21: loops.so/docs/api-reference/update-contact for how a write finds its
// contact, and polarsource/polar#11675, which quotes the vendor's answer to an email and a userId that match different contacts.

import type { Audience } from './audience.ts';
import type { Contact, ContactWrite, MailingList } from './contact.ts';

/**
 * The result of a write. `taken`: a contact was to be created, but one of its identifiers belongs to an existing contact.
 * `several-matches`: the email and the userId of an update belong to different contacts. `no-email`: a new contact has no email.
 */
export type WriteResult =
  | { readonly result: 'written'; readonly contact: Contact }
  | { readonly result: 'taken' | 'several-matches' | 'no-email' };

/** The defaults of a contact created through the API. */
const NEW_CONTACT = {
  userId: null,
  firstName: null,
  lastName: null,
  source: 'API',
  subscribed: true,
  userGroup: '',
  mailingLists: [],
  optInStatus: null,
  properties: {},
  leftLists: [],
  suppressed: false,
} as const;

/**
 * Creates a contact, unless the write has no email, or one of its identifiers belongs to an existing contact.
 *
 * @param now RFC 3339 instant
 */
export function create(audience: Audience, write: ContactWrite, now: string): WriteResult {
  if (write.email === undefined) return { result: 'no-email' };
  if (matches(audience, write).length > 0) return { result: 'taken' };
  const blank = { id: audience.newId(), email: write.email, ...NEW_CONTACT };
  return store(audience, blank, write, 'contact added', now);
}

/**
 * Updates the contact that has the write's email or userId. If the write contains both, the identifier that does not match is
 * changed, too. Creates a contact if none matches.
 *
 * @param now RFC 3339 instant
 */
export function upsert(audience: Audience, write: ContactWrite, now: string): WriteResult {
  const [contact, other] = matches(audience, write);
  if (other !== undefined) return { result: 'several-matches' };
  if (contact === undefined) return create(audience, write, now);
  return store(audience, contact, write, 'contact updated', now);
}

function matches(audience: Audience, { email, userId }: ContactWrite): readonly Contact[] {
  const byEmail = email === undefined ? undefined : audience.byEmail(email);
  const byUserId = userId === undefined ? undefined : audience.byUserId(userId);
  return [...new Set([byEmail, byUserId].filter((contact) => contact !== undefined))];
}

function store(
  audience: Audience,
  before: Contact,
  write: ContactWrite,
  kind: 'contact added' | 'contact updated',
  now: string,
): WriteResult {
  for (const property of write.newProperties) audience.properties.set(property.key, property);
  const after = changedContact(before, write, audience.lists);
  audience.put(after);
  // It is not documented whether an update that changes nothing starts workflows. Assume the worse case: it does.
  audience.events.push({ kind, email: after.email, at: now });
  for (const list of after.mailingLists) {
    if (!before.mailingLists.includes(list))
      audience.events.push({ kind: 'added to list', email: after.email, list, at: now });
  }
  return { result: 'written', contact: after };
}

function changedContact(contact: Contact, write: ContactWrite, lists: ReadonlyMap<string, MailingList>): Contact {
  const subscribed = write.subscribed ?? contact.subscribed;
  return {
    ...contact,
    email: write.email ?? contact.email,
    userId: write.userId ?? contact.userId,
    firstName: write.firstName === undefined ? contact.firstName : write.firstName,
    lastName: write.lastName === undefined ? contact.lastName : write.lastName,
    source: write.source ?? contact.source,
    userGroup: write.userGroup ?? contact.userGroup,
    subscribed,
    mailingLists: changedLists({ ...contact, subscribed }, write, lists),
    properties: changedProperties(contact.properties, write.properties),
  };
}

/**
 * Returns the contact's lists after a write. Adding the contact to a list is silently ignored if the contact is unsubscribed or
 * left the list in the preference centre (loops.so/docs/contacts/mailing-lists, read 2026-11-21). It is also ignored if the list
 * does not exist, which is not documented.
 */
function changedLists(
  contact: Contact,
  write: ContactWrite,
  lists: ReadonlyMap<string, MailingList>,
): readonly string[] {
  const changed = new Set(contact.mailingLists);
  for (const [id, isMember] of write.mailingLists) {
    if (!isMember) changed.delete(id);
    else if (contact.subscribed && lists.has(id) && !contact.leftLists.includes(id)) changed.add(id);
  }
  return [...changed];
}

function changedProperties(stored: Contact['properties'], written: ContactWrite['properties']): Contact['properties'] {
  if (written.length === 0) return stored;
  const changed = new Map(Object.entries(stored));
  for (const [key, value] of written) {
    if (value === null) changed.delete(key);
    else changed.set(key, value);
  }
  return Object.fromEntries(changed);
}
