// Groups entries into contacts. Entries that share an identifier, directly or through another entry, are one contact.

import { IDENTIFIER_KINDS, type IdentifierKind } from '../../contact/fields.ts';
import { normaliseEmail, normalisePhone } from '../../contact/normalise.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenBlock, WrittenContact } from '../syntax/written.ts';

/** Normalised identifiers, by kind. An entry stores them, because normalising a phone is expensive. */
export type Identifiers = Readonly<Partial<Record<IdentifierKind, string>>>;

/** One entry under `contacts`, with the defaults of its file and the accounts that it goes to. */
export interface Entry {
  readonly item: Item;
  readonly written: WrittenContact;
  /** Identifiers of the entry itself, without those under `at`. */
  readonly identifiers: Identifiers;
  readonly defaults?: Item;
  /** Names of the accounts that it goes to, without unknown ones. */
  readonly accounts: readonly string[];
}

/** Returns the normalised identifiers that a block declares. */
export function identifiersOf(block: WrittenBlock): Identifiers {
  const identifiers: Partial<Record<IdentifierKind, string>> = {};
  for (const kind of IDENTIFIER_KINDS) {
    const value = block[kind];
    if (value !== undefined) identifiers[kind] = normaliseIdentifier(kind, value);
  }
  return identifiers;
}

/** Normalises an email or a phone, so that two spellings compare as equal; returns other identifiers unchanged. */
export function normaliseIdentifier(kind: IdentifierKind, text: string): string {
  if (kind === 'email') return normaliseEmail(text);
  return kind === 'phone' ? normalisePhone(text) : text;
}

/** Groups entries by contact, with a union-find over their identifiers. The groups are in the order of their first entries. */
export function groupEntries(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const parents = entries.map((_, index) => index);
  const owners = new Map<string, number>();
  const scoped = accountsWithOwnIdentifiers(entries);
  entries.forEach((entry, index) => {
    for (const key of keysOf(entry, scoped)) {
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

/**
 * Returns the grouping keys of an entry; entries with a key in common are one contact. An identifier under `at` is valid for that
 * account only, where it replaces the entry's own.
 *
 * @param scoped accounts for which some entry declares identifiers under `at`; only these need keys of their own
 */
function keysOf({ written, identifiers, accounts }: Entry, scoped: ReadonlySet<string>): readonly string[] {
  const keys = keysIn('', identifiers);
  for (const account of accounts) {
    if (!scoped.has(account)) continue;
    const overrides = overridesAt(written, account);
    const atAccount = overrides === undefined ? identifiers : { ...identifiers, ...identifiersOf(overrides) };
    keys.push(...keysIn(account, atAccount));
  }
  return keys;
}

function keysIn(scope: string, identifiers: Identifiers): string[] {
  const keys: string[] = [];
  for (const kind of IDENTIFIER_KINDS) {
    const value = identifiers[kind];
    if (value !== undefined) keys.push(`${scope}\0${kind}\0${value}`);
  }
  return keys;
}

function accountsWithOwnIdentifiers(entries: readonly Entry[]): ReadonlySet<string> {
  const scoped = new Set<string>();
  for (const { written, accounts } of entries) {
    if (written.at === undefined) continue;
    for (const account of accounts) {
      const overrides = overridesAt(written, account);
      if (overrides !== undefined && IDENTIFIER_KINDS.some((kind) => overrides[kind] !== undefined))
        scoped.add(account);
    }
  }
  return scoped;
}

/** Returns the values that an entry declares under `at` for one account; undefined if there are none. */
export function overridesAt({ at }: WrittenContact, account: string): WrittenBlock | undefined {
  return at !== undefined && Object.hasOwn(at, account) ? at[account] : undefined;
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
