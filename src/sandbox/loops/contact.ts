// The types of a contact of a Loops team. A contact is never changed in place: a write creates a new object.

/** The possible statuses of a double opt-in. */
export const OPT_IN_STATUSES = ['accepted', 'pending', 'rejected'] as const;
/** The status of one contact's double opt-in. */
type OptInStatus = (typeof OPT_IN_STATUSES)[number];

/** The value of a custom property; a date is an ISO 8601 string with milliseconds. */
export type PropertyValue = string | number | boolean;

/** A contact as it is stored. */
export interface Contact {
  readonly id: string;
  /** The email in lower case. */
  readonly email: string;
  readonly userId: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly source: string;
  readonly subscribed: boolean;
  readonly userGroup: string;
  /** Ids of the lists that the contact is on. */
  readonly mailingLists: readonly string[];
  /** Null unless a form with double opt-in created the contact. In the sandbox, only a saved state can set it. */
  readonly optInStatus: OptInStatus | null;
  /** The custom properties that are set, by key. */
  readonly properties: Readonly<Record<string, PropertyValue>>;
  /** Ids of the lists that the contact left through the preference centre. No answer of the API shows them. */
  readonly leftLists: readonly string[];
  /** True if the contact is on the vendor's suppression list. */
  readonly suppressed: boolean;
}

/** The validated values of a create or update request. `undefined` leaves a value unchanged; null resets it. */
export interface ContactWrite {
  readonly email: string | undefined;
  readonly userId: string | undefined;
  readonly firstName: string | null | undefined;
  readonly lastName: string | null | undefined;
  readonly source: string | undefined;
  readonly subscribed: boolean | undefined;
  readonly userGroup: string | undefined;
  /** Pairs of list id and new membership. */
  readonly mailingLists: readonly (readonly [string, boolean])[];
  /** Pairs of property key and new value; null removes the value. */
  readonly properties: readonly (readonly [string, PropertyValue | null])[];
  /** Properties that the team did not have before this write. */
  readonly newProperties: readonly Property[];
}

/** The types of contact properties. */
export const PROPERTY_TYPES = ['string', 'number', 'boolean', 'date'] as const;
/** The type of a contact property. */
export type PropertyType = (typeof PROPERTY_TYPES)[number];

/** The definition of a contact property. */
export interface Property {
  readonly key: string;
  readonly label: string;
  readonly type: PropertyType;
}

/** A mailing list of the team. */
export interface MailingList {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isPublic: boolean;
}

/**
 * Returns an email with its ASCII letters in lower case, the form in which emails are stored and compared. Other characters must
 * match exactly. It is not documented whether the vendor ignores case. The sandbox does, so that tests reveal a client that
 * distinguishes contacts by case.
 */
export function comparableEmail(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Returns whether the text looks like an email address. */
export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
}
