// The contact entries of all files go in; desired contacts and problems come out. Steps: group the entries that are one contact,
// find its accounts, overlay the layers for each account, apply every rule.

import { personal } from '../../contact/argument.ts';
import { SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { checkSupport } from '../rules/support.ts';
import { checkValue } from '../rules/values.ts';
import { checkWhole, consentStaysWithSender, notSupportedAt, someAccountHasField } from '../rules/whole.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import type { WrittenContact } from '../syntax/written.ts';
import { type Declaration, declarationsOf } from './declarations.ts';
import { isField, type Resolved, resolveContact } from './desired.ts';
import { type Entry, groupEntries, identifiersOf, overridesAt } from './identifiers.ts';
import { type DeclarationMap, type Merged, mergeLayer, overlay, settingOf } from './layers.ts';

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

/** Resolves the entries of all files to desired contacts. */
export function resolveContacts(entries: readonly Entry[], context: ContactContext): ResolvedContacts {
  const resolved: Resolved[] = [];
  const problems: Problem[] = [];
  const places = new Map<string, Place>();
  for (const group of groupEntries(entries)) {
    const result = resolveGroup(group, context);
    resolved.push(...result.resolved);
    problems.push(...result.problems, ...keysInUse(result.resolved, group, places));
  }
  return { resolved, problems };
}

/**
 * Reports contacts whose key another contact already has: a userId can equal the email of another contact.
 *
 * @param places the first place of each key so far; updated
 */
function keysInUse(resolved: readonly Resolved[], group: readonly Entry[], places: Map<string, Place>): Problem[] {
  const [entry] = group;
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

function resolveGroup(group: readonly Entry[], context: ContactContext): ResolvedContacts {
  const own = mergeLayer(group.map(ownDeclarations));
  const defaults = mergeLayer(group.map((entry) => defaultDeclarations(entry, group, own.declarations)));
  const base = overlay([defaults.declarations, own.declarations]);
  const accounts = accountsOf(base, group, context);
  const values = checkValues(own.declarations, context.now);
  const problems = [
    ...own.problems,
    ...defaults.problems,
    ...values,
    ...group.flatMap((entry) => checkUnmanaged(entry)),
    ...someAccountHasField(defaults.declarations.values(), accounts),
    ...someAccountHasField(own.declarations.values(), accounts),
    ...consentStaysWithSender(base.values(), accounts),
  ];
  const results = accounts.map((account) =>
    resolveForAccount(account, base, group, { now: context.now, invalid: new Set(values.map(({ place }) => place)) }),
  );
  return {
    resolved: results.flatMap((result) => result.resolved),
    problems: [...problems, ...results.flatMap((result) => result.problems)],
  };
}

interface CheckContext {
  readonly now: number;
  /** Places of values that are invalid for every vendor; the vendor's rules skip them. */
  readonly invalid: ReadonlySet<Place>;
}

function resolveForAccount(
  account: Account,
  base: DeclarationMap,
  group: readonly Entry[],
  { now, invalid }: CheckContext,
): ResolvedContacts {
  const overrides = mergeOverrides(group, account);
  const declarations = overlay([base, overrides.declarations]);
  const [entry] = group;
  if (entry === undefined) return { resolved: [], problems: [] };
  const fullyParsed = group.every(({ item }) => !item.partiallyParsed);
  const values = checkValues(overrides.declarations, now);
  const places = values.length === 0 ? invalid : new Set([...invalid, ...values.map(({ place }) => place)]);
  const problems = [
    ...overrides.problems,
    ...values,
    ...notSupportedAt(overrides.declarations.values(), account),
    ...checkFields(declarations, places, account),
    ...checkWhole({ account, entry, declarations, fullyParsed }),
  ];
  return { resolved: [resolveContact(account, declarations, entry.item)], problems };
}

/** Merges what all entries of a contact declare under `at` for one account. */
function mergeOverrides(group: readonly Entry[], account: Account): Merged {
  return mergeLayer(group.map((entry) => overrideDeclarations(entry, account.name)));
}

/**
 * Finds the declarations of one contact at one account, to explain where its values come from.
 *
 * @returns the overlaid declarations; undefined if no contact at the account has this key
 */
export function declarationsOfContact(
  entries: readonly Entry[],
  account: Account,
  key: string,
): DeclarationMap | undefined {
  for (const group of groupEntries(entries)) {
    const own = mergeLayer(group.map(ownDeclarations)).declarations;
    const defaults = mergeLayer(group.map((entry) => defaultDeclarations(entry, group, own))).declarations;
    const declarations = overlay([defaults, own, mergeOverrides(group, account).declarations]);
    const [entry] = group;
    const isAt = group.some(({ accounts }) => accounts.includes(account.name));
    if (isAt && entry !== undefined && resolveContact(account, declarations, entry.item).contact.key === key)
      return declarations;
  }
  return undefined;
}

// checkValues and checkFields run for every declaration of every contact and rarely find a problem, so they use `for`
// statements, which are faster than flatMap.

function checkValues(declarations: DeclarationMap, now: number): readonly Problem[] {
  const problems: Problem[] = [];
  for (const declaration of declarations.values()) problems.push(...checkValue(declaration, now));
  return problems;
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
      problems.push(...checkSupport(declaration, capabilities));
  }
  return problems;
}

/**
 * Returns the defaults of the entry's file, except fields that any entry of the contact declares or lists as `unmanaged`. Channels
 * that the contact declares stay, because overlay() merges them.
 */
function defaultDeclarations(entry: Entry, group: readonly Entry[], own: DeclarationMap): readonly Declaration[] {
  if (entry.defaults === undefined) return [];
  const unmanaged = group.flatMap(({ written }) => written.unmanaged ?? []);
  return declarationsOfDefaults(entry.defaults).filter((declaration) => {
    const name = declaration.key.split('\0').join('.');
    const cancelled = unmanaged.some((path) => name === path || name.startsWith(`${path}.`));
    return !cancelled && !(own.has(declaration.key) && declaration.kind !== 'channel');
  });
}

function ownDeclarations({ item, written, identifiers }: Entry): readonly Declaration[] {
  return declarationsOf(written, { item, base: [], layer: 'contact', identifiers });
}

/** Returns the declarations of a file's defaults, which have no identifiers. */
export function declarationsOfDefaults(item: Item): readonly Declaration[] {
  return declarationsOf(item.value as WrittenContact, { item, base: [], layer: 'defaults', identifiers: {} });
}

function overrideDeclarations({ item, written }: Entry, account: string): readonly Declaration[] {
  const overrides = overridesAt(written, account);
  if (overrides === undefined) return [];
  return declarationsOf(overrides, { item, base: ['at', account], layer: 'at', identifiers: identifiersOf(overrides) });
}

function accountsOf(
  base: DeclarationMap,
  group: readonly Entry[],
  { accounts, accountNames }: ContactContext,
): readonly Account[] {
  const declared = settingOf(base, 'accounts');
  const only = accountNames.size === 1 ? [...accountNames] : [];
  const names = new Set(declared ?? (group.length > 0 ? only : []));
  return [...names].sort().flatMap((name) => accounts.get(name) ?? []);
}

/** Fields that `unmanaged` can name. */
const MANAGED: readonly string[] = [
  ...SCALAR_NAMES,
  ...SET_FIELDS,
  'userId',
  'email',
  'phone',
  'customProperties',
  'channels',
];

function checkUnmanaged({ item, written }: Entry): readonly Problem[] {
  return (written.unmanaged ?? []).flatMap((path, index) => {
    const [name = ''] = path.split('.');
    if (MANAGED.includes(name)) return [];
    const unknown = { what: 'field', name: personal('name', name) } as const;
    return [problem(placeOf(item, ['unmanaged', index]), 'invalid-value', unknown)];
  });
}
