// Applies a write to a contact: returns the changed contact, and has no side effects. Before, writes.ts checks whether the write
// is allowed, for example whether an identifier belongs to another contact.

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

/**
 * Builds a contact that has only an id and its dates.
 *
 * @param now RFC 3339 instant
 */
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

/**
 * Returns a copy of the contact with the write applied.
 *
 * @param now RFC 3339 instant
 */
export function changedContact(contact: Contact, write: ContactWrite, now: string): Contact {
  const changed: Contact = {
    ...contact,
    ...write.fields,
    ...countryFields(write.fields),
    // The tags of a write replace the stored tags. For this reason the official WordPress plugin sends tags in a separate request
    // (read 2026-11-21).
    tags: [...new Set([...(write.tags ?? contact.tags), ...(write.addedTags ?? [])])],
    customProperties: mergedProperties(contact.customProperties, write.customProperties),
    updatedAt: now,
  };
  return write.identifiers.reduce((before, identifier) => withIdentifier(before, identifier, now), changed);
}

/**
 * Derives `country` or `countryCode` if the write contains only the other one. If the code of a country is not known, the stored
 * code stays unchanged; this case is not documented.
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

/**
 * Updates an identifier of the contact, or adds it if the contact does not have it. Other identifiers of the same type stay; it
 * is not documented whether the vendor replaces them.
 */
function withIdentifier(contact: Contact, write: IdentifierWrite, now: string): Contact {
  const channel = CHANNEL_OF[write.type];
  const index = contact.identifiers.findIndex(({ type, id }) => type === write.type && id === write.id);
  const stored = contact.identifiers[index];
  const before = stored === undefined ? undefined : channelOf(stored);
  const written = { status: write.status, statusChangedAt: write.statusChangedAt ?? now };
  const after = before === undefined || !isEarlier(written, before) ? written : before;
  const isChanged = before?.status !== after.status || before.statusChangedAt !== after.statusChangedAt;
  const identifier = { id: write.id, type: write.type, channels: { [channel]: after } };
  return {
    ...contact,
    identifiers: index < 0 ? [...contact.identifiers, identifier] : contact.identifiers.with(index, identifier),
    statuses: isChanged ? sorted([...contact.statuses, { channel, ...after }], 'statusChangedAt') : contact.statuses,
    optIns:
      isChanged && after.status === 'subscribed'
        ? sorted([...contact.optIns, { channel, optInAt: after.statusChangedAt }], 'optInAt')
        : contact.optIns,
    consents: write.consent === undefined ? contact.consents : withConsent(contact, write, now),
  };
}

/**
 * Returns whether the status in the write is older than the stored one, which then stays unchanged: "If you submit a status date
 * earlier than the one already stored, the status and its date will not be updated." Source:
 * api-docs.omnisend.com/reference/contacts, read 2026-11-21.
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
