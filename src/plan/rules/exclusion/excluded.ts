// Tells whether a contact is excluded at its account: such contacts are never written (docs/semantics.md#excluded-contacts).
// Pure.

import type { DesiredContact, LiveContact } from '../../../contact/contact.ts';
import type { Account, Exclusion } from '../../../manifest/configuration.ts';
import { keyFilter } from '../../../manifest/resolve/patterns.ts';

/** True if the account excludes the contact, by its key or by what the live contact has. */
export function isExcluded(
  { key }: Pick<DesiredContact, 'key'>,
  live: LiveContact | undefined,
  { name, exclude }: Pick<Account, 'name' | 'exclude'>,
): boolean {
  if (exclude === undefined) return false;
  const { tags = [], lists = [] } = exclude;
  if (has(live?.sets.tags, tags) || has(live?.sets.lists, lists)) return true;
  const isNamed = patternTest(exclude);
  return isNamed(key) || live?.emails.some((email) => isNamed(`${name}/${email}`)) === true;
}

function has(members: readonly string[] | undefined, excluded: readonly string[]): boolean {
  return members !== undefined && excluded.some((name) => members.includes(name));
}

/** Map from an account's exclusion to its compiled patterns, because compiling them for every contact would take long. */
const TESTS = new WeakMap<Exclusion, (key: string) => boolean>();

function patternTest(exclude: Exclusion): (key: string) => boolean {
  const known = TESTS.get(exclude);
  if (known !== undefined) return known;
  const { contacts = [] } = exclude;
  const test = contacts.length === 0 ? () => false : keyFilter(contacts);
  TESTS.set(exclude, test);
  return test;
}
