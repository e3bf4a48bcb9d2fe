// The accounts in scope of a command. Only these are connected, and only their credentials are required.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import type { Plan } from '../../plan/document.ts';
import type { GlobalOptions } from './options.ts';

/**
 * Chooses the names of the accounts in scope.
 *
 * @param configuration the filtered manifests, together with what only the base declares
 */
export type Scope = (configuration: ConfigurationToPlan) => ReadonlySet<string>;

/** All accounts that match the filters; with --contact, only accounts with a matching contact. */
export function chosenScope({ contact }: Pick<GlobalOptions, 'contact'>): Scope {
  return ({ accounts, contacts }) =>
    new Set(contact === undefined ? accounts.map(({ name }) => name) : contacts.map(({ desired }) => desired.account));
}

/** The accounts of a saved plan. */
export function plannedScope({ accounts }: Plan): Scope {
  return () => new Set(accounts.map(({ account }) => account));
}

/** The chosen accounts, limited to those of the reviewed plans if every one of these was filtered. */
export function reviewedScope(reviewed: readonly Plan[], chosen: Scope): Scope {
  const isOfAll = ({ filters }: Plan): boolean => filters.accounts.length === 0 && filters.contacts.length === 0;
  if (reviewed.some(isOfAll)) return chosen;
  return (configuration) => {
    const names = new Set(reviewed.flatMap((plan) => [...plannedScope(plan)(configuration)]));
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
