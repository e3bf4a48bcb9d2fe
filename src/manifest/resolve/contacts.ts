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
} from './entry.ts';
import { createEntryIndex, type EntryGroup, type RelatedEntries } from './entry-index.ts';
import type { Entry } from './identifiers.ts';
import { type DeclarationMap, type Merged, mergeLayer, overlay, type Remedy } from './layers.ts';
import { defaultsFor, unmanagedOf } from './unmanaged.ts';

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
 * Resolves the entries of all files to desired contacts. Proposed entries count for nothing but the contacts that they would make:
 * these are resolved in addition, together with the entries that they meet (docs/semantics.md#proposed-contacts).
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

/** @param isWanted returns true for entries whose contacts are resolved; absent: all are */
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
  const { own, proposals } = mergeStages(entries, members, ({ own }) => own, remedyOf(members));
  const all = overlay([own.declarations, proposals.declarations]);
  const shared = members.map(({ entry }) => defaultsFor(entry, entries, all, defaults));
  const merged = mergeLayer(shared);
  append(problems, own.problems);
  append(problems, proposals.problems);
  append(problems, merged.problems);
  members.forEach(({ accounts }, index) => {
    append(problems, someAccountHasField(shared[index] ?? [], accounts));
  });
  const contact: GroupContact = {
    entries,
    own: all,
    proposals: proposals.declarations,
    base: overlay([merged.declarations, own.declarations]),
    invalid: invalidIn(members),
  };
  return group.accounts.flatMap((name) => {
    const account = context.accounts.get(name);
    const at = mergeStages(entries, entries, (entry) => overrideDeclarations(entry, name));
    append(problems, at.own.problems);
    append(problems, at.proposals.problems);
    const overrides = { own: at.own.declarations, proposals: at.proposals.declarations };
    return account === undefined ? [] : resolveForAccount(account, contact, overrides, resolution);
  });
}

/** One layer of a contact, of its declared entries and of its proposed ones: a proposal may replace what is declared. */
interface Stages<Layer> {
  readonly own: Layer;
  readonly proposals: Layer;
}

/** @param members one for each of the entries */
function mergeStages<Member>(
  entries: readonly Entry[],
  members: readonly Member[],
  layerOf: (member: Member) => readonly Declaration[],
  remedy?: Remedy,
): Stages<Merged> {
  const isProposed = (_member: Member, index: number): boolean => entries[index]?.proposed === true;
  if (!members.some(isProposed)) return { own: mergeLayer(members.map(layerOf), remedy), proposals: NO_LAYER };
  const declared = members.filter((member, index) => !isProposed(member, index));
  return {
    own: mergeLayer(declared.map(layerOf), remedy),
    proposals: mergeLayer(members.filter(isProposed).map(layerOf), remedy),
  };
}

const NO_LAYER: Merged = { declarations: new Map(), problems: [] };

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
  /** What proposed entries declare themselves; also in `own`. */
  readonly proposals: DeclarationMap;
  /** The defaults and what declared entries declare themselves, overlaid. */
  readonly base: DeclarationMap;
  /** Places of values that are invalid for every vendor; the vendor's rules skip them. */
  readonly invalid: ReadonlySet<Place>;
}

/** @param overrides what the entries declare under `at` for the account */
function resolveForAccount(
  account: Account,
  { entries, own, proposals, base, invalid }: GroupContact,
  at: Stages<DeclarationMap>,
  { context, use, problems }: Resolution,
): readonly Resolved[] {
  const [entry] = entries;
  if (entry === undefined) return [];
  const overrides = overlay([at.own, at.proposals]);
  const declarations = overlay([base, at.own, proposals, at.proposals]);
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
  const { item } = entries.find(({ proposed }) => proposed === true) ?? entry;
  return [resolveContact(account, declarations, { item, unmanaged })];
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
