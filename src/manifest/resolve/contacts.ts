// All contact entries of all files go in, desired contacts and problems come out: which entries are one contact, where it goes,
// what is laid over what, and every rule.

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
import { atAccount, type Entry, groupEntries, identifiersOf } from './identifiers.ts';
import { type DeclarationMap, type Merged, mergeLayer, overlay, settingOf } from './layers.ts';

export interface ContactContext {
  readonly accounts: ReadonlyMap<string, Account>;
  /** Names of all accounts, those with mistakes included. */
  readonly accountNames: ReadonlySet<string>;
  readonly now: number;
}

export interface ResolvedContacts {
  readonly resolved: readonly Resolved[];
  readonly problems: readonly Problem[];
}

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

/** A userId may read like somebody else's email; then one key would name two contacts. */
function keysInUse(resolved: readonly Resolved[], group: readonly Entry[], places: Map<string, Place>): Problem[] {
  const [entry] = group;
  if (entry === undefined) return [];
  const place = placeOf(entry.item, []);
  return resolved.flatMap(({ contact }) => {
    // Without an identifier there is no key either, which has been reported.
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
    resolveAt(account, base, group, { now: context.now, wrong: new Set(values.map(({ place }) => place)) }),
  );
  return {
    resolved: results.flatMap((result) => result.resolved),
    problems: [...problems, ...results.flatMap((result) => result.problems)],
  };
}

interface Checking {
  readonly now: number;
  /** Places of values that are invalid for every vendor; vendor rules skip them. */
  readonly wrong: ReadonlySet<Place>;
}

function resolveAt(
  account: Account,
  base: DeclarationMap,
  group: readonly Entry[],
  { now, wrong }: Checking,
): ResolvedContacts {
  const at = atLayer(group, account);
  const declarations = overlay([base, at.declarations]);
  const [entry] = group;
  if (entry === undefined) return { resolved: [], problems: [] };
  const fullyParsed = group.every(({ item }) => !item.partiallyParsed);
  const values = checkValues(at.declarations, now);
  const places = values.length === 0 ? wrong : new Set([...wrong, ...values.map(({ place }) => place)]);
  const problems = [
    ...at.problems,
    ...values,
    ...notSupportedAt(at.declarations.values(), account),
    ...checkFields(declarations, places, account),
    ...checkWhole({ account, entry, declarations, fullyParsed }),
  ];
  return { resolved: [resolveContact(account, declarations, entry.item)], problems };
}

function atLayer(group: readonly Entry[], account: Account): Merged {
  return mergeLayer(group.map((entry) => declarationsAt(entry, account.name)));
}

/** Finds the declarations of one contact at one account, by its key; used to explain where a value comes from. */
export function declarationsOfContact(
  entries: readonly Entry[],
  account: Account,
  key: string,
): DeclarationMap | undefined {
  for (const group of groupEntries(entries)) {
    const own = mergeLayer(group.map(ownDeclarations)).declarations;
    const defaults = mergeLayer(group.map((entry) => defaultDeclarations(entry, group, own))).declarations;
    const declarations = overlay([defaults, own, atLayer(group, account).declarations]);
    const [entry] = group;
    const isAt = group.some(({ accounts }) => accounts.includes(account.name));
    if (isAt && entry !== undefined && resolveContact(account, declarations, entry.item).contact.key === key)
      return declarations;
  }
  return undefined;
}

// The next two run over every declaration of every contact and hardly ever find anything, so they use plain `for` statements.

function checkValues(declarations: DeclarationMap, now: number): readonly Problem[] {
  const problems: Problem[] = [];
  for (const declaration of declarations.values()) problems.push(...checkValue(declaration, now));
  return problems;
}

/** @param wrong places already reported, which are skipped */
function checkFields(
  declarations: DeclarationMap,
  wrong: ReadonlySet<Place>,
  { capabilities }: Account,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const declaration of declarations.values()) {
    if (isField(declaration) && !wrong.has(declaration.place))
      problems.push(...checkSupport(declaration, capabilities));
  }
  return problems;
}

/** Defaults of the entry's file, without what any entry of the contact takes out or says itself. */
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

/** @param item defaults, which hold no identifiers */
export function declarationsOfDefaults(item: Item): readonly Declaration[] {
  return declarationsOf(item.value as WrittenContact, { item, base: [], layer: 'defaults', identifiers: {} });
}

function declarationsAt({ item, written }: Entry, account: string): readonly Declaration[] {
  const at = atAccount(written, account);
  if (at === undefined) return [];
  return declarationsOf(at, { item, base: ['at', account], layer: 'at', identifiers: identifiersOf(at) });
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
