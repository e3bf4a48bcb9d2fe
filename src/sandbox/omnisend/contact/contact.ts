// The types of a brand's contact, with the names of API 2026-03-15 and without derived members (email, phone, status).
// A contact is never changed in place: a write creates a new object.

/** The subscription statuses of a channel. */
export const STATUSES = ['subscribed', 'unsubscribed', 'nonSubscribed'] as const;
/** The subscription status of a channel. */
export type Status = (typeof STATUSES)[number];

/** The one channel of each type of identifier. Source: api-docs.omnisend.com/reference/contacts, read 2026-11-21. */
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

/** The status of a channel, and since when. All dates are RFC 3339 instants. */
export interface Channel {
  readonly status: Status;
  readonly statusChangedAt: string;
}

/** An email or a phone with its channel. */
export interface Identifier {
  /** Email in lower case, or phone. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
}

/** An entry of the status history. */
export interface StatusEntry extends Channel {
  readonly channel: ChannelName;
}

/** An entry of the opt-in history. */
export interface OptIn {
  readonly channel: ChannelName;
  readonly optInAt: string;
}

/** An entry of the consent history. */
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
  /** Ids of the segments that contain it; in the sandbox only a state can set them. */
  readonly segments: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The value of a custom property. */
export type PropertyValue = string | number | boolean | readonly string[];

/** A checked write of any dialect; absent members were not supplied. */
export interface ContactWrite {
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  readonly identifiers: readonly IdentifierWrite[];
  /** Replace the stored tags. */
  readonly tags?: readonly string[];
  /** Are added to the stored tags. */
  readonly addedTags?: readonly string[];
  /** Pairs of name and new value; null removes the property. */
  readonly customProperties: readonly (readonly [string, PropertyValue | null])[];
}

/** A checked identifier of a write. */
export interface IdentifierWrite {
  /** Email in lower case, or phone. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly status: Status;
  readonly statusChangedAt?: string;
  readonly consent?: Omit<Consent, 'channel' | 'createdAt'> & { readonly createdAt?: string };
  /** True if the welcome message is to be sent when the contact becomes subscribed. */
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

/** Returns an identifier in the form in which the vendor stores and compares it: emails in lower case. */
export function comparable(type: IdentifierType, id: string): string {
  return type === 'email' ? id.toLowerCase() : id;
}
