// The types of a contact of a brand. Members have the names of API 2026-03-15; the members that the API derives (email, phone,
// status) are not stored. A contact is never changed in place: a write creates a new object.

/** The possible subscription statuses of a channel. */
export const STATUSES = ['subscribed', 'unsubscribed', 'nonSubscribed'] as const;
/** The subscription status of one channel. */
export type Status = (typeof STATUSES)[number];

/** The channel that belongs to each type of identifier. Source: api-docs.omnisend.com/reference/contacts, read 2026-11-21. */
export const CHANNEL_OF = { email: 'email', phone: 'sms' } as const;
/** The type of an identifier. */
export type IdentifierType = keyof typeof CHANNEL_OF;
/** The name of a channel. */
type ChannelName = (typeof CHANNEL_OF)[IdentifierType];

/** The fields of a contact that are strings. */
export const FIELDS = [
  'firstName',
  'lastName',
  'gender',
  'birthdate',
  'country',
  'countryCode',
  'state',
  'city',
  'address',
  'postalCode',
] as const;
/** The name of a field. */
export type Field = (typeof FIELDS)[number];

/** The status of a channel, and the time of its last change. All dates in this file are RFC 3339 instants. */
export interface Channel {
  readonly status: Status;
  readonly statusChangedAt: string;
}

/** An email or a phone with its channel. */
export interface Identifier {
  /** The email in lower case, or the phone. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
}

/** An entry of a contact's status history. */
export interface StatusEntry extends Channel {
  readonly channel: ChannelName;
}

/** An entry of a contact's opt-in history. */
export interface OptIn {
  readonly channel: ChannelName;
  readonly optInAt: string;
}

/** An entry of a contact's consent history. */
export interface Consent {
  readonly channel: ChannelName;
  readonly source?: string;
  readonly createdAt: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** A contact as it is stored. */
export interface Contact extends Readonly<Partial<Record<Field, string | null>>> {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly tags: readonly string[];
  readonly customProperties: Readonly<Record<string, unknown>>;
  readonly statuses: readonly StatusEntry[];
  readonly optIns: readonly OptIn[];
  readonly consents: readonly Consent[];
  /** Ids of the segments that contain the contact. In the sandbox, only a saved state can set them. */
  readonly segments: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The value of a custom property. */
export type PropertyValue = string | number | boolean | readonly string[];

/** The validated values of a write, in any dialect. What the write does not contain stays unchanged. */
export interface ContactWrite {
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  readonly identifiers: readonly IdentifierWrite[];
  /** Tags that replace the stored tags. */
  readonly tags?: readonly string[];
  /** Tags that are added to the stored tags. */
  readonly addedTags?: readonly string[];
  /** Pairs of name and new value; null removes the property. */
  readonly customProperties: readonly (readonly [string, PropertyValue | null])[];
}

/** A validated identifier of a write, with the new status of its channel. */
export interface IdentifierWrite {
  /** The email in lower case, or the phone. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly status: Status;
  readonly statusChangedAt?: string;
  readonly consent?: Omit<Consent, 'channel' | 'createdAt'> & { readonly createdAt?: string };
  /** True to send the welcome message if the write makes the identifier subscribed. */
  readonly welcome: boolean;
}

/** Returns the channel of an identifier. */
export function channelOf(identifier: Identifier): Channel | undefined {
  return identifier.channels[CHANNEL_OF[identifier.type]];
}

/** Returns the first email identifier, from which the vendor derives the members `email` and `status`. */
export function primaryEmail(contact: Contact): Identifier | undefined {
  return contact.identifiers.find(({ type }) => type === 'email');
}

/**
 * Returns the form in which the sandbox stores and compares an identifier: an email with its ASCII letters in lower case, or the
 * unchanged phone.
 */
export function comparable(type: IdentifierType, id: string): string {
  return type === 'email' ? id.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : id;
}
