// Selects the accounts that a command works with (its scope). Only these are connected, and only their credentials are required.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import type { Plan } from '../../plan/document.ts';
import type { GlobalOptions } from './options.ts';

/**
 * A function that returns the names of the accounts in scope.
 *
 * @param configuration the filtered manifests, and contacts that only the base declares
 */
export type Scope = (configuration: ConfigurationToPlan) => ReadonlySet<string>;

/** The scope of the options: all accounts that match --account; with --contact, only those that have a matching contact. */
export function chosenScope({ contact }: Pick<GlobalOptions, 'contact'>): Scope {
  return ({ accounts, contacts }) =>
    new Set(contact === undefined ? accounts.map(({ name }) => name) : contacts.map(({ desired }) => desired.account));
}

/** The scope of a saved plan: its accounts. */
export function plannedScope({ accounts }: Plan): Scope {
  return () => new Set(accounts.map(({ account }) => account));
}

/** The scope of --reviewed: the chosen accounts; if the reviewed plan was filtered, only those that it contains. */
export function reviewedScope(reviewed: Plan, chosen: Scope): Scope {
  const { accounts, contacts } = reviewed.filters;
  if (accounts.length === 0 && contacts.length === 0) return chosen;
  const seen = plannedScope(reviewed);
  return (configuration) => {
    const names = seen(configuration);
    return new Set([...chosen(configuration)].filter((name) => names.has(name)));
  };
}

/** Reduces a configuration to the accounts in scope. */
export function inScope(configuration: ConfigurationToPlan, names: ReadonlySet<string>): ConfigurationToPlan {
  const { accounts, contacts, unsupportedFields } = configuration;
  return {
    ...configuration,
    accounts: accounts.filter(({ name }) => names.has(name)),
    contacts: contacts.filter(({ desired }) => names.has(desired.account)),
    unsupportedFields: unsupportedFields.filter(({ account }) => names.has(account)),
  };
}
