// The contact entries of all files go in; desired contacts and problems come out. Steps: check each entry, group the entries that
// are one contact at an account, overlay the layers for each account, apply every rule.

import type { Account } from '../configuration.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { checkSupport } from '../rules/support.ts';
import { checkWhole, notSupportedAt, someAccountHasField } from '../rules/whole.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import type { Declaration } from './declarations.ts';
import type { DefaultUse } from './default-use.ts';
import { isField, type Resolved, resolveContact } from './desired.ts';
import {
  type CheckedEntry,
  checkEntry,
  checkValues,
  declarationsOfDefaults,
  invalidPlaces,
  overrideDeclarations,
  ownDeclarations,
} from './entry.ts';
import { createEntryIndex, type EntryGroup, type RelatedEntries } from './entry-index.ts';
import type { Entry } from './identifiers.ts';
import { type DeclarationMap, type Merged, mergeLayer, overlay, type Remedy } from './layers.ts';
import { unmanagedOf, withoutUnmanaged } from './unmanaged.ts';

/** The accounts that contacts can go to, and the current time. */
export interface ContactContext {
  /** Accounts whose provider and API version are known, by name. */
  readonly accounts: ReadonlyMap<string, Account>;
  /** Names of all accounts, including those that are not in `accounts`. */
  readonly accountNames: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Desired contacts, one per contact and account, and the mistakes in their entries. */
export interface ResolvedContacts {
  readonly resolved: readonly Resolved[];
  readonly problems: readonly Problem[];
}

/**
 * Resolves the entries of all files to desired contacts.
 *
 * @param use receives which defaults are used
 */
export function resolveContacts(
  entries: Iterable<Entry>,
  context: ContactContext,
  use: Pick<DefaultUse, 'register' | 'exclude'>,
): ResolvedContacts {
  const index = createEntryIndex();
  for (const entry of entries) index.add(entry);
  const resolution: Resolution = { context, use, defaults: defaultsReader(), resolved: [], problems: [] };
  const places = new Map<string, Place>();
  for (const related of index.related()) {
    for (const { group, resolved } of resolveRelated(related, resolution)) {
      for (const contact of resolved) resolution.resolved.push(contact);
      append(resolution.problems, keysInUse(resolved, group, places));
    }
  }
  return resolution;
}

/** What the resolution of one contact needs, and the results so far. */
interface Resolution {
  readonly context: ContactContext;
  readonly use: Pick<DefaultUse, 'register' | 'exclude'>;
  readonly defaults: (item: Item) => readonly Declaration[];
  readonly resolved: Resolved[];
  readonly problems: Problem[];
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

/** @param members the entries of the group */
function resolveGroup(
  group: EntryGroup,
  members: readonly CheckedEntry[],
  resolution: Resolution,
): readonly Resolved[] {
  const { context, problems, defaults } = resolution;
  const { entries } = group;
  const own = mergeLayer(
    members.map((member) => member.own),
    remedyOf(members),
  );
  const shared = members.map(({ entry }) => defaultsFor(entry, entries, own.declarations, defaults));
  const merged = mergeLayer(shared);
  append(problems, own.problems);
  append(problems, merged.problems);
  members.forEach(({ accounts }, index) => {
    append(problems, someAccountHasField(shared[index] ?? [], accounts));
  });
  const contact: GroupContact = {
    entries,
    own: own.declarations,
    base: overlay([merged.declarations, own.declarations]),
    invalid: invalidIn(members),
  };
  return group.accounts.flatMap((name) => {
    const account = context.accounts.get(name);
    const overrides = mergeLayer(entries.map((entry) => overrideDeclarations(entry, name)));
    append(problems, overrides.problems);
    return account === undefined ? [] : resolveForAccount(account, contact, overrides.declarations, resolution);
  });
}

function invalidIn(members: readonly CheckedEntry[]): ReadonlySet<Place> {
  const [first] = members;
  if (first !== undefined && members.length === 1) return first.invalid;
  return new Set(members.flatMap(({ invalid }) => [...invalid]));
}

/** `at` is a remedy if the two entries go to different accounts, and the schema allows the value under `at`. */
function remedyOf(members: readonly CheckedEntry[]): Remedy {
  let accounts: ReadonlyMap<Item, readonly string[]> | undefined;
  return (declaration, other) => {
    accounts ??= new Map(members.map(({ entry }) => [entry.item, entry.accounts] as const));
    const one = accounts.get(declaration.place.item) ?? [];
    const two = accounts.get(other.place.item) ?? [];
    if (declaration.key === 'previously' || one.join('\0') === two.join('\0')) return [];
    return one.filter((account) => two.includes(account));
  };
}

/** One contact before the overrides of an account. */
interface GroupContact {
  readonly entries: readonly Entry[];
  /** What the entries declare themselves, for all their accounts. */
  readonly own: DeclarationMap;
  /** The defaults and `own`, overlaid. */
  readonly base: DeclarationMap;
  /** Places of values that are invalid for every vendor; the vendor's rules skip them. */
  readonly invalid: ReadonlySet<Place>;
}

/** @param overrides what the entries declare under `at` for the account */
function resolveForAccount(
  account: Account,
  { entries, own, base, invalid }: GroupContact,
  overrides: DeclarationMap,
  { context, use, problems }: Resolution,
): readonly Resolved[] {
  const [entry] = entries;
  if (entry === undefined) return [];
  const declarations = overlay([base, overrides]);
  const values = checkValues(overrides.values(), context.now);
  const places = values.length === 0 ? invalid : new Set([...invalid, ...invalidPlaces(values)]);
  const fullyParsed = entries.every(({ item }) => !item.partiallyParsed);
  problems.push(
    ...values,
    ...notSupportedAt(overrides.values(), account),
    ...checkFields(declarations, places, account),
    ...checkWhole({ account, entry, declarations, fullyParsed }),
  );
  const unmanaged = unmanagedOf(entries, declarations);
  use.register({ entries, declarations, above: [own, overrides], unmanaged });
  return [resolveContact(account, declarations, { item: entry.item, unmanaged })];
}

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
    if (entry.accounts.includes(account.name)) index.add({ ...entry, accounts: [account.name] });
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

/** Merges what entries that are one contact at an account declare for it there: all layers, overlaid, and their conflicts. */
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

/**
 * Checks declarations against the capabilities of the account's vendor.
 *
 * @param invalid places that are already reported and therefore skipped
 */
function checkFields(
  declarations: DeclarationMap,
  invalid: ReadonlySet<Place>,
  { capabilities }: Account,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const declaration of declarations.values()) {
    if (isField(declaration) && !invalid.has(declaration.place))
      append(problems, checkSupport(declaration, capabilities));
  }
  return problems;
}

/**
 * Returns the defaults of the entry's file, except fields that any entry of the contact declares or lists as `unmanaged`. Channels
 * that the contact declares stay, because overlay() merges them.
 */
function defaultsFor(
  { defaults }: Entry,
  entries: readonly Entry[],
  own: DeclarationMap,
  read: (item: Item) => readonly Declaration[],
): readonly Declaration[] {
  if (defaults === undefined) return [];
  return withoutUnmanaged(read(defaults), entries).filter(
    (declaration) => !own.has(declaration.key) || declaration.kind === 'channel',
  );
}
