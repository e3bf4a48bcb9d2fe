// Decides which contacts of an earlier revision belong to the scope that an environment has today
// (docs/semantics.md#environments). Pure.

import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { scopeOf } from '../manifest/environments/scope.ts';
import { identifierKeysOf } from './pairs/pair.ts';

/**
 * Returns a function that tells whether a contact of an earlier revision belongs to an account's scope of today. False if the
 * contact's key is out of scope, because such a contact is treated as if nobody had ever declared it. Also false if the person is
 * declared today under a key that is out of scope, because nobody who is declared may be removed.
 *
 * @param account as it is today; the contacts passed to the function have its name of today
 * @param today today's manifests
 */
export function earlierScope(
  account: Account,
  today: Pick<Configuration, 'environment'>,
): (contact: DesiredContact) => boolean {
  if (account.scope === undefined) return () => true;
  const isInScope = scopeOf(account);
  const others = (today.environment?.outOfScope ?? []).filter((contact) => contact.account === account.name);
  const taken = identifierKeysOf(others);
  const isTaken = ({ identifiers }: DesiredContact): boolean =>
    IDENTIFIER_KINDS.some((kind) => {
      const value = identifiers[kind];
      return value !== undefined && taken.has(identifierKey({ kind, value }));
    });
  return (contact) => isInScope(contact.key) && !isTaken(contact);
}
