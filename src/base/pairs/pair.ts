// Pairs the contacts of the base with today's contacts, for one account. Compares the strongest identifier first and pairs each
// contact at most once, so that two people who share a phone are not confused. Pure.

import { type DesiredContact, type IdentifierKey, identifierKey } from '../../contact/contact.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import { isSameData } from './same-data.ts';

/** Result of pairing. */
export interface Pairs {
  /** The counterpart in the base of each of today's contacts that has one. */
  readonly baseOf: ReadonlyMap<DesiredContact, DesiredContact>;
  /** Contacts of the base that have no counterpart today. */
  readonly unpaired: readonly DesiredContact[];
}

type Trait = (contact: DesiredContact) => string | undefined;

/**
 * Traits that identify a contact, strongest first; contacts with one equal trait are a pair. The key comes before the email
 * because it contains the userId even at vendors that have none. An email that either side declares as `previously` identifies
 * the contact, too, so that contacts are also paired after an email change was reverted.
 */
const TRAITS: readonly { readonly now: Trait; readonly base: Trait }[] = [
  alike(identifier('id')),
  alike(identifier('userId')),
  alike(({ key }) => key),
  alike(identifier('email')),
  { now: ({ previously }) => previously?.email, base: identifier('email') },
  { now: identifier('email'), base: ({ previously }) => previously?.email },
  alike(identifier('phone')),
];

function alike(trait: Trait): { readonly now: Trait; readonly base: Trait } {
  return { now: trait, base: trait };
}

function identifier(kind: IdentifierKind): Trait {
  return ({ identifiers }) => identifiers[kind];
}

/**
 * Pairs contacts of one account.
 *
 * @param now today's contacts of the account, regardless of filters
 * @param base the base's contacts of the same account
 */
export function pairContacts(now: readonly DesiredContact[], base: readonly DesiredContact[]): Pairs {
  // A base with the same files consists of the same objects as today's contacts: pair these without comparing them.
  const today = new Set(now);
  const baseOf = new Map<DesiredContact, DesiredContact>();
  for (const contact of base) if (today.has(contact)) baseOf.set(contact, contact);
  let unpaired = baseOf.size === 0 ? base : base.filter((contact) => !baseOf.has(contact));
  for (const trait of TRAITS) {
    if (unpaired.length === 0) break;
    const open = now.filter((contact) => !baseOf.has(contact));
    if (open.length === 0) break;
    const owners = new Map(open.flatMap((contact) => entryOf(trait.now(contact), contact)));
    unpaired = unpaired.filter((contact) => {
      const value = trait.base(contact);
      const owner = value === undefined ? undefined : owners.get(value);
      if (owner === undefined || baseOf.has(owner)) return true;
      baseOf.set(owner, contact);
      return false;
    });
  }
  return { baseOf, unpaired };
}

function entryOf(value: string | undefined, contact: DesiredContact): readonly (readonly [string, DesiredContact])[] {
  return value === undefined ? [] : [[value, contact]];
}

/** Keys of all identifiers that the contacts declare, including previous emails. */
export function identifierKeysOf(contacts: readonly DesiredContact[]): ReadonlySet<IdentifierKey> {
  return new Set(
    contacts.flatMap(({ identifiers, previously }) => [
      ...Object.entries(identifiers).map(([kind, value]) => identifierKey({ kind: kind as IdentifierKind, value })),
      ...(previously === undefined ? [] : [identifierKey({ kind: 'email', value: previously.email })]),
    ]),
  );
}

/** True if both declare the same, in whatever place of the manifests and under whatever name of the account. */
export function isSameDeclaration(a: DesiredContact, b: DesiredContact): boolean {
  return a === b || isSameData({ ...a, source: b.source, key: b.key, account: b.account }, b);
}
