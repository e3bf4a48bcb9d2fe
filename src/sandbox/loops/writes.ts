// What a write does to an audience. Source of the matching rules: loops.so/docs/api-reference/update-contact, and for both
// identifiers matching different contacts polarsource/polar#11675, where the answer was seen.

import type { Audience } from './audience.ts';
import type { Contact, ContactWrite, MailingList } from './contact.ts';

export type WriteResult =
  | { readonly result: 'written'; readonly contact: Contact }
  | { readonly result: 'taken' | 'several-matches' | 'no-email' };

/** The defaults of a contact that the API creates: subscribed, unless it is told otherwise. */
const CREATED = {
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

export function create(audience: Audience, write: ContactWrite, now: string): WriteResult {
  if (write.email === undefined) return { result: 'no-email' };
  if (matches(audience, write).length > 0) return { result: 'taken' };
  const blank = { id: audience.newId(), email: write.email, ...CREATED };
  return store(audience, blank, write, 'contact added', now);
}

/** Finds the contact by either identifier and gives it the other one; creates it where neither is known. */
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
  // Whether an update that changes nothing starts workflows is not documented; the worse case is assumed.
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
 * Only the lists named change. Silently ignored: lists for somebody who is unsubscribed, lists that the person left in the
 * preference centre (source: loops.so/docs/contacts/mailing-lists), and, undocumented, lists that do not exist.
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
