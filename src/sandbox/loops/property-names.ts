// Which names are whose: the default properties of every contact, the reserved ones, and those left for custom properties.

import type { Property } from './contact.ts';

/** Source: loops.so/docs/api-reference/list-contact-properties. */
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

/** Source: loops.so/docs/contacts/properties#reserved-names. */
const RESERVED = ['id', 'listId', 'softDeleteAt', 'teamId', 'updatedAt'];

/** Members of a contact's JSON that are no properties. */
const MEMBERS = ['mailingLists', 'optInStatus'];

/** The sandbox's own: its state has them beside the vendor's members. The vendor would take them. */
const STATE_ONLY = ['leftLists', 'suppressed'];

const TAKEN: ReadonlySet<string> = new Set([
  ...DEFAULT_PROPERTIES.map(({ key }) => key),
  ...RESERVED,
  ...MEMBERS,
  ...STATE_ONLY,
]);

export function isCustomName(name: string): boolean {
  return !TAKEN.has(name);
}

/** `planName` → `Plan Name`, as the vendor labels what is created through the API. */
export function labelOf(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
