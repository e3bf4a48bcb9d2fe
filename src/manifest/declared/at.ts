// Merges what entries declare for one contact at one account: the layers defaults, contact and `at`, each laid over the one
// before.

import type { Account } from '../configuration.ts';
import { resolveContact } from '../resolve/desired.ts';
import { declarationsOfDefaults, overrideDeclarations, ownDeclarations } from '../resolve/entry.ts';
import { createEntryIndex } from '../resolve/entry-index.ts';
import type { Entry } from '../resolve/identifiers.ts';
import { type DeclarationMap, type Merged, mergeLayer, overlay } from '../resolve/layers.ts';
import { defaultsFor } from '../resolve/unmanaged.ts';

/**
 * Finds the declarations of one contact at one account, to explain where its values come from.
 *
 * @returns the overlaid declarations; undefined if no contact at the account has this key
 */
export function declarationsOfContact(
  all: readonly Entry[],
  account: Account,
  key: string,
): DeclarationMap | undefined {
  const index = createEntryIndex();
  for (const entry of all) {
    if (entry.proposed !== true && entry.accounts.includes(account.name))
      index.add({ ...entry, accounts: [account.name] });
  }
  for (const { entries } of [...index.related()].flatMap(({ groups }) => groups)) {
    const { declarations } = mergedAt(account.name, entries);
    const [entry] = entries;
    if (entry === undefined) continue;
    const { contact } = resolveContact(account, declarations, { item: entry.item, unmanaged: [] });
    if (contact.key === key) return declarations;
  }
  return undefined;
}

/**
 * Merges the declarations of entries that form one contact at an account. Returns the overlaid layers and the conflicts in them.
 */
export function mergedAt(account: string, entries: readonly Entry[]): Merged {
  const own = mergeLayer(entries.map(ownDeclarations));
  const read = declarationsOfDefaults;
  const defaults = mergeLayer(entries.map((entry) => defaultsFor(entry, entries, own.declarations, read)));
  const overrides = mergeLayer(entries.map((entry) => overrideDeclarations(entry, account)));
  const layers = [defaults, own, overrides];
  return {
    declarations: overlay(layers.map(({ declarations }) => declarations)),
    problems: layers.flatMap(({ problems }) => problems),
  };
}
