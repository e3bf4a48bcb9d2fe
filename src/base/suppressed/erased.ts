// Marks the contacts of people whom an erasure named at an apply before, and whom the manifests declare again without it. The record
// keeps the digests, because a revert takes the erasure out of the manifests together with the removal. Pure.

import { keyIdOf, keysFor } from '../../manifest/suppressions/digest.ts';
import { finderOf } from '../../manifest/suppressions/guard.ts';
import type { ConfigurationToPlan } from '../contact-to-plan.ts';
import { suppressionOf } from './contacts.ts';

/** What the record of an account says of people who were forgotten. */
export interface ErasedBefore {
  readonly digests: ReadonlySet<string>;
  /** RFC 3339 instant of the last apply. */
  readonly at: string;
}

/**
 * Adds the marks. Digests without their key name nobody.
 *
 * @param erased what is recorded, by account
 */
export function withErased(
  configuration: ConfigurationToPlan,
  erased: ReadonlyMap<string, ErasedBefore>,
  { environment = {} }: { readonly environment?: Readonly<Record<string, string | undefined>> },
): ConfigurationToPlan {
  if (erased.size === 0) return configuration;
  const today = new Set((configuration.erasures ?? []).map(({ digest }) => digest));
  const finders = new Map(
    [...erased].flatMap(([account, { digests, at }]) => {
      const gone = [...digests].filter((digest) => !today.has(digest));
      if (gone.length === 0) return [];
      const { keys } = keysFor(gone.map(keyIdOf), environment);
      return [[account, { find: finderOf(gone, keys), at }] as const];
    }),
  );
  if (finders.size === 0) return configuration;
  const contacts = configuration.contacts.map((contact) => {
    const known = finders.get(contact.desired.account);
    if (known === undefined || contact.suppressed !== undefined || contact.base?.removed !== undefined) return contact;
    return suppressionOf(contact, known) === undefined ? contact : { ...contact, erasedBefore: known.at };
  });
  return { ...configuration, contacts };
}
