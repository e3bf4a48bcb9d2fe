// A brand's contact as the sandbox keeps it: the words of API 2026-03-15, without what is derived (email, phone, status).
// Contacts are never changed in place: a write makes a new one.

export const STATUSES = ['subscribed', 'unsubscribed', 'nonSubscribed'] as const;
export type Status = (typeof STATUSES)[number];

/** Each kind of identifier has exactly one channel. Source: api-docs.omnisend.com/reference/contacts. */
export const CHANNEL_OF = { email: 'email', phone: 'sms' } as const;
export type IdentifierType = keyof typeof CHANNEL_OF;
type ChannelName = (typeof CHANNEL_OF)[IdentifierType];

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
export type Field = (typeof FIELDS)[number];

/** Dates are RFC 3339 texts throughout. */
export interface Channel {
  readonly status: Status;
  readonly statusChangedAt: string;
}

export interface Identifier {
  /** In comparable form. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly channels: Readonly<Partial<Record<ChannelName, Channel>>>;
}

export interface StatusEntry extends Channel {
  readonly channel: ChannelName;
}

export interface OptIn {
  readonly channel: ChannelName;
  readonly optInAt: string;
}

export interface Consent {
  readonly channel: ChannelName;
  readonly source?: string;
  readonly createdAt: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

export interface Contact extends Readonly<Partial<Record<Field, string | null>>> {
  readonly id: string;
  readonly identifiers: readonly Identifier[];
  readonly tags: readonly string[];
  readonly customProperties: Readonly<Record<string, unknown>>;
  readonly statuses: readonly StatusEntry[];
  readonly optIns: readonly OptIn[];
  readonly consents: readonly Consent[];
  /** Ids of the segments it is in; only a state can put it there. */
  readonly segments: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export type PropertyValue = string | number | boolean | readonly string[];

/** A checked write, whichever dialect it came in. What is absent was not supplied. */
export interface ContactWrite {
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  readonly identifiers: readonly IdentifierWrite[];
  /** Take the place of those that are there. */
  readonly tags?: readonly string[];
  /** Join those that are there. */
  readonly addedTags?: readonly string[];
  /** null removes. */
  readonly customProperties: readonly (readonly [string, PropertyValue | null])[];
}

export interface IdentifierWrite {
  /** In comparable form. */
  readonly id: string;
  readonly type: IdentifierType;
  readonly status: Status;
  readonly statusChangedAt?: string;
  readonly consent?: Omit<Consent, 'channel' | 'createdAt'> & { readonly createdAt?: string };
  readonly welcome: boolean;
}

export function channelOf(identifier: Identifier): Channel | undefined {
  return identifier.channels[CHANNEL_OF[identifier.type]];
}

/** The email of an email identifier that comes first, as the vendor derives it. */
export function primaryEmail(contact: Contact): Identifier | undefined {
  return contact.identifiers.find(({ type }) => type === 'email');
}

/** Identifiers as the vendor keeps and compares them: emails in lower case. */
export function comparable(type: IdentifierType, id: string): string {
  return type === 'email' ? id.toLowerCase() : id;
}
