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
import { type Claim, claimsOf } from './claims.ts';
import { isField, type Resolved, resolveContact } from './desired.ts';
import { atAccount, type Entry, groupEntries, identifiersOf } from './identifiers.ts';
import { type ClaimMap, type Merged, mergeLayer, overlay, settingOf } from './layers.ts';

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
  const own = mergeLayer(group.map(ownClaims));
  const defaults = mergeLayer(group.map((entry) => defaultClaims(entry, group, own.claims)));
  const base = overlay([defaults.claims, own.claims]);
  const accounts = accountsOf(base, group, context);
  const values = checkValues(own.claims, context.now);
  const problems = [
    ...own.problems,
    ...defaults.problems,
    ...values,
    ...group.flatMap((entry) => checkUnmanaged(entry)),
    ...someAccountHasField(defaults.claims.values(), accounts),
    ...someAccountHasField(own.claims.values(), accounts),
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
  /** Places of values that are wrong for every vendor: what one vendor says of them adds nothing. */
  readonly wrong: ReadonlySet<Place>;
}

function resolveAt(
  account: Account,
  base: ClaimMap,
  group: readonly Entry[],
  { now, wrong }: Checking,
): ResolvedContacts {
  const at = atLayer(group, account);
  const claims = overlay([base, at.claims]);
  const [entry] = group;
  if (entry === undefined) return { resolved: [], problems: [] };
  const legible = group.every(({ item }) => !item.partiallyParsed);
  const values = checkValues(at.claims, now);
  const places = values.length === 0 ? wrong : new Set([...wrong, ...values.map(({ place }) => place)]);
  const problems = [
    ...at.problems,
    ...values,
    ...notSupportedAt(at.claims.values(), account),
    ...checkFields(claims, places, account),
    ...checkWhole({ account, entry, claims, legible }),
  ];
  return { resolved: [resolveContact(account, claims, entry.item)], problems };
}

function atLayer(group: readonly Entry[], account: Account): Merged {
  return mergeLayer(group.map((entry) => atClaims(entry, account.name)));
}

/** What is claimed of one contact at one account, by its key: for whoever asks where that was said. */
export function claimsOfContact(entries: readonly Entry[], account: Account, key: string): ClaimMap | undefined {
  for (const group of groupEntries(entries)) {
    const own = mergeLayer(group.map(ownClaims)).claims;
    const defaults = mergeLayer(group.map((entry) => defaultClaims(entry, group, own))).claims;
    const claims = overlay([defaults, own, atLayer(group, account).claims]);
    const [entry] = group;
    const isAt = group.some(({ accounts }) => accounts.includes(account.name));
    if (isAt && entry !== undefined && resolveContact(account, claims, entry.item).contact.key === key) return claims;
  }
  return undefined;
}

// The next two run over every claim of every contact, and hardly ever find anything: hence the plain loops.

function checkValues(claims: ClaimMap, now: number): readonly Problem[] {
  const problems: Problem[] = [];
  for (const claim of claims.values()) problems.push(...checkValue(claim, now));
  return problems;
}

/** @param wrong places of which nothing more is to be said */
function checkFields(claims: ClaimMap, wrong: ReadonlySet<Place>, { capabilities }: Account): readonly Problem[] {
  const problems: Problem[] = [];
  for (const claim of claims.values()) {
    if (isField(claim) && !wrong.has(claim.place)) problems.push(...checkSupport(claim, capabilities));
  }
  return problems;
}

/** Defaults of the entry's file, without what any entry of the contact takes out or says itself. */
function defaultClaims(entry: Entry, group: readonly Entry[], own: ClaimMap): readonly Claim[] {
  if (entry.defaults === undefined) return [];
  const unmanaged = group.flatMap(({ written }) => written.unmanaged ?? []);
  return defaultsClaims(entry.defaults).filter((claim) => {
    const name = claim.key.split('\0').join('.');
    const cancelled = unmanaged.some((path) => name === path || name.startsWith(`${path}.`));
    return !cancelled && !(own.has(claim.key) && claim.kind !== 'channel');
  });
}

function ownClaims({ item, written, identifiers }: Entry): readonly Claim[] {
  return claimsOf(written, { item, base: [], layer: 'contact', identifiers });
}

/** @param item defaults, which hold no identifiers */
export function defaultsClaims(item: Item): readonly Claim[] {
  return claimsOf(item.value as WrittenContact, { item, base: [], layer: 'defaults', identifiers: {} });
}

function atClaims({ item, written }: Entry, account: string): readonly Claim[] {
  const at = atAccount(written, account);
  if (at === undefined) return [];
  return claimsOf(at, { item, base: ['at', account], layer: 'at', identifiers: identifiersOf(at) });
}

function accountsOf(
  base: ClaimMap,
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
