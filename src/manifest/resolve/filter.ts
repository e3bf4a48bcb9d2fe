// Selects the accounts and contacts that match the filters of the command line. Runs after all checks, so that mistakes outside
// the selection are still found.

import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import type { FieldName } from '../../contact/fields.ts';
import type { Account, Configuration, UnsupportedFieldCount } from '../configuration.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import type { Resolved } from './desired.ts';
import { keyFilter, unmatchedPatterns } from './patterns.ts';

/** Filters on accounts and contacts; an absent filter selects all. */
export interface Filters {
  /** Directory of the manifests, which diagnostics about filters name as their file. */
  readonly directory: string;
  /** Names of accounts. */
  readonly accounts?: readonly string[];
  /** Patterns of contact keys, as patterns.ts describes them. */
  readonly contacts?: readonly string[];
  /** More patterns of contact keys, from a file. */
  readonly contactsFrom?: ContactsFile;
}

/** The patterns that a file contains. */
export interface ContactsFile {
  /** Name for messages. */
  readonly name: string;
  readonly patterns: readonly string[];
}

type Selected = Pick<Configuration, 'accounts' | 'contacts' | 'proposed' | 'unsupportedFields'>;

/** Returns the accounts and contacts that match the filters, and the counts of unsupported fields in these contacts. */
export function selectContacts(
  resolved: readonly Resolved[],
  accounts: readonly Account[],
  filters: Filters,
): Selected {
  const isNamed = keyFilter(patternsOf(filters));
  const all = resolved.filter(({ contact }) => isAtChosenAccount(contact, filters) && isNamed(contact.key));
  const chosen = all.filter(({ proposed }) => proposed !== true);
  const proposed = all.length === chosen.length ? [] : sortedByKey(all.filter((each) => each.proposed === true));
  return {
    accounts: accounts.filter((account) => filters.accounts?.includes(account.name) ?? true),
    contacts: sortedByKey(chosen),
    ...(proposed.length === 0 ? {} : { proposed }),
    unsupportedFields: countUnsupportedFields(chosen),
  };
}

function sortedByKey(resolved: readonly Resolved[]): readonly DesiredContact[] {
  return resolved.map(({ contact }) => contact).sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Returns the patterns of both filters on contact keys; undefined if neither filter is given. */
export function patternsOf({ contacts, contactsFrom }: Omit<Filters, 'directory'>): readonly string[] | undefined {
  if (contacts === undefined && contactsFrom === undefined) return undefined;
  return [...(contacts ?? []), ...(contactsFrom?.patterns ?? [])];
}

/**
 * Reports filters that match nothing: they are probably typos. For a file of patterns, one diagnostic names the first such
 * pattern and counts the others.
 */
export function unmatchedFilters(
  resolved: readonly Resolved[],
  known: ReadonlySet<string>,
  filters: Filters,
): readonly Diagnostic[] {
  const { directory, accounts = [], contacts = [], contactsFrom } = filters;
  const isAnyNamed = contacts.length > 0 || contactsFrom !== undefined;
  const chosen = isAnyNamed ? resolved.filter(({ contact }) => isAtChosenAccount(contact, filters)) : [];
  const keys = chosen.map(({ contact }) => contact.key);
  const unknown = accounts.filter((name) => !known.has(name));
  return [
    ...unknown.map((name) =>
      ofWholeFile(directory, mistake('unknown-account', { name: personal('name', name), known: [...known].sort() })),
    ),
    ...unmatchedPatterns(contacts, keys).map((pattern) => ofWholeFile(directory, noMatch(pattern))),
    ...(contactsFrom === undefined ? [] : unmatchedInFile(contactsFrom, keys)),
  ];
}

function unmatchedInFile({ name, patterns }: ContactsFile, keys: readonly string[]): readonly Diagnostic[] {
  const [first, ...more] = unmatchedPatterns(patterns, keys);
  return first === undefined ? [] : [ofWholeFile(name, noMatch(first, more.length))];
}

function noMatch(pattern: string, more = 0): Mistake {
  const args = { pattern: personal('pattern', pattern), ...(more === 0 ? {} : { more }) };
  return mistake('no-contact-matches', args, 'warning');
}

function isAtChosenAccount({ account }: Resolved['contact'], { accounts }: Filters): boolean {
  return accounts?.includes(account) ?? true;
}

function countUnsupportedFields(resolved: readonly Resolved[]): readonly UnsupportedFieldCount[] {
  const counts = new Map<string, { account: string; field: FieldName; contacts: number }>();
  for (const { contact, unsupportedFields } of resolved) {
    for (const field of unsupportedFields) {
      const key = `${contact.account}\0${field}`;
      const count = counts.get(key) ?? { account: contact.account, field, contacts: 0 };
      counts.set(key, { ...count, contacts: count.contacts + 1 });
    }
  }
  return [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}
