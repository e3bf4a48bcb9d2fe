// Adds to a configuration who must not be mailed: a guard (which looks people up among the suppressions) for each account, and a
// mark on every contact that a suppression names. Pure.

import type { Configuration } from '../../manifest/configuration.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import { type Guard, guardOf, type Listed } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import type { ConfigurationToPlan, ContactToPlan } from '../contact-to-plan.ts';
import { mark, suppressionOf } from './contacts.ts';

/** What guards depend on, in addition to the suppressions. */
export interface SuppressionContext {
  /** Environment variables, which hold the keys of digests. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly contacts?: readonly string[];
}

/** A configuration with guards. */
export interface Guarded {
  readonly configuration: ConfigurationToPlan;
  /** Keys of the contacts that are named by a suppression which the base does not have. */
  readonly changed: readonly string[];
}

/**
 * Adds guards and marks to a configuration.
 *
 * @param before map from account name to what the base declares
 */
export function withSuppressions(
  configuration: ConfigurationToPlan,
  before: ReadonlyMap<string, Listed>,
  { environment = {}, contacts: patterns }: SuppressionContext,
): Guarded {
  const { suppressions, erasures, accounts } = configuration;
  if (suppressions === undefined && erasures === undefined) return { configuration, changed: [] };
  const chosen = patterns === undefined ? {} : { isChosen: keyFilter(patterns) };
  const guards = new Map<string, Guard>();
  for (const { name } of accounts) {
    const known = namesOf(name, before.get(name));
    const isAdded = (suppression: Suppression): boolean => !known.has(nameOf(suppression));
    const guard = guardOf(name, configuration, environment, { isAdded, ...chosen });
    if (guard !== undefined) guards.set(name, guard);
  }
  const accountOf = new Map(accounts.map((account) => [account.name, account]));
  const changed: string[] = [];
  const contacts = configuration.contacts.map((contact): ContactToPlan => {
    const guard = guards.get(contact.desired.account);
    const found = guard && suppressionOf(contact, guard);
    const account = accountOf.get(contact.desired.account);
    if (found === undefined || account === undefined) return contact;
    if (guard?.isAdded(found) === false) return mark(contact, found, account);
    changed.push(contact.desired.key);
    return mark(contact, { ...found, isNew: true }, account);
  });
  return { configuration: { ...configuration, contacts, guards }, changed };
}

/**
 * Returns a text that identifies a suppression. An erasure gets another text than a suppression of the same person, because it
 * asks for more.
 */
function nameOf({ kind, value, erasure }: Pick<Suppression, 'kind' | 'value' | 'erasure'>): string {
  return `${erasure === undefined ? kind : 'erasure'}\0${value}`;
}

/**
 * Returns the identifying texts of all suppressions and erasures that apply to an account. So a suppression that is extended to a
 * further account is new at that account.
 */
function namesOf(account: string, { suppressions = [], erasures = [] }: Listed = {}): ReadonlySet<string> {
  const isHere = ({ accounts }: { readonly accounts?: readonly string[] }): boolean =>
    accounts?.includes(account) ?? true;
  const names = suppressions.filter(isHere).map(nameOf);
  return new Set([...names, ...erasures.filter(isHere).map(({ digest }) => `erasure\0${digest}`)]);
}

/**
 * Converts all declared contacts to contacts to plan, without a base: none of them has dropped declarations, and none is removed.
 */
export function unmarked(configuration: Configuration): ConfigurationToPlan {
  return { ...configuration, contacts: configuration.contacts.map((desired) => ({ desired })) };
}

/**
 * Prepares a configuration for planning without a base: no plan made from it removes a contact or a value that is only missing
 * from the manifests.
 *
 * @param environment environment variables, which hold the keys of digests
 */
export function withoutBase(
  configuration: Configuration,
  environment: Readonly<Record<string, string | undefined>> = {},
): ConfigurationToPlan {
  return withSuppressions(unmarked(configuration), new Map(), { environment }).configuration;
}
