// A contact of a Loops team as the sandbox keeps it. Contacts are never changed in place: a write makes a new one.

export const OPT_IN_STATUSES = ['accepted', 'pending', 'rejected'] as const;
type OptInStatus = (typeof OPT_IN_STATUSES)[number];

/** A property of type date holds its instant as ISO text with milliseconds. */
export type PropertyValue = string | number | boolean;

export interface Contact {
  readonly id: string;
  /** In comparable form. */
  readonly email: string;
  readonly userId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly source: string;
  readonly subscribed: boolean;
  readonly userGroup: string;
  /** Ids of the lists that the contact is on. */
  readonly mailingLists: readonly string[];
  /** null unless a form with double opt-in created the contact; only a state can do that here. */
  readonly optInStatus: OptInStatus | null;
  /** Custom properties that are set. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** Ids of the lists that the person left through the preference centre. No answer of the API shows them. */
  readonly leftLists: readonly string[];
  readonly suppressed: boolean;
}

/** A checked write. `undefined` was not supplied; null resets. */
export interface ContactWrite {
  readonly email: string | undefined;
  readonly userId: string | undefined;
  readonly firstName: string | null | undefined;
  readonly lastName: string | null | undefined;
  readonly source: string | undefined;
  readonly subscribed: boolean | undefined;
  readonly userGroup: string | undefined;
  readonly mailingLists: readonly (readonly [string, boolean])[];
  readonly properties: readonly (readonly [string, PropertyValue | null])[];
  /** Properties that the team did not have before this write. */
  readonly newProperties: readonly Property[];
}

export const PROPERTY_TYPES = ['string', 'number', 'boolean', 'date'] as const;
export type PropertyType = (typeof PROPERTY_TYPES)[number];

export interface Property {
  readonly key: string;
  readonly label: string;
  readonly type: PropertyType;
}

export interface MailingList {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
}

/** Whether the vendor folds the case of emails is not documented; it is folded here, so that a client cannot rely on case. */
export function comparableEmail(email: string): string {
  return email.toLowerCase();
}

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
