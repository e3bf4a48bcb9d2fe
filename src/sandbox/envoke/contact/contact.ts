// The types of a contact of an Envoke account, with the vendor's names. A contact is never changed in place: a write
// creates a new object.

/** The text fields with their maximum length in characters. Source: support.envoke.com 1697226 and 1697197, read 2026-11-21. */
export const LENGTHS = {
  remote_id: 60,
  email: 60,
  first_name: 20,
  last_name: 20,
  title: 50,
  company: 50,
  phone: 25,
  address_1: 100,
  address_2: 100,
  city: 20,
  province: 50,
  postal_code: 15,
  country: 50,
  website: 255,
  language: 2,
  feedback: Number.POSITIVE_INFINITY,
  consent_description: 65_535,
} as const;
/** The vendor's name of a text field. */
export type TextField = keyof typeof LENGTHS;
/** The names of all text fields. */
export const TEXT_FIELDS = Object.keys(LENGTHS) as readonly TextField[];

/** The vendor's consent statuses; see consent.ts for their meaning. */
export const CONSENT_STATUSES = [
  'Express',
  'Implied - Inquiry',
  'Implied - Transaction',
  'Implied - No Expiry',
  'Expired',
  'Not Provided',
  'Revoked',
  'External Spam Reported',
  'Envoke Spam Reported',
] as const;
/** A consent status. */
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

/** A contact's consent. Dates are `YYYY-MM-DD HH:MM:SS` in UTC, or empty. */
export interface Consent {
  /** The status as it was written. The API shows `Expired` instead once the expiry date has passed. */
  readonly consent_status: ConsentStatus;
  readonly consent_effective_date: string;
  readonly consent_expiry: string;
}

/** A contact as it is stored. */
export interface Contact extends Consent, Readonly<Record<TextField, string>> {
  readonly id: number;
  readonly external_id: string;
  readonly date_created: string;
  /** Ids of the interests. */
  readonly interests: readonly number[];
  /** Ids of the autoresponders. */
  readonly autoresponders: readonly number[];
  /** The custom fields that are set, by name. */
  readonly custom_fields: Readonly<Record<string, string>>;
}

/** The validated values of a write. What the write does not contain stays unchanged. */
export interface ContactWrite {
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly consentStatus?: ConsentStatus;
  /** Pairs of an interest's id and the new membership: true to set it, false to unset it. */
  readonly interests: readonly (readonly [number, boolean])[];
  /** Pairs of an autoresponder's id and the new membership. */
  readonly autoresponders: readonly (readonly [number, boolean])[];
  /** Pairs of name and new value; `""` clears the field. */
  readonly customFields: readonly (readonly [string, string])[];
}

/** The definition of an interest or an autoresponder. */
export interface Named {
  readonly id: number;
  readonly name: string;
}

/** The types of custom fields. Source: support.envoke.com 15147579, read 2026-11-21. */
export const FIELD_TYPES = ['text', 'note', 'date', 'url'] as const;

/** The definition of a custom field. */
export interface CustomField extends Named {
  readonly field_type: (typeof FIELD_TYPES)[number];
}

/**
 * Returns the form in which emails are compared: with their ASCII letters in lower case. Emails are stored as they are written.
 * Both are assumptions, because the vendor documents neither.
 */
export function comparableEmail(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
