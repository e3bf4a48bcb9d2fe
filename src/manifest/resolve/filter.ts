// Selects the accounts and contacts that match the filters of the command line. Runs after all checks, so that mistakes outside the
// selection are still found.

import { personal } from '../../contact/argument.ts';
import type { FieldName } from '../../contact/fields.ts';
import type { Account, Configuration, UnsupportedFieldCount } from '../configuration.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { mistake } from '../mistake.ts';
import type { Resolved } from './desired.ts';

/** Filters on accounts and contacts; an absent filter selects all. */
export interface Filters {
  /** Directory of the manifests, which diagnostics about filters name as their file. */
  readonly directory: string;
  /** Names of accounts. */
  readonly accounts?: readonly string[];
  /** Globs on the contact key. */
  readonly contacts?: readonly string[];
}

type Selected = Pick<Configuration, 'accounts' | 'contacts' | 'unsupportedFields'>;

/** Returns the accounts and contacts that match the filters, and the counts of unsupported fields in these contacts. */
export function selectContacts(
  resolved: readonly Resolved[],
  accounts: readonly Account[],
  filters: Filters,
): Selected {
  const isNamed = keyFilter(filters.contacts);
  const chosen = resolved.filter(
    ({ contact }) => (filters.accounts?.includes(contact.account) ?? true) && isNamed(contact.key),
  );
  return {
    accounts: accounts.filter((account) => filters.accounts?.includes(account.name) ?? true),
    contacts: chosen.map(({ contact }) => contact).sort((a, b) => (a.key < b.key ? -1 : 1)),
    unsupportedFields: countUnsupportedFields(chosen),
  };
}

/** Reports filters that match nothing: they are probably typos. */
export function unmatchedFilters(
  selected: Selected,
  known: ReadonlySet<string>,
  filters: Filters,
): readonly Diagnostic[] {
  const accounts = (filters.accounts ?? []).filter((name) => !known.has(name));
  const contacts = (filters.contacts ?? []).filter(
    (glob) => !selected.contacts.some(({ key }) => matches(key, globOf(glob))),
  );
  return [
    ...accounts.map((name) => mistake('unknown-account', { name: personal('name', name), known: [...known].sort() })),
    ...contacts.map((glob) => mistake('no-contact-matches', { pattern: personal('pattern', glob) }, 'warning')),
  ].map((found) => ofWholeFile(filters.directory, found));
}

/** Returns a function that tests whether a contact key matches one of the globs. Without globs, every key matches. */
export function keyFilter(globs: readonly string[] | undefined): (key: string) => boolean {
  const patterns = globs?.map(globOf);
  return (key) => patterns?.some((pattern) => matches(key, pattern)) ?? true;
}

/** Converts a glob to a regular expression: `*` matches any text, `?` any one character. */
function globOf(glob: string): RegExp {
  const source = [...glob].map((char) =>
    char === '*' ? '.*' : char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}/-]/, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 'su');
}

/** True if the whole key or the part after `account/` matches. */
function matches(key: string, pattern: RegExp): boolean {
  return pattern.test(key) || pattern.test(key.slice(key.indexOf('/') + 1));
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
