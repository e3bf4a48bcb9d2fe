// Gathers the identifiers of one person from what the manifests declare. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { digitsOf, normaliseEmail, normaliseIdentifier, toE164 } from '../../contact/normalise.ts';
import type { WrittenContact } from '../../manifest/syntax/written.ts';

const KINDS = ['email', 'phone', 'userId'] as const;

/** The identifiers of a person, normalised. */
export interface PersonIdentifiers {
  readonly email: ReadonlySet<string>;
  readonly phone: ReadonlySet<string>;
  readonly userId: ReadonlySet<string>;
}

type Growing = { readonly [Kind in keyof PersonIdentifiers]: Set<string> };

/**
 * Finds all identifiers of a person: those of every declared contact that has one of them already.
 *
 * @param name an email address, a phone number or a userId
 */
export function personNamed(name: string, contacts: readonly DesiredContact[]): PersonIdentifiers {
  const nobody = { email: new Set<string>(), phone: new Set<string>(), userId: new Set<string>() };
  const phone = toE164(name);
  if (name.includes('@')) nobody.email.add(normaliseEmail(name));
  else if (phone !== undefined) nobody.phone.add(phone);
  else nobody.userId.add(name);
  return withDeclared(nobody, contacts);
}

/** Adds the identifiers of every declared contact that has one of the person's, and so on. */
export function withDeclared(known: PersonIdentifiers, contacts: readonly DesiredContact[]): PersonIdentifiers {
  const person: Growing = { email: new Set(known.email), phone: new Set(known.phone), userId: new Set(known.userId) };
  for (let before = -1; before < sizeOf(person); ) {
    before = sizeOf(person);
    for (const { identifiers, previously } of contacts) {
      if (!KINDS.some((kind) => isKnownBy(person, kind, identifiers[kind] ?? ''))) continue;
      for (const kind of KINDS) {
        const value = identifiers[kind];
        if (value !== undefined) person[kind].add(value);
      }
      if (previously !== undefined) person.email.add(previously.email);
    }
  }
  return person;
}

/** True if the person has the identifier, and it can tell them from others. */
function isKnownBy(person: PersonIdentifiers, kind: keyof PersonIdentifiers, value: string): boolean {
  return person[kind].has(value) && !(kind === 'phone' && isShortPhone(value));
}

/**
 * True for a phone of fewer than seven digits, such as an internal number or a word that somebody typed. Many people have the same, so it
 * names nobody.
 *
 * @param normal the phone in its normal form
 */
function isShortPhone(normal: string): boolean {
  const [number = ''] = normal.split(';');
  return digitsOf(number).length < MIN_DIGITS;
}

/** Number of digits from which on a phone number is taken for somebody's own. */
export const MIN_DIGITS = 7;

/** Returns the addresses that name the person and nobody else: emails, and phones that are not too short. */
export function addressesOf({ email, phone }: PersonIdentifiers): readonly string[] {
  return [...email, ...[...phone].filter((number) => !isShortPhone(number))];
}

/** True if two people have an identifier in common that can tell them from others, so that they are one person. */
export function isShared(a: PersonIdentifiers, b: PersonIdentifiers): boolean {
  return KINDS.some((kind) => [...a[kind]].some((value) => isKnownBy(b, kind, value)));
}

/** Returns the identifiers of both. */
export function joinPeople(a: PersonIdentifiers, b: PersonIdentifiers): PersonIdentifiers {
  return {
    email: new Set([...a.email, ...b.email]),
    phone: new Set([...a.phone, ...b.phone]),
    userId: new Set([...a.userId, ...b.userId]),
  };
}

function sizeOf(person: PersonIdentifiers): number {
  return KINDS.reduce((sum, kind) => sum + person[kind].size, 0);
}

/** Adds the identifiers that live contacts have for the person. */
export function withLive(person: PersonIdentifiers, live: readonly LiveContact[]): PersonIdentifiers {
  return {
    email: new Set([...person.email, ...live.flatMap(({ emails }) => emails)]),
    phone: new Set([...person.phone, ...live.flatMap(({ phones }) => phones)]),
    userId: new Set([...person.userId, ...live.flatMap(({ userId }) => userId ?? [])]),
  };
}

/**
 * True if an entry of a manifest, or its part for one account, declares the person.
 *
 * @param region the country whose local phone numbers the entry may have (`phoneRegion`)
 */
export function declares(entry: WrittenContact, person: PersonIdentifiers, region: string | undefined): boolean {
  const blocks = [entry, ...Object.values(entry.at ?? {})];
  const isTheirs = blocks.some((block) =>
    KINDS.some((kind) => {
      const value = block[kind];
      return value !== undefined && isKnownBy(person, kind, normaliseIdentifier(kind, value, region));
    }),
  );
  return isTheirs || person.email.has(normaliseEmail(entry.previously?.email ?? ''));
}
