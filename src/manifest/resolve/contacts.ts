// The contact entries of all files go in; desired contacts and problems come out. Steps: check each entry, group the entries that
// are one contact at an account, resolve each group (`group/`), report contacts that would share a key.

import { append, type Problem, placeOf, problem } from '../problem.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import type { Declaration } from './declarations.ts';
import type { DefaultUse } from './default-use.ts';
import type { Resolved } from './desired.ts';
import { checkEntry, declarationsOfDefaults } from './entry.ts';
import { createEntryIndex, type EntryGroup, type RelatedEntries } from './entry-index.ts';
import { type ContactContext, type Resolution, resolveGroup } from './group/group.ts';
import type { Entry } from './identifiers.ts';

export type { ContactContext };

/** Desired contacts, one per contact and account, and the mistakes in their entries. */
export interface ResolvedContacts {
  readonly resolved: readonly Resolved[];
  readonly problems: readonly Problem[];
}

/**
 * Resolves the entries of all files to desired contacts. Declared entries are resolved as if there were no proposed ones. The
 * contacts that proposed entries would make are resolved in addition, together with the declared entries that they meet
 * (docs/semantics.md#proposed-contacts).
 *
 * @param use receives which defaults are used
 */
export function resolveContacts(
  entries: readonly Entry[],
  context: ContactContext,
  use: Pick<DefaultUse, 'register' | 'exclude'>,
): ResolvedContacts {
  const declared = entries.filter(({ proposed }) => proposed !== true);
  if (declared.length === entries.length) return resolveEntries(entries, context, use);
  const plain = resolveEntries(declared, context, use);
  const withProposals = resolveEntries(entries, context, use, ({ proposed }) => proposed === true);
  return {
    resolved: [...plain.resolved, ...withProposals.resolved.map((each) => ({ ...each, proposed: true as const }))],
    problems: [...plain.problems, ...withProposals.problems],
  };
}

/** Resolves entries to contacts. @param isWanted returns true for entries whose contacts are resolved; absent: all are */
function resolveEntries(
  entries: readonly Entry[],
  context: ContactContext,
  use: Pick<DefaultUse, 'register' | 'exclude'>,
  isWanted?: (entry: Entry) => boolean,
): ResolvedContacts {
  const index = createEntryIndex();
  for (const entry of entries) index.add(entry);
  const resolution: Resolution = { context, use, defaults: defaultsReader(), resolved: [], problems: [] };
  const places = new Map<string, Place>();
  for (const related of index.related()) {
    if (isWanted !== undefined && !related.entries.some(isWanted)) continue;
    for (const { group, resolved } of resolveRelated(related, resolution)) {
      if (isWanted !== undefined && !group.entries.some(isWanted)) continue;
      for (const contact of resolved) resolution.resolved.push(contact);
      append(resolution.problems, keysInUse(resolved, group, places));
    }
  }
  return resolution;
}

/** Returns a function that reads the declarations of a file's defaults. It reads each item only once. */
function defaultsReader(): (item: Item) => readonly Declaration[] {
  const known = new Map<Item, readonly Declaration[]>();
  return (item) => {
    const declarations = known.get(item) ?? declarationsOfDefaults(item);
    known.set(item, declarations);
    return declarations;
  };
}

/**
 * Reports contacts whose key another contact already has: a userId can equal the email of another contact.
 *
 * @param places the first place of each key so far; updated
 */
function keysInUse(resolved: readonly Resolved[], group: EntryGroup, places: Map<string, Place>): Problem[] {
  const [entry] = group.entries;
  if (entry === undefined) return [];
  const place = placeOf(entry.item, []);
  return resolved.flatMap(({ contact }) => {
    // A contact without identifiers has no key. Another rule reports it.
    if (Object.keys(contact.identifiers).length === 0) return [];
    const other = places.get(contact.key);
    places.set(contact.key, other ?? place);
    if (other === undefined) return [];
    return [problem(place, 'ambiguous-key', {}, { other })];
  });
}

interface ResolvedGroup {
  readonly group: EntryGroup;
  readonly resolved: readonly Resolved[];
}

function resolveRelated({ entries, groups }: RelatedEntries, resolution: Resolution): readonly ResolvedGroup[] {
  const { context, use, problems } = resolution;
  const checked = entries.map((entry) => checkEntry(entry, context, problems));
  for (const { entry, accounts } of checked) {
    const isKnown = accounts.length > 0 && accounts.length === entry.accounts.length;
    if (!isKnown || entry.item.partiallyParsed) use.exclude(entry);
  }
  const byEntry = new Map(checked.map((member) => [member.entry, member] as const));
  return groups.map((group) => {
    const members = groups.length === 1 ? checked : group.entries.flatMap((entry) => byEntry.get(entry) ?? []);
    return { group, resolved: resolveGroup(group, members, resolution) };
  });
}
