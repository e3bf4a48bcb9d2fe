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
import { writtenEmail } from './email.ts';
import type { Channel, IdentifierKind, ScalarField, SetField } from './fields.ts';

/** Value of a custom property. */
export type PropertyValue = string | number | boolean | readonly string[];

/** One identifier value, normalised. */
export interface Identifier {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** The text that a look-up sends instead of `value`, because a vendor may find an address only by the text that it stores. */
  readonly spelling?: string;
}

/** Key of an identifier in maps and sets: `kind:value`. */
export type IdentifierKey = string;

/** Returns the key of an identifier. */
export function identifierKey(identifier: Identifier): IdentifierKey {
  return `${identifier.kind}:${identifier.value}`;
}

/** What may happen to a declared contact that the vendor does not have. */
export const ON_MISSING = ['create', 'error', 'skip'] as const;
export type OnMissing = (typeof ON_MISSING)[number];

/** What may happen to a contact that was declared before and no longer is, least harmful first. */
export const ON_REMOVED = ['keep', 'unsubscribe', 'delete'] as const;
export type OnRemoved = (typeof ON_REMOVED)[number];

/** A position in a manifest. Line and column are 1-based; the file is relative to the working directory. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A declared set. A list declares all members; a map declares only the members that it names. */
export type DeclaredSet =
  | { readonly form: 'list'; readonly members: readonly string[] }
  | { readonly form: 'map'; readonly members: Readonly<Record<string, boolean>> };

/**
 * A contact as the manifests declare it for one account: defaults and `at` are merged in, fields that the vendor does not support
 * are left out, and values are normalised. A field without a key is unmanaged; `null` removes the value.
 */
export interface DesiredContact {
  readonly account: string;
  /** The account and the first declared identifier in the order userId, email, phone, id: `shop/jane@example.com`. */
  readonly key: string;
  readonly source: SourcePosition;
  readonly identifiers: Readonly<Partial<Record<IdentifierKind, string>>>;
  /** The email as declared; present if it differs from its normalised form. */
  readonly emailSpelling?: string;
  /** The phone as declared; present if the vendor stores phones as free text and it differs from its normalised form. */
  readonly phoneSpelling?: string;
  readonly previously?: { readonly email: string };
  /** The previous email as declared; present if it differs from its normalised form. */
  readonly previousSpelling?: string;
  readonly scalars: Readonly<Partial<Record<ScalarField, string | null>>>;
  readonly sets: Readonly<Partial<Record<SetField, DeclaredSet>>>;
  readonly customProperties: Readonly<Record<string, PropertyValue | null>>;
  /** True if the plan removes live custom properties that are not declared. */
  readonly pruneCustomProperties: boolean;
  readonly channels: Readonly<Partial<Record<Channel, DesiredChannel>>>;
  /**
   * True if the vendor is asked to send its welcome message when it creates the contact, or when the contact
   * becomes subscribed.
   */
  readonly welcome: boolean;
  /** True if no plan may delete or unsubscribe the contact. */
  readonly protect: boolean;
  /** True if the contact may be created again although the vendor had it at an earlier apply and no longer has it. */
  readonly recreate?: true;
  /** When the contact was created in another system: RFC 3339 instant. Sent only when the vendor creates it; never compared. */
  readonly createdAt?: string;
  /** What happens if the vendor does not have the contact. Takes precedence over the account's `onMissing`. */
  readonly onMissing?: OnMissing;
  /** What happens once the contact is no longer declared. Takes precedence over the account's `onRemoved`. */
  readonly onRemoved?: OnRemoved;
  /** Paths of fields whose values stay at the vendor when they are no longer declared: `city`, `customProperties.age`. */
  readonly unmanaged?: readonly string[];
}

/** A contact at the vendor, decoded and normalised. A field without a value has no key; values are never `""` or `null`. */
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
  /** Map from the normal form of an email or phone to the vendor's own text. Contains only those whose text differs. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** Returns the vendor's own text of one of the contact's emails or phones, given its normal form. */
export function vendorText({ texts }: Pick<LiveContact, 'texts'>, value: string): string {
  return texts !== undefined && Object.hasOwn(texts, value) ? (texts[value] ?? value) : value;
}

/** Returns the identifier with the vendor's own text as `spelling`, if that text differs, so that a look-up finds the contact. */
export function asVendorHas(live: Pick<LiveContact, 'texts'>, identifier: Identifier): Identifier {
  const spelling = vendorText(live, identifier.value);
  return spelling === identifier.value ? identifier : { ...identifier, spelling };
}

/** Returns the text in which a declared email or phone is sent and shown; undefined if the contact declares none. */
export function textToSend(
  {
    identifiers,
    emailSpelling,
    phoneSpelling,
  }: Pick<DesiredContact, 'identifiers' | 'emailSpelling' | 'phoneSpelling'>,
  kind: 'email' | 'phone',
): string | undefined {
  if (kind === 'phone') return phoneSpelling ?? identifiers.phone;
  return emailSpelling === undefined ? identifiers.email : writtenEmail(emailSpelling);
}

/** Returns a live contact's identifiers of one kind. */
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

/** Returns all identifiers of a live contact, strongest kind first. */
export function liveIdentifiers(live: LiveContact): readonly Identifier[] {
  const identifiers: Identifier[] = [];
  if (live.id !== undefined) identifiers.push({ kind: 'id', value: live.id });
  if (live.userId !== undefined) identifiers.push({ kind: 'userId', value: live.userId });
  for (const value of live.emails) identifiers.push({ kind: 'email', value });
  for (const value of live.phones) identifiers.push({ kind: 'phone', value });
  return identifiers;
}
