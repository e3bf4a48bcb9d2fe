// The canonical field names: one list shared by the manifest schema, the capability tables, the codecs and the renderers.

/** Classes of personal data. Redaction depends on the class of a field, never on a pattern in its value. */
export type PersonalClass = 'identifier' | 'name' | 'address' | 'trait' | 'consent' | 'membership' | 'property';

/** Definition of a single-valued field, for the manifest schema and redaction. */
export interface FieldDefinition {
  readonly kind: 'text' | 'date' | 'gender' | 'countryCode' | 'language' | 'url';
  readonly personal: PersonalClass;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly string[];
}

/** Single-valued fields, in display order. */
export const SCALAR_FIELDS = {
  firstName: text('name', 'First name', 'Given name.', 'Jane'),
  lastName: text('name', 'Last name', 'Family name.', 'Doe'),
  gender: { ...text('trait', 'Gender', 'm or f.', 'f'), kind: 'gender' },
  birthdate: { ...text('trait', 'Birth date', 'Calendar date, YYYY-MM-DD.', '1997-05-02'), kind: 'date' },
  title: text('name', 'Job title', 'Title or position.', 'Head of Growth'),
  company: text('name', 'Company', 'Employer or organisation.', 'Example Ltd'),
  website: { ...text('trait', 'Website', 'Web address.', 'https://example.com'), kind: 'url' },
  language: { ...text('trait', 'Language', 'ISO 639-1 code, two letters.', 'en'), kind: 'language' },
  address: text('address', 'Address', 'Street, house number, apartment number.', '1 Main St'),
  address2: text('address', 'Address, second line', 'Second address line.', 'Suite 200'),
  city: text('address', 'City', 'City or town.', 'London'),
  state: text('address', 'State', 'State, province or region.', 'MB'),
  postalCode: text('address', 'Postal code', 'Postal or ZIP code; its text is kept, so 02142 stays 02142.', '02142'),
  country: text('address', 'Country', 'Country name.', 'United Kingdom'),
  countryCode: { ...text('address', 'Country code', 'ISO 3166-1 alpha-2.', 'GB'), kind: 'countryCode' },
  group: text('trait', 'Group', 'The one user group of a contact.', 'customers'),
  source: text('trait', 'Source', 'Where the contact came from.', 'checkout'),
} as const satisfies Record<string, FieldDefinition>;

/** Name of a single-valued field. */
export type ScalarField = keyof typeof SCALAR_FIELDS;
/** Names of the single-valued fields, in display order. */
export const SCALAR_NAMES = Object.keys(SCALAR_FIELDS) as readonly ScalarField[];

/** Kinds of identifiers, strongest first: the order in which a contact is looked up. */
export const IDENTIFIER_KINDS = ['id', 'userId', 'email', 'phone'] as const;
/** Kind of an identifier. */
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

/** Set-valued fields. In the manifest, a list manages the whole set, and a map manages only the members that it names. */
export const SET_FIELDS = ['tags', 'lists', 'autoresponders'] as const;
/** Name of a set-valued field. */
export type SetField = (typeof SET_FIELDS)[number];

/** Channels of communication, each with its own consent. */
export const CHANNELS = ['email', 'sms'] as const;
/** Name of a channel. */
export type Channel = (typeof CHANNELS)[number];

/** Name of a field; capability tables have one row for each. */
export type FieldName = ScalarField | IdentifierKind | SetField | 'customProperties' | `channels.${Channel}`;

/** All field names, in display order. */
export const FIELD_NAMES: readonly FieldName[] = [
  ...IDENTIFIER_KINDS,
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  'customProperties',
  ...CHANNELS.map((channel) => `channels.${channel}` as const),
];

function text(personal: PersonalClass, title: string, description: string, example: string) {
  return { kind: 'text', personal, title, description, examples: [example] } as const;
}
