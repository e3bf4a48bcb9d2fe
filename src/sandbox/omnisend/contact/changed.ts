// The rules of one write on one contact: contact × write → contact. Pure; whether the write is allowed at all (identifiers
// of others, upsert or not) is decided in writes.ts.

import {
  CHANNEL_OF,
  type Channel,
  type Consent,
  type Contact,
  type ContactWrite,
  channelOf,
  type IdentifierWrite,
} from './contact.ts';
import { countryCodeOf, countryName } from './countries.ts';

export function emptyContact(id: string, now: string): Contact {
  return {
    id,
    identifiers: [],
    tags: [],
    customProperties: {},
    statuses: [],
    optIns: [],
    consents: [],
    segments: [],
    createdAt: now,
    updatedAt: now,
  };
}

export function changedContact(contact: Contact, write: ContactWrite, now: string): Contact {
  const changed: Contact = {
    ...contact,
    ...write.fields,
    ...countryFields(write.fields),
    // Replaced, not merged. Seen: the official WordPress plugin sends tags apart for this reason.
    tags: [...new Set([...(write.tags ?? contact.tags), ...(write.addedTags ?? [])])],
    customProperties: mergedProperties(contact.customProperties, write.customProperties),
    updatedAt: now,
  };
  return write.identifiers.reduce((before, identifier) => withIdentifier(before, identifier, now), changed);
}

/**
 * Each of country and countryCode derives the other where it is supplied alone. A name without a known code leaves the
 * stored code as it is: nothing is documented for that.
 */
function countryFields({ country, countryCode }: ContactWrite['fields']): ContactWrite['fields'] {
  if (countryCode !== undefined)
    return country === undefined ? { country: countryName(countryCode) ?? countryCode } : {};
  const derived = country === undefined ? undefined : countryCodeOf(country);
  return derived === undefined ? {} : { countryCode: derived };
}

function mergedProperties(
  stored: Contact['customProperties'],
  written: ContactWrite['customProperties'],
): Contact['customProperties'] {
  if (written.length === 0) return stored;
  const merged = new Map(Object.entries(stored));
  for (const [name, value] of written) {
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** A second identifier of a type is added: whether the vendor replaces the first is not documented. */
function withIdentifier(contact: Contact, write: IdentifierWrite, now: string): Contact {
  const channel = CHANNEL_OF[write.type];
  const index = contact.identifiers.findIndex(({ type, id }) => type === write.type && id === write.id);
  const stored = contact.identifiers[index];
  const before = stored === undefined ? undefined : channelOf(stored);
  const written = { status: write.status, statusChangedAt: write.statusChangedAt ?? now };
  const after = before === undefined || !isEarlier(written, before) ? written : before;
  const moved = before?.status !== after.status || before.statusChangedAt !== after.statusChangedAt;
  const identifier = { id: write.id, type: write.type, channels: { [channel]: after } };
  return {
    ...contact,
    identifiers: index < 0 ? [...contact.identifiers, identifier] : contact.identifiers.with(index, identifier),
    statuses: moved ? sorted([...contact.statuses, { channel, ...after }], 'statusChangedAt') : contact.statuses,
    optIns:
      moved && after.status === 'subscribed'
        ? sorted([...contact.optIns, { channel, optInAt: after.statusChangedAt }], 'optInAt')
        : contact.optIns,
    consents: write.consent === undefined ? contact.consents : withConsent(contact, write, now),
  };
}

/**
 * "If you submit a status date earlier than the one already stored, the status and its date will not be updated."
 * Source: api-docs.omnisend.com/reference/contacts.
 */
function isEarlier(written: Channel, stored: Channel): boolean {
  return Date.parse(written.statusChangedAt) < Date.parse(stored.statusChangedAt);
}

function withConsent(contact: Contact, write: IdentifierWrite, now: string): readonly Consent[] {
  return sorted(
    [...contact.consents, { channel: CHANNEL_OF[write.type], createdAt: now, ...write.consent }],
    'createdAt',
  );
}

function sorted<Key extends string, Entry extends Readonly<Record<Key, string>>>(
  entries: readonly Entry[],
  key: Key,
): readonly Entry[] {
  return entries.toSorted((a, b) => Date.parse(a[key]) - Date.parse(b[key]));
}
