// Adds to a configuration who must not be mailed: a guard for each account, and a mark on every contact that a suppression names. Pure.

import type { Configuration } from '../../manifest/configuration.ts';
import { keyFilter } from '../../manifest/resolve/patterns.ts';
import { type Guard, guardOf, type Listed } from '../../manifest/suppressions/guard.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import type { ConfigurationToPlan, ContactToPlan } from '../contact-to-plan.ts';
import { mark, suppressionOf } from './contacts.ts';

/** What guards depend on, besides the suppressions. */
export interface SuppressionContext {
  /** Environment variables, which hold the keys of digests. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Patterns of contact keys that the manifests were loaded with; absent: all contacts. */
  readonly contacts?: readonly string[];
}

/** A configuration with guards. */
export interface Guarded {
  readonly configuration: ConfigurationToPlan;
  /** Keys of contacts that suppressions name which the base did not have. */
  readonly changed: readonly string[];
}

/**
 * Adds guards and marks.
 *
 * @param before what the base declares, by account
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

/** An erasure asks for more than a suppression of the same person, and is another one. */
function nameOf({ kind, value, erasure }: Pick<Suppression, 'kind' | 'value' | 'erasure'>): string {
  return `${erasure === undefined ? kind : 'erasure'}\0${value}`;
}

/** What is listed for an account: a suppression that is widened to it is new there. */
function namesOf(account: string, { suppressions = [], erasures = [] }: Listed = {}): ReadonlySet<string> {
  const isHere = ({ accounts }: { readonly accounts?: readonly string[] }): boolean =>
    accounts?.includes(account) ?? true;
  const names = suppressions.filter(isHere).map(nameOf);
  return new Set([...names, ...erasures.filter(isHere).map(({ digest }) => `erasure\0${digest}`)]);
}

/** Makes contacts to plan of all declared contacts, without a base: nothing counts as dropped or removed. */
export function unmarked(configuration: Configuration): ConfigurationToPlan {
  return { ...configuration, contacts: configuration.contacts.map((desired) => ({ desired })) };
}

/**
 * Prepares a configuration for planning without a base: nothing counts as dropped or removed.
 *
 * @param environment environment variables, which hold the keys of digests
 */
export function withoutBase(
  configuration: Configuration,
  environment: Readonly<Record<string, string | undefined>> = {},
): ConfigurationToPlan {
  return withSuppressions(unmarked(configuration), new Map(), { environment }).configuration;
}
