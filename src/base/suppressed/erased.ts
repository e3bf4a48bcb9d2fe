// Marks the contacts of people whom an erasure named at an earlier apply, and whom the manifests now declare without that
// erasure. The record (what was applied) keeps the digests of erasures, because reverting a commit may take an erasure out of the
// manifests and declare the person again. Pure.

import { keyIdOf, keysFor } from '../../manifest/suppressions/digest.ts';
import { finderOf, withMissingKeys } from '../../manifest/suppressions/guard.ts';
import type { ConfigurationToPlan } from '../contact-to-plan.ts';
import { suppressionOf } from './contacts.ts';

/** What the record of an account says about people who were forgotten. */
export interface ErasedBefore {
  readonly digests: ReadonlySet<string>;
  /** RFC 3339 instant of the last apply. */
  readonly at: string;
}

/**
 * Adds the marks. Without the key of a digest nobody knows whom it names, so the account's guard says that the key is missing: its plan
 * is incomplete then, as with a digest in the manifests.
 *
 * @param erased map from account name to what its record says
 */
export function withErased(
  configuration: ConfigurationToPlan,
  erased: ReadonlyMap<string, ErasedBefore>,
  { environment = {} }: { readonly environment?: Readonly<Record<string, string | undefined>> },
): ConfigurationToPlan {
  if (erased.size === 0) return configuration;
  const today = new Set((configuration.erasures ?? []).map(({ digest }) => digest));
  const guards = new Map(configuration.guards);
  const finders = new Map(
    [...erased].flatMap(([account, { digests, at }]) => {
      const gone = [...digests].filter((digest) => !today.has(digest));
      if (gone.length === 0) return [];
      const { keys, missing } = keysFor(gone.map(keyIdOf), environment);
      if (missing.length > 0) guards.set(account, withMissingKeys(guards.get(account), missing));
      return [[account, { find: finderOf(gone, keys), at }] as const];
    }),
  );
  if (finders.size === 0) return configuration;
  const contacts = configuration.contacts.map((contact) => {
    const known = finders.get(contact.desired.account);
    if (known === undefined || contact.suppressed !== undefined || contact.base?.removed !== undefined) return contact;
    return suppressionOf(contact, known) === undefined ? contact : { ...contact, erasedBefore: known.at };
  });
  return { ...configuration, contacts, ...(guards.size === 0 ? {} : { guards }) };
}
