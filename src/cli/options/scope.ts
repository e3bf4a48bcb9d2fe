// Selects the accounts that a command works with (its scope). Only these are connected, and only their credentials are required.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import { choosesContacts as planChoosesContacts } from '../../manifest/recorded-filters.ts';
import type { Plan } from '../../plan/document.ts';
import { choosesContacts, type FilterOptions } from './contact-filters.ts';

/**
 * A function that returns the names of the accounts in scope.
 *
 * @param configuration the filtered manifests, and contacts that only the base declares
 */
export type Scope = (configuration: ConfigurationToPlan) => ReadonlySet<string>;

/**
 * Returns the scope of the options: all accounts that match --account; with --contact or --contacts-from, only those with a
 * matching contact.
 */
export function chosenScope(options: FilterOptions): Scope {
  return ({ accounts, contacts, proposed = [] }) =>
    new Set(
      choosesContacts(options)
        ? [...contacts.map(({ desired }) => desired.account), ...proposed.map(({ account }) => account)]
        : accounts.map(({ name }) => name),
    );
}

/** Returns the scope of a saved plan: its accounts. */
export function plannedScope({ accounts }: Plan): Scope {
  return () => new Set(accounts.map(({ account }) => account));
}

/**
 * Returns the scope of --reviewed: the chosen accounts. If every reviewed plan was made with filters, only those of them that one
 * of these plans has.
 */
export function reviewedScope(reviewed: readonly Plan[], chosen: Scope): Scope {
  const isOfAll = ({ filters }: Plan): boolean => filters.accounts.length === 0 && !planChoosesContacts(filters);
  if (reviewed.some(isOfAll)) return chosen;
  return (configuration) => {
    const names = new Set(reviewed.flatMap((plan) => [...plannedScope(plan)(configuration)]));
    return new Set([...chosen(configuration)].filter((name) => names.has(name)));
  };
}

/** Reduces a configuration to the accounts in scope. */
export function inScope(configuration: ConfigurationToPlan, names: ReadonlySet<string>): ConfigurationToPlan {
  const { accounts, contacts, proposed, unsupportedFields } = configuration;
  return {
    ...configuration,
    accounts: accounts.filter(({ name }) => names.has(name)),
    contacts: contacts.filter(({ desired }) => names.has(desired.account)),
    ...(proposed && { proposed: proposed.filter(({ account }) => names.has(account)) }),
    unsupportedFields: unsupportedFields.filter(({ account }) => names.has(account)),
  };
}
