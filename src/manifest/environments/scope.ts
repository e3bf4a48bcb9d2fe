// Decides which contacts belong to an environment (docs/semantics.md#environments). A contact that the patterns of its account do
// not match is out of scope: plans and records treat it as if nobody had ever declared it. Pure.

import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { Resolved } from '../resolve/desired.ts';
import { keyFilter, unmatchedPatterns } from '../resolve/patterns.ts';
import type { Item } from '../syntax/item.ts';
import type { DeclaredEnvironment } from './declared.ts';

/** Returns a function that tells whether a contact's key is in scope at an account. Without an account, every key is. */
export function scopeOf(account: Pick<Account, 'scope'> | undefined): (key: string) => boolean {
  return keyFilter(account?.scope);
}

/** Contacts, divided by whether they are in scope of their account. */
interface Scoped {
  readonly chosen: readonly Resolved[];
  readonly outOfScope: readonly DesiredContact[];
}

/** Divides the contacts of these accounts by scope; contacts of other accounts are left out. */
export function inEnvironment(resolved: readonly Resolved[], accounts: ReadonlyMap<string, Account>): Scoped {
  const scopes = new Map([...accounts].map(([name, account]) => [name, scopeOf(account)]));
  const chosen: Resolved[] = [];
  const outOfScope: DesiredContact[] = [];
  for (const found of resolved) {
    const isInScope = scopes.get(found.contact.account);
    if (isInScope?.(found.contact.key) === true) chosen.push(found);
    else if (isInScope !== undefined) outOfScope.push(found.contact);
  }
  return { chosen, outOfScope };
}

/** Reports patterns of an environment that match no contact: they are probably typos. */
export function unmatchedScopes(
  { shared, accounts }: DeclaredEnvironment,
  resolved: readonly Resolved[],
): readonly Problem[] {
  const keys = resolved.map(({ contact }) => contact);
  const keysAt = (name: string): readonly string[] =>
    keys.flatMap(({ account, key }) => (account === name ? [key] : []));
  const own = [...accounts].flatMap(([name, { item, written }]) =>
    written === false ? [] : unmatched(written.contacts ?? [], keysAt(name), item),
  );
  if (shared.contacts === undefined) return own;
  const absent = new Set([...accounts].flatMap(([name, { written }]) => (written === false ? [name] : [])));
  const present = keys.flatMap(({ account, key }) => (absent.has(account) ? [] : [key]));
  return [...own, ...unmatched(shared.contacts.value, present, shared.contacts.item)];
}

function unmatched(patterns: readonly string[], keys: readonly string[], item: Item): readonly Problem[] {
  return unmatchedPatterns(patterns, keys).map((pattern) => {
    const place = placeOf(item, ['contacts', patterns.indexOf(pattern)]);
    return problem(place, 'no-contact-matches', { pattern: personal('pattern', pattern) }, { severity: 'warning' });
  });
}
