// The accounts that a command is about. Only they are connected to, and only their credentials must be there.

import type { ConfigurationToPlan } from '../../base/contact-to-plan.ts';
import type { Plan } from '../../plan/document.ts';
import type { GlobalOptions } from './options.ts';

/**
 * Names of the accounts in scope.
 *
 * @param configuration what the filters left, and what only the base declares
 */
export type Scope = (configuration: ConfigurationToPlan) => ReadonlySet<string>;

/** The accounts that the filters left; where contacts are chosen, those that have one of them. */
export function chosenScope({ contact }: Pick<GlobalOptions, 'contact'>): Scope {
  return ({ accounts, contacts }) =>
    new Set(contact === undefined ? accounts.map(({ name }) => name) : contacts.map(({ desired }) => desired.account));
}

/** The accounts of a saved plan. */
export function plannedScope({ accounts }: Plan): Scope {
  return () => new Set(accounts.map(({ account }) => account));
}

/** What is planned afresh reaches no further than the review did: a plan of all accounts was a review of all. */
export function reviewedScope(reviewed: Plan, chosen: Scope): Scope {
  const { accounts, contacts } = reviewed.filters;
  if (accounts.length === 0 && contacts.length === 0) return chosen;
  const seen = plannedScope(reviewed);
  return (configuration) => {
    const names = seen(configuration);
    return new Set([...chosen(configuration)].filter((name) => names.has(name)));
  };
}

/** The part of a configuration that is about these accounts. */
export function inScope(configuration: ConfigurationToPlan, names: ReadonlySet<string>): ConfigurationToPlan {
  const { accounts, contacts, unsupportedFields } = configuration;
  return {
    ...configuration,
    accounts: accounts.filter(({ name }) => names.has(name)),
    contacts: contacts.filter(({ desired }) => names.has(desired.account)),
    unsupportedFields: unsupportedFields.filter(({ account }) => names.has(account)),
  };
}
