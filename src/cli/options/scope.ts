// The accounts in scope of a command. Only these are connected, and only their credentials are required.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import { choosesContacts as planChoosesContacts } from '../../manifest/recorded-filters.ts';
import type { Plan } from '../../plan/document.ts';
import { choosesContacts, type FilterOptions } from './contact-filters.ts';

/**
 * Chooses the names of the accounts in scope.
 *
 * @param configuration the filtered manifests, together with what only the base declares
 */
export type Scope = (configuration: ConfigurationToPlan) => ReadonlySet<string>;

/** All accounts that match the filters; with --contact or --contacts-from, only accounts with a matching contact. */
export function chosenScope(options: FilterOptions): Scope {
  return ({ accounts, contacts }) =>
    new Set(
      choosesContacts(options) ? contacts.map(({ desired }) => desired.account) : accounts.map(({ name }) => name),
    );
}

/** The accounts of a saved plan. */
export function plannedScope({ accounts }: Plan): Scope {
  return () => new Set(accounts.map(({ account }) => account));
}

/** The chosen accounts, limited to those of the reviewed plan if that plan was filtered. */
export function reviewedScope(reviewed: Plan, chosen: Scope): Scope {
  if (reviewed.filters.accounts.length === 0 && !planChoosesContacts(reviewed.filters)) return chosen;
  const seen = plannedScope(reviewed);
  return (configuration) => {
    const names = seen(configuration);
    return new Set([...chosen(configuration)].filter((name) => names.has(name)));
  };
}

/** Reduces a configuration to these accounts. */
export function inScope(configuration: ConfigurationToPlan, names: ReadonlySet<string>): ConfigurationToPlan {
  const { accounts, contacts, unsupportedFields } = configuration;
  return {
    ...configuration,
    accounts: accounts.filter(({ name }) => names.has(name)),
    contacts: contacts.filter(({ desired }) => names.has(desired.account)),
    unsupportedFields: unsupportedFields.filter(({ account }) => names.has(account)),
  };
}
