// Contacts that the base declares and the manifests propose: they count neither as dropped nor as removed
// (docs/semantics.md#proposed-contacts). Pure.

import type { DesiredContact } from '../contact/contact.ts';
import { identifierKeysOf } from './pair.ts';
import type { Earlier } from './pair-layers.ts';

/**
 * Returns a function that tells whether a contact of the base is proposed now.
 *
 * @param proposed the proposed contacts of the same account
 */
export function proposedAmong(proposed: readonly DesiredContact[]): (earlier: Pick<Earlier, 'entries'>) => boolean {
  if (proposed.length === 0) return () => false;
  const identifiers = identifierKeysOf(proposed);
  return ({ entries }) => [...identifierKeysOf(entries)].some((key) => identifiers.has(key));
}

/**
 * Returns a function that finds what a declared contact would be together with its proposed entries; a contact without any stays as it
 * is.
 *
 * @param proposed the proposed contacts of the same account
 */
export function withProposals(proposed: readonly DesiredContact[]): (contact: DesiredContact) => DesiredContact {
  if (proposed.length === 0) return (contact) => contact;
  const byIdentifier = new Map(
    proposed.flatMap((contact) => [...identifierKeysOf([contact])].map((key) => [key, contact] as const)),
  );
  return (contact) => {
    for (const key of identifierKeysOf([contact])) {
      const found = byIdentifier.get(key);
      if (found !== undefined) return found;
    }
    return contact;
  };
}
