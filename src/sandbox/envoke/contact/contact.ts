// A contact of an Envoke account as the sandbox keeps it, in the vendor's words. Contacts are never changed in place: a write
// makes a new one.

/** Text fields with the most characters they take. Source: support.envoke.com, articles 1697226 and 1697197. */
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
export type TextField = keyof typeof LENGTHS;
export const TEXT_FIELDS = Object.keys(LENGTHS) as readonly TextField[];

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
export type ConsentStatus = (typeof CONSENT_STATUSES)[number];

/** Dates are `YYYY-MM-DD HH:MM:SS` in UTC, or empty. */
export interface Consent {
  /** As it was given; implied consent that ran out since reads as Expired. */
  readonly consent_status: ConsentStatus;
  readonly consent_effective_date: string;
  readonly consent_expiry: string;
}

export interface Contact extends Consent, Readonly<Record<TextField, string>> {
  readonly id: number;
  readonly external_id: string;
  readonly date_created: string;
  /** Ids. */
  readonly interests: readonly number[];
  /** Ids. */
  readonly autoresponders: readonly number[];
  /** Those that are set. */
  readonly custom_fields: Readonly<Record<string, string>>;
}

/** A checked write; what is absent was not supplied. */
export interface ContactWrite {
  readonly texts: Readonly<Partial<Record<TextField, string>>>;
  readonly consentStatus?: ConsentStatus;
  /** Id and whether it is set. */
  readonly interests: readonly (readonly [number, boolean])[];
  readonly autoresponders: readonly (readonly [number, boolean])[];
  /** `""` empties. */
  readonly customFields: readonly (readonly [string, string])[];
}

/** An interest or an autoresponder. */
export interface Named {
  readonly id: number;
  readonly name: string;
}

export const FIELD_TYPES = ['text', 'note', 'date', 'url'] as const;

export interface CustomField extends Named {
  readonly field_type: (typeof FIELD_TYPES)[number];
}

/** Kept as written, compared without case. Neither is documented. */
export function comparableEmail(email: string): string {
  return email.toLowerCase();
}
