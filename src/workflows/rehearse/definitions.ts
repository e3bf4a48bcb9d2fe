// Describes what the manifests name at each account, so that a sandbox can define it: lists, autoresponders, custom properties
// with the types that their values suggest, and the key field. Pure.

import type { DeclaredSet, DesiredContact } from '../../contact/contact.ts';
import type { Account, Configuration } from '../../manifest/configuration.ts';
import { sandboxAccount } from '../../providers/destination.ts';
import type { Described } from '../../providers/rehearsal.ts';
import { providerOf } from '../../providers/table.ts';
import type { ChosenEnvironment } from '../destinations.ts';
import { suggestedTypes } from './property-types.ts';

/** Map from an account's name in the sandbox (`sandboxAccount`) to a map from the vendor's name to what the account has. */
export type DescribedAccounts = Readonly<Record<string, Readonly<Record<string, Described>>>>;

/** Describes what the manifests name at every account. */
export function definitionsOf({
  accounts,
  contacts,
  environment,
}: Pick<Configuration, 'accounts' | 'contacts'> & ChosenEnvironment): DescribedAccounts {
  return Object.fromEntries(
    accounts.map((account) => [
      sandboxAccount(account.name, environment?.name),
      { [account.capabilities.provider]: describe(account, contacts) },
    ]),
  );
}

function describe({ name, capabilities, keyField }: Account, contacts: readonly DesiredContact[]): Described {
  const types = suggestedTypes(capabilities.customProperties);
  const lists = new Set<string>();
  const autoresponders = new Set<string>();
  for (const { account, customProperties, sets } of contacts) {
    if (account !== name) continue;
    types.add(customProperties);
    for (const member of membersOf(sets.lists)) lists.add(member);
    for (const member of membersOf(sets.autoresponders)) autoresponders.add(member);
  }
  return providerOf(capabilities.dialect).rehearsal.definitions({
    properties: types.types(),
    lists,
    // The manifest's name of a list is used as its id, too.
    listNames: new Map(),
    autoresponders,
    keyField,
  });
}

function membersOf(set: DeclaredSet | undefined): readonly string[] {
  if (set === undefined) return [];
  return set.form === 'list' ? set.members : Object.keys(set.members);
}
