// Groups contact entries into contacts. Entries meet per account: at one account, entries that share an identifier, directly or
// through another entry, are one contact. Entries of different accounts never meet. Enters: entries, one by one. Leaves: the
// groups.

import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import { type Entry, type Identifiers, identifiersOf, overridesAt } from './identifiers.ts';

/** Entries that are one contact at each of the named accounts. */
export interface EntryGroup {
  /** At least one, in the order in which they were added. */
  readonly entries: readonly Entry[];
  /** Names of accounts, sorted. */
  readonly accounts: readonly string[];
}

/** Entries that share identifiers, at whichever accounts, and the contacts that they form. */
export interface RelatedEntries {
  /** At least one, in the order in which they were added. */
  readonly entries: readonly Entry[];
  /** At each of its accounts, every entry is in exactly one group. */
  readonly groups: readonly EntryGroup[];
}

/** An index of entries by their identifiers. */
export interface EntryIndex {
  /** Adds an entry. All entries must be added before `related` is called. */
  add(entry: Entry): void;
  /** Returns all entries, each exactly once, as sets of related entries. The sets are in the order of their first entries. */
  related(): Iterable<RelatedEntries>;
}

/** Creates an index that is stored in memory. */
export function createEntryIndex(): EntryIndex {
  const entries: Entry[] = [];
  return {
    add(entry) {
      entries.push(entry);
    },
    *related() {
      for (const related of connected(entries, keysOf)) yield { entries: related, groups: groupsOf(related) };
    },
  };
}

/** Splits related entries into the contacts of each account. Groups with the same entries are one group with several accounts. */
function groupsOf(related: readonly Entry[]): readonly EntryGroup[] {
  const [first] = related;
  if (first !== undefined && related.length === 1) return [{ entries: related, accounts: first.accounts }];
  const numbers = new Map(related.map((entry, index) => [entry, index] as const));
  const groups = new Map<string, { readonly entries: readonly Entry[]; readonly accounts: string[] }>();
  for (const account of new Set(related.flatMap(({ accounts }) => accounts).sort())) {
    const present = related.filter(({ accounts }) => accounts.includes(account));
    for (const entries of connected(present, (entry) => keysAt(entry, account))) {
      const id = entries.map((entry) => numbers.get(entry)).join();
      const group = groups.get(id);
      if (group === undefined) groups.set(id, { entries, accounts: [account] });
      else group.accounts.push(account);
    }
  }
  return [...groups.values()];
}

/** Groups entries that have a key in common, directly or through another entry, with a union-find over the keys. */
function connected(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly string[],
): readonly (readonly Entry[])[] {
  const parents = entries.map((_, index) => index);
  const owners = new Map<string, number>();
  entries.forEach((entry, index) => {
    for (const key of keysOf(entry)) {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, index);
      else unite(parents, owner, index);
    }
  });
  const groups = new Map<number, Entry[]>();
  entries.forEach((entry, index) => {
    const root = rootOf(parents, index);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [entry]);
    else group.push(entry);
  });
  return [...groups.values()];
}

/** Returns the keys of an entry at all its accounts: its own identifiers, and those under `at`. */
export function keysOf({ written, identifiers, accounts, phoneRegion }: Entry): readonly string[] {
  const keys = keysIn(identifiers);
  if (written.at === undefined) return keys;
  for (const account of accounts) {
    const overrides = overridesAt(written, account);
    if (overrides !== undefined) keys.push(...keysIn(identifiersOf(overrides, phoneRegion)));
  }
  return keys;
}

/** Returns the keys of an entry at one account, where an identifier under `at` replaces the entry's own. */
function keysAt({ written, identifiers, phoneRegion }: Entry, account: string): readonly string[] {
  const overrides = overridesAt(written, account);
  return keysIn(overrides === undefined ? identifiers : { ...identifiers, ...identifiersOf(overrides, phoneRegion) });
}

function keysIn(identifiers: Identifiers): string[] {
  const keys: string[] = [];
  for (const kind of IDENTIFIER_KINDS) {
    const value = identifiers[kind];
    if (value !== undefined) keys.push(`${kind}\0${value}`);
  }
  return keys;
}

function unite(parents: number[], a: number, b: number): void {
  const [first, second] = [rootOf(parents, a), rootOf(parents, b)].sort((one, other) => one - other) as [
    number,
    number,
  ];
  parents[second] = first;
}

function rootOf(parents: number[], index: number): number {
  let root = index;
  for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) root = parent;
  parents[index] = root;
  return root;
}
