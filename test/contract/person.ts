// A contact in no vendor's words: what the tests put at a vendor, and what they read back from it.

import type { Status } from '../../src/contact/consent.ts';
import type { PropertyValue } from '../../src/contact/contact.ts';
import { SCALAR_NAMES, type ScalarField, SET_FIELDS, type SetField } from '../../src/contact/fields.ts';
import type { Capabilities } from '../../src/providers/capabilities.ts';

export interface Person {
  readonly email?: string;
  readonly userId?: string;
  readonly phone?: string;
  /** Status of the email channel. */
  readonly status: Status;
  /** Status of the phone's channel; absent without a phone, or where the vendor has no such channel. */
  readonly sms?: Status;
  readonly scalars: Readonly<Partial<Record<ScalarField, string>>>;
  readonly sets: Readonly<Partial<Record<SetField, readonly string[]>>>;
  readonly properties: Readonly<Record<string, PropertyValue>>;
}

export function person(overrides: Partial<Person> = {}): Person {
  return { email: 'jane@example.com', status: 'subscribed', scalars: {}, sets: {}, properties: {}, ...overrides };
}

/** `user1@example.com`, `user2@example.com`, … */
export function people(count: number, overrides: Partial<Person> = {}): readonly Person[] {
  return Array.from({ length: count }, (_, index) => person({ email: `user${index + 1}@example.com`, ...overrides }));
}

/** Two values that every vendor which has the field takes. */
export const SCALAR_VALUES: Readonly<Record<ScalarField, readonly [before: string, after: string]>> = {
  firstName: ['Jane', 'Janet'],
  lastName: ['Doe', 'O’Neil-Žukauskas'],
  gender: ['f', 'm'],
  birthdate: ['1997-05-02', '1998-06-03'],
  title: ['Buyer', 'Head of Buying'],
  company: ['Example Ltd', 'Müller & Söhne'],
  website: ['https://example.com', 'https://example.org/?a=1&b=2'],
  language: ['en', 'fr'],
  address: ['1 Main St', '2 High St, "The Mews"'],
  address2: ['Suite 200', 'Suite 201'],
  city: ['London', 'Vilnius'],
  state: ['England', 'MB'],
  postalCode: ['SW1A 1AA', '02142'],
  country: ['United Kingdom', 'Lithuania'],
  countryCode: ['GB', 'LT'],
  group: ['customers', 'trial'],
  source: ['checkout', 'import'],
};

/** Custom properties that every vendor's account defines, by the type of their values. */
export const PROPERTY_VALUES = {
  string: { name: 'planName', before: 'free', after: 'team 😀' },
  number: { name: 'seats', before: 3, after: 12.5 },
  boolean: { name: 'onTrial', before: false, after: true },
  list: { name: 'colors', before: ['blue'], after: ['blue', 'green'] },
} as const satisfies Readonly<Record<Capabilities['customProperties']['types'][number], unknown>>;

/** Members that every vendor's account defines, of every kind of set. */
export const MEMBERS = ['beta', 'news', 'promo'] as const;

/** A person with a value in everything that the vendor has and lets be written; of two that share a place, the one that wins. */
export function completePerson({ fields, customProperties }: Capabilities): Person {
  const scalars = SCALAR_NAMES.filter((name) => {
    const support = fields[name];
    return support.has && support.write && support.yieldsTo === undefined;
  });
  const sets = SET_FIELDS.filter((name) => fields[name].has);
  return person({
    ...(fields.userId.has ? { userId: 'u_42' } : {}),
    ...(fields.phone.has ? { phone: '+37060000001' } : {}),
    ...(fields['channels.sms'].has ? { sms: 'nonSubscribed' } : {}),
    scalars: Object.fromEntries(scalars.map((name) => [name, SCALAR_VALUES[name][0]])),
    sets: Object.fromEntries(sets.map((name) => [name, ['news', 'promo']])),
    properties: Object.fromEntries(
      customProperties.types.map((type) => [PROPERTY_VALUES[type].name, PROPERTY_VALUES[type].before]),
    ),
  });
}
