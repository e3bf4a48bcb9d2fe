// Gathers the identifiers of one person from what the manifests declare. Pure.

import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { normaliseEmail, normaliseIdentifier, toE164 } from '../../contact/normalise.ts';
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
  const person: Growing = { email: new Set(), phone: new Set(), userId: new Set() };
  const phone = toE164(name);
  if (name.includes('@')) person.email.add(normaliseEmail(name));
  else if (phone !== undefined) person.phone.add(phone);
  else person.userId.add(name);
  for (let before = -1; before < sizeOf(person); ) {
    before = sizeOf(person);
    for (const { identifiers, previously } of contacts) {
      const isTheirs = KINDS.some((kind) => person[kind].has(identifiers[kind] ?? ''));
      if (!isTheirs) continue;
      for (const kind of KINDS) {
        const value = identifiers[kind];
        if (value !== undefined) person[kind].add(value);
      }
      if (previously !== undefined) person.email.add(previously.email);
    }
  }
  return person;
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
      return value !== undefined && person[kind].has(normaliseIdentifier(kind, value, region));
    }),
  );
  return isTheirs || person.email.has(normaliseEmail(entry.previously?.email ?? ''));
}
