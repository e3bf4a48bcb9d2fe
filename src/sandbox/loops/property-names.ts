// Defines the properties that every contact has, the reserved names, and which names a custom property may have.

import type { Property } from './contact.ts';

/** The properties that every contact has. Source: loops.so/docs/api-reference/list-contact-properties, read 2026-11-21. */
export const DEFAULT_PROPERTIES: readonly Property[] = [
  { key: 'firstName', label: 'First Name', type: 'string' },
  { key: 'lastName', label: 'Last Name', type: 'string' },
  { key: 'email', label: 'Email', type: 'string' },
  { key: 'notes', label: 'Notes', type: 'string' },
  { key: 'source', label: 'Source', type: 'string' },
  { key: 'userGroup', label: 'User Group', type: 'string' },
  { key: 'userId', label: 'User Id', type: 'string' },
  { key: 'subscribed', label: 'Subscribed', type: 'boolean' },
  { key: 'createdAt', label: 'Created At', type: 'date' },
];

/** The reserved names. Source: loops.so/docs/contacts/properties#reserved-names, read 2026-11-21. */
const RESERVED = ['id', 'listId', 'softDeleteAt', 'teamId', 'updatedAt'];

/** Members of a contact's JSON that are not properties. */
const MEMBERS = ['mailingLists', 'optInStatus'];

/**
 * Members that exist only in the sandbox's saved state of a contact, next to its custom properties. The sandbox cannot use them
 * for custom properties, although the real vendor would accept these names.
 */
const STATE_ONLY = ['leftLists', 'suppressed'];

const UNAVAILABLE: ReadonlySet<string> = new Set([
  ...DEFAULT_PROPERTIES.map(({ key }) => key),
  ...RESERVED,
  ...MEMBERS,
  ...STATE_ONLY,
]);

/** Returns whether a custom property may have this name. */
export function isCustomName(name: string): boolean {
  return !UNAVAILABLE.has(name);
}

/** Derives a property's label from its name, as the vendor does if the API creates the property: `planName` → `Plan Name`. */
export function labelOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
