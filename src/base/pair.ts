// Which contact of the base is which contact of today, at one account. Pure. Strongest identifier first, and each contact is
// paired once, so that two people who share a phone are not taken for one.

import { type DesiredContact, type IdentifierKey, identifierKey } from '../contact/contact.ts';
import type { IdentifierKind } from '../contact/fields.ts';

export interface Pairs {
  /** By today's contact. */
  readonly baseOf: ReadonlyMap<DesiredContact, DesiredContact>;
  /** Contacts of the base that none of today's is. */
  readonly unpaired: readonly DesiredContact[];
}

type Name = (contact: DesiredContact) => string | undefined;

/**
 * What must be equal, strongest first. A key says the userId where the vendor has none. An address that was declared as the
 * previous one is the same person's, also where that declaration has been reverted.
 */
const NAMES: readonly { readonly now: Name; readonly base: Name }[] = [
  alike(identifier('id')),
  alike(identifier('userId')),
  alike(({ key }) => key),
  alike(identifier('email')),
  { now: ({ previously }) => previously?.email, base: identifier('email') },
  { now: identifier('email'), base: ({ previously }) => previously?.email },
  alike(identifier('phone')),
];

function alike(name: Name): { readonly now: Name; readonly base: Name } {
  return { now: name, base: name };
}

function identifier(kind: IdentifierKind): Name {
  return ({ identifiers }) => identifiers[kind];
}

/** @param now today's contacts of one account, whatever the filters; @param base the base's of the same account */
export function pairContacts(now: readonly DesiredContact[], base: readonly DesiredContact[]): Pairs {
  const baseOf = new Map<DesiredContact, DesiredContact>();
  let unpaired = base;
  for (const name of NAMES) {
    const open = now.filter((contact) => !baseOf.has(contact));
    if (unpaired.length === 0 || open.length === 0) break;
    const owners = new Map(open.flatMap((contact) => entryOf(name.now(contact), contact)));
    unpaired = unpaired.filter((contact) => {
      const value = name.base(contact);
      const owner = value === undefined ? undefined : owners.get(value);
      if (owner === undefined || baseOf.has(owner)) return true;
      baseOf.set(owner, contact);
      return false;
    });
  }
  return { baseOf, unpaired };
}

function entryOf(name: string | undefined, contact: DesiredContact): readonly (readonly [string, DesiredContact])[] {
  return name === undefined ? [] : [[name, contact]];
}

/** Every identifier that the contacts declare, previous addresses included. */
export function identifierKeysOf(contacts: readonly DesiredContact[]): ReadonlySet<IdentifierKey> {
  return new Set(
    contacts.flatMap(({ identifiers, previously }) => [
      ...Object.entries(identifiers).map(([kind, value]) => identifierKey({ kind: kind as IdentifierKind, value })),
      ...(previously === undefined ? [] : [identifierKey({ kind: 'email', value: previously.email })]),
    ]),
  );
}
