// Which entries are one contact: those that share an identifier, directly or through a third.

import type { IdentifierKind } from '../contact/fields.ts';
import { normaliseEmail, normalisePhone } from '../contact/normalise.ts';
import type { Item } from './item.ts';
import type { WrittenBlock, WrittenContact } from './written.ts';

/** One entry under `contacts`, with what its file's defaults add. */
export interface Entry {
  readonly item: Item;
  readonly written: WrittenContact;
  readonly defaults?: Item;
  /** Known accounts that it goes to. */
  readonly accounts: readonly string[];
}

const KINDS = ['id', 'userId', 'email', 'phone'] as const satisfies readonly IdentifierKind[];

export function normaliseIdentifier(kind: IdentifierKind, text: string): string {
  if (kind === 'email') return normaliseEmail(text);
  return kind === 'phone' ? normalisePhone(text) : text;
}

/** Groups in the order of their first entries. */
export function groupEntries(entries: readonly Entry[]): readonly (readonly Entry[])[] {
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

/** An identifier under `at` counts at that account only, and there instead of the contact's own. */
function keysOf({ written, accounts }: Entry): readonly string[] {
  const everywhere = identifiersOf(written);
  const scoped = accounts.flatMap((account) => {
    const at = written.at !== undefined && Object.hasOwn(written.at, account) ? written.at[account] : undefined;
    const here = new Map([...everywhere, ...identifiersOf(at ?? {})]);
    return [...here.values()].map((key) => `${account}\0${key}`);
  });
  return [...[...everywhere.values()].map((key) => `\0${key}`), ...scoped];
}

function identifiersOf(block: WrittenBlock): ReadonlyMap<IdentifierKind, string> {
  return new Map(
    KINDS.flatMap((kind) => {
      const value = block[kind];
      return value === undefined ? [] : [[kind, `${kind}\0${normaliseIdentifier(kind, value)}`] as const];
    }),
  );
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
