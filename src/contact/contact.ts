// The noun. A contact is one person at one account: desired (from manifests) or live (from the vendor).
//
//   manifest      a YAML file in contacts.d/
//   account       one named vendor account
//   managed       named by the manifest; every other field is unmanaged and never touched
//   difference    one managed field whose live and desired values differ
//   change        everything the plan does to one contact at one account
//   request       one HTTP call of the plan; it serves one or more changes
//   held          a subscription the manifest still declares and the person has ended
//
// Both sides are normalised (normalise.ts) before anything compares them.

import type { ChannelConsent, DesiredChannel } from './consent.ts';
import type { Channel, IdentifierKind, ScalarField, SetField } from './fields.ts';

export type PropertyValue = string | number | boolean | readonly string[];

/** One identifier value, normalised. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** To ask for it as a manifest writes it: a vendor may tell capitals from small letters. */
  readonly spelling?: string;
}

/** `kind:value`; the form in which identifiers are indexed. */
export type IdentifierKey = string;

export function identifierKey(identifier: Identifier): IdentifierKey {
  return `${identifier.kind}:${identifier.value}`;
}

/** Where something stands in a manifest. Line and column are 1-based; the file is relative to the working directory. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a manifest says of a set: the whole of it, or some members only. */
export type DeclaredSet =
  | { readonly form: 'list'; readonly members: readonly string[] }
  | { readonly form: 'map'; readonly members: Readonly<Record<string, boolean>> };

/**
 * A contact as the manifests want it at one account: defaults, `at` and fields that do not apply there already resolved,
 * values normalised. An absent key is unmanaged, `null` is a removal.
 */
export interface DesiredContact {
  readonly account: string;
  /** Account and first declared identifier (userId, email, phone, id): `shop/jane@example.com`. */
  readonly key: string;
  readonly source: SourcePosition;
  readonly identifiers: Readonly<Partial<Record<IdentifierKind, string>>>;
  /** The email as declared, where that is not its normal form. */
  readonly emailSpelling?: string;
  readonly previously?: { readonly email: string };
  readonly scalars: Readonly<Partial<Record<ScalarField, string | null>>>;
  readonly sets: Readonly<Partial<Record<SetField, DeclaredSet>>>;
  readonly customProperties: Readonly<Record<string, PropertyValue | null>>;
  /** Live custom properties that are not declared are removed too. */
  readonly pruneCustomProperties: boolean;
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
  /** Ask the vendor to send its welcome message; on creates only. */
  readonly welcome: boolean;
  /** Never deleted nor unsubscribed by a plan. */
  readonly protect: boolean;
}

/** A contact as the vendor has it, decoded and normalised. Empty values are absent keys, never `""` or `null`. */
export interface LiveContact {
  /** The vendor's own id, as text. Absent where the vendor has none that may be relied on. */
  readonly id?: string;
  readonly userId?: string;
  /** Normalised; the first is the vendor's primary one. */
  readonly emails: readonly string[];
  /** Normalised; the first is the vendor's primary one. */
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

/** Every identifier of a live contact, for matching. */
export function liveIdentifiers(live: LiveContact): readonly Identifier[] {
  const identifiers: Identifier[] = [];
  if (live.id !== undefined) identifiers.push({ kind: 'id', value: live.id });
  if (live.userId !== undefined) identifiers.push({ kind: 'userId', value: live.userId });
  for (const value of live.emails) identifiers.push({ kind: 'email', value });
  for (const value of live.phones) identifiers.push({ kind: 'phone', value });
  return identifiers;
}
