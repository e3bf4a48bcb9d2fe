// The central type: a contact is one person at one account, desired (from the manifests) or live (from the vendor).
//
//   manifest      a YAML file in contacts.d/
//   account       one named vendor account
//   managed       named by the manifest; every other field is unmanaged and never touched
//   difference    one managed field whose live and desired values differ
//   change        everything the plan does to one contact at one account
//   request       one HTTP call of the plan; it serves one or more changes
//   held          a subscription that the manifest still declares, but that the person has ended
//
// Both sides are normalised (normalise.ts) before anything compares them.

import type { ChannelConsent, DesiredChannel } from './consent.ts';
import type { Channel, IdentifierKind, ScalarField, SetField } from './fields.ts';

/** Value of a custom property. */
export type PropertyValue = string | number | boolean | readonly string[];

/** One identifier value, normalised. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** The spelling in the manifest, used to look it up: a vendor's look-up may be case-sensitive. */
  readonly spelling?: string;
}

/** `kind:value`; the key of identifiers in maps and sets. */
export type IdentifierKey = string;

/** The `kind:value` key of an identifier. */
export function identifierKey(identifier: Identifier): IdentifierKey {
  return `${identifier.kind}:${identifier.value}`;
}

/** A position in a manifest. Line and column are 1-based; the file is relative to the working directory. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A declared set: a list declares all members, a map only the members that it names. */
export type DeclaredSet =
  | { readonly form: 'list'; readonly members: readonly string[] }
  | { readonly form: 'map'; readonly members: Readonly<Record<string, boolean>> };

/**
 * A contact as the manifests declare it for one account. Defaults, `at` and unsupported fields are resolved, and values are
 * normalised. An absent key is unmanaged; `null` removes the value.
 */
export interface DesiredContact {
  readonly account: string;
  /** Account and first declared identifier (userId, email, phone, id): `shop/jane@example.com`. */
  readonly key: string;
  readonly source: SourcePosition;
  readonly identifiers: Readonly<Partial<Record<IdentifierKind, string>>>;
  /** The email as declared, if it differs from its normal form. */
  readonly emailSpelling?: string;
  readonly previously?: { readonly email: string };
  readonly scalars: Readonly<Partial<Record<ScalarField, string | null>>>;
  readonly sets: Readonly<Partial<Record<SetField, DeclaredSet>>>;
  readonly customProperties: Readonly<Record<string, PropertyValue | null>>;
  /** True if live custom properties that are not declared are removed. */
  readonly pruneCustomProperties: boolean;
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
  /** Whether the vendor is asked to send its welcome message; on creates only. */
  readonly welcome: boolean;
  /** True if no plan may delete or unsubscribe the contact. */
  readonly protect: boolean;
  /** Paths of fields that stay at the vendor as they are when they are no longer declared: `city`, `customProperties.age`. */
  readonly unmanaged?: readonly string[];
}

/** A contact at the vendor, decoded and normalised. Empty values are absent keys, never `""` or `null`. */
export interface LiveContact {
  /** The vendor's id, as text. Absent if the vendor has no stable ids. */
  readonly id?: string;
  readonly userId?: string;
  /** Normalised; the primary email first. */
  readonly emails: readonly string[];
  /** Normalised; the primary phone first. */
  readonly phones: readonly string[];
  readonly scalars: Readonly<Partial<Record<ScalarField, string>>>;
  readonly sets: Readonly<Partial<Record<SetField, readonly string[]>>>;
  readonly customProperties: Readonly<Record<string, PropertyValue>>;
  readonly channels: Readonly<Partial<Record<Channel, ChannelConsent>>>;
}

/** A live contact's identifiers of one kind. */
export function identifiersOf(live: LiveContact, kind: IdentifierKind): readonly string[] {
  switch (kind) {
    case 'id':
      return live.id === undefined ? NONE : [live.id];
    case 'userId':
      return live.userId === undefined ? NONE : [live.userId];
    case 'email':
      return live.emails;
    case 'phone':
      return live.phones;
  }
}

const NONE: readonly string[] = [];

/** All identifiers of a live contact, strongest kind first. */
export function liveIdentifiers(live: LiveContact): readonly Identifier[] {
  const identifiers: Identifier[] = [];
  if (live.id !== undefined) identifiers.push({ kind: 'id', value: live.id });
  if (live.userId !== undefined) identifiers.push({ kind: 'userId', value: live.userId });
  for (const value of live.emails) identifiers.push({ kind: 'email', value });
  for (const value of live.phones) identifiers.push({ kind: 'phone', value });
  return identifiers;
}
