// Groups entries into contacts: entries that share an identifier, directly or through another entry, are one contact.

import { IDENTIFIER_KINDS, type IdentifierKind } from '../../contact/fields.ts';
import { normaliseEmail, normalisePhone } from '../../contact/normalise.ts';
import type { Item } from '../syntax/item.ts';
import type { WrittenBlock, WrittenContact } from '../syntax/written.ts';

/** Normalised identifiers, by kind. Normalising a phone is expensive, so it is done once. */
export type Identifiers = Readonly<Partial<Record<IdentifierKind, string>>>;

/** One entry under `contacts`, with what its file's defaults add. */
export interface Entry {
  readonly item: Item;
  readonly written: WrittenContact;
  /** Its own, without those under `at`. */
  readonly identifiers: Identifiers;
  readonly defaults?: Item;
  /** Known accounts that it goes to. */
  readonly accounts: readonly string[];
}

export function identifiersOf(block: WrittenBlock): Identifiers {
  const identifiers: Partial<Record<IdentifierKind, string>> = {};
  for (const kind of IDENTIFIER_KINDS) {
    const value = block[kind];
    if (value !== undefined) identifiers[kind] = normaliseIdentifier(kind, value);
  }
  return identifiers;
}

export function normaliseIdentifier(kind: IdentifierKind, text: string): string {
  if (kind === 'email') return normaliseEmail(text);
  return kind === 'phone' ? normalisePhone(text) : text;
}

/** Groups in the order of their first entries. */
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
 * An identifier under `at` counts at that account only, and there instead of the contact's own.
 *
 * @param scoped the accounts at which any entry says so; at the others, what is shared there is shared everywhere
 */
function keysOf({ written, identifiers, accounts }: Entry, scoped: ReadonlySet<string>): readonly string[] {
  const keys = keysIn('', identifiers);
  for (const account of accounts) {
    if (!scoped.has(account)) continue;
    const at = atAccount(written, account);
    keys.push(...keysIn(account, at === undefined ? identifiers : { ...identifiers, ...identifiersOf(at) }));
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
      const at = atAccount(written, account);
      if (at !== undefined && IDENTIFIER_KINDS.some((kind) => at[kind] !== undefined)) scoped.add(account);
    }
  }
  return scoped;
}

/** Returns the block of an entry under `at` for one account. */
export function atAccount({ at }: WrittenContact, account: string): WrittenBlock | undefined {
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
