// Compares today's manifests with the base, which is what was declared before (docs/semantics.md#three-way-merge). Enters: both
// configurations. Leaves: today's contacts, each with what was found by the comparison: dropped declarations, undeclared changes
// of email; and the contacts that only the base declares. Never looks at live values: the planner decides whether live still has
// the base's value. Pure; the order of contacts does not matter.

import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { keyFilter } from '../manifest/resolve/patterns.ts';
import { channelChanges } from './channel-changes.ts';
import {
  type Confirmed,
  carriedToOwed,
  confirmedOf,
  declaredBefore,
  isOneOf,
  isThere,
  wasShown,
  withUndeclaredPhone,
} from './consent/confirmed.ts';
import type { BaseComparison, ConfigurationToPlan, ContactToPlan } from './contact-to-plan.ts';
import { droppedDeclarations } from './dropped.ts';
import { type Base, byAccount, countBase } from './layers.ts';
import { accountGone, anotherVendor, type BaseNote, identifiersReused, notCleared } from './notes.ts';
import { identifierKeysOf, isSameDeclaration } from './pairs/pair.ts';
import { type Earlier, pairLayers, proposedAmong, withProposals } from './pairs/pair-layers.ts';
import { findRenamed, type Renamed } from './pairs/renamed.ts';
import { type DeclaredToday, removedContact } from './removed.ts';

/** Today's manifests, as `loadManifests` returns them. */
export interface Declared {
  /** The accounts and contacts that the filters select. */
  readonly configuration: Configuration;
  /** All accounts and contacts, because a contact that the filters exclude is still declared. */
  readonly whole: Configuration;
}

/** Today's configuration after the comparison. */
export interface WithBase {
  readonly configuration: ConfigurationToPlan;
  /** Notes for the plan. */
  readonly notes: readonly BaseNote[];
  /** Keys of the contacts whose desired state differs from the base: changed, new or removed. */
  readonly changed: ReadonlySet<string>;
}

interface AccountComparison {
  readonly contacts: readonly ContactToPlan[];
  readonly notes: readonly BaseNote[];
  readonly changed: readonly string[];
}

/**
 * Compares today's manifests with the base, account by account.
 *
 * @param base loaded without filters
 * @param contacts the key patterns that `now` was loaded with; they also select among the contacts that only the base declares
 */
export function withBase(now: Declared, base: Base, contacts?: readonly string[]): WithBase {
  const select = selectionOf(now, contacts);
  const today = byAccount(now.whole.contacts);
  const proposals = byAccount(now.whole.proposed ?? []);
  const results = now.configuration.accounts.map((account): AccountComparison => {
    const declared = today.get(account.name) ?? [];
    const former = base.accounts.find(({ name }) => name === account.name);
    const result = isAnotherVendor(account, former)
      ? { ...asNew(declared), notes: [anotherVendor(account, countBase(base, account.name))] }
      : compareAccount(account, { declared, proposed: proposals.get(account.name) ?? [] }, base);
    return select(result);
  });
  const known = new Set(now.whole.accounts.map(({ name }) => name));
  const gone = base.accounts.filter(({ name }) => !known.has(name));
  return {
    configuration: { ...now.configuration, contacts: results.flatMap((result) => result.contacts).sort(byKey) },
    notes: [
      ...results.flatMap(({ notes }) => notes),
      ...gone.map(({ name }) => accountGone(name, countBase(base, name))),
    ],
    changed: new Set(results.flatMap(({ changed }) => changed)),
  };
}

/** Today's contacts of one account. */
interface Today {
  readonly declared: readonly DesiredContact[];
  readonly proposed: readonly DesiredContact[];
}

function compareAccount(account: Account, { declared, proposed }: Today, base: Base): AccountComparison {
  const layers = base.layers.get(account.name) ?? [];
  const former = base.accounts.find(({ name }) => name === account.name);
  const confirmedAt = base.appliedAt?.get(account.name);
  if (layers.length === 0 && !declared.some(({ key }) => base.isOwed(key))) return asNew(declared);
  const { earlierOf, unpaired: gone } = pairLayers(declared, layers);
  const isProposed = proposedAmong(proposed);
  const unpaired = gone.filter((earlier) => !isProposed(earlier));
  const proposalOf = withProposals(proposed);
  const today = declaredToday(declared);
  const renamed = findRenamed(
    declared.filter((desired) => !earlierOf.has(desired)),
    unpaired,
  );
  const unclearable = new Map<string, number>();
  const contacts = declared.map((desired): ContactToPlan => {
    const earlier = earlierOf.get(desired);
    const owed = earlier?.owed === true || base.isOwed(desired.key);
    const found = earlier === undefined ? {} : compareContact(desired, earlier, { account, today, proposalOf });
    for (const field of found.unclearable ?? []) unclearable.set(field, (unclearable.get(field) ?? 0) + 1);
    const renamedTo = renamed.formerOf.get(desired);
    const edited = renamedTo === undefined ? {} : { renamed: renamedTo.source };
    const isFound = found.comparison !== undefined || renamedTo !== undefined || owed;
    const comparison = isFound ? { ...found.comparison, ...edited, ...(owed ? { owed } : {}) } : undefined;
    const isConfirmed = confirmedAt !== undefined && (!owed || isOneOf(base.isSeen, desired, earlier));
    const carried = ofKeys(base.carried, desired, earlier);
    const withheld = ofKeys(base.withheld, desired, earlier);
    const known = isConfirmed
      ? confirmedOf(desired, earlier, { account, former, confirmedAt, withheld, carried })
      : carriedToOwed(desired, earlier, { account, carried });
    // The record confirms nearly all contacts itself; only the others are looked for by the hashes of their identifiers.
    const isKnownBefore =
      !isThere(known) &&
      ((owed && known?.mayBeAbsent !== true && wasShown(desired, earlier, { account, base })) ||
        base.wasUndeclared?.(desired) === true);
    const confirmed = isKnownBefore ? declaredBefore(known, confirmedAt) : known;
    return withFindings(desired, comparison, withUndeclaredPhone(confirmed, desired, base));
  });
  const removed = removedContacts(unpaired, account, today, renamed);
  const reused = unpaired.length - removed.length;
  const isChanged = ({ desired, base }: ContactToPlan): boolean =>
    base?.owed === true || !isSame(desired, earlierOf.get(desired));
  return {
    contacts: [...contacts, ...removed],
    notes: [
      ...[...unclearable].map(([field, count]) => notCleared(account, field, count)),
      ...(reused === 0 ? [] : [identifiersReused(account, reused)]),
    ],
    changed: [...contacts.filter(isChanged), ...removed].map(({ desired }) => desired.key),
  };
}

/** Looks something up by a contact's present key or, if that finds nothing, by the keys that the base declares for it. */
function ofKeys<T>(
  known: ((key: string) => T | undefined) | undefined,
  { key }: DesiredContact,
  earlier: Earlier | undefined,
): T | undefined {
  if (known === undefined) return undefined;
  for (const one of [key, ...(earlier?.entries ?? []).map((entry) => entry.key)]) {
    const found = known(one);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Collects the identifiers and keys that today's contacts of an account declare; each collection is built when it is first
 * needed.
 */
function declaredToday(declared: readonly DesiredContact[]): DeclaredToday {
  let identifiers: DeclaredToday['identifiers'] | undefined;
  let keys: DeclaredToday['keys'] | undefined;
  return {
    get identifiers() {
      identifiers ??= identifierKeysOf(declared);
      return identifiers;
    },
    get keys() {
      keys ??= new Set(declared.map(({ key }) => key));
      return keys;
    },
  };
}

function removedContacts(
  unpaired: readonly Earlier[],
  account: Account,
  today: DeclaredToday,
  { laterOf }: Renamed,
): readonly ContactToPlan[] {
  return unpaired.flatMap(({ entries, owed }) => {
    const contact = removedContact(entries, account, today);
    if (contact === undefined) return [];
    const later = entries.map((entry) => laterOf.get(entry)).find((found) => found !== undefined);
    const edited = later === undefined ? {} : { renamed: later.source };
    return [{ ...contact, base: { ...contact.base, ...edited, ...(owed ? { owed } : {}) } }];
  });
}

interface Compared {
  readonly comparison?: BaseComparison;
  /** Fields that are no longer declared and that the vendor cannot clear. */
  readonly unclearable?: readonly string[];
}

function compareContact(
  desired: DesiredContact,
  { entries }: Earlier,
  {
    account,
    today,
    proposalOf,
  }: {
    readonly account: Account;
    readonly today: DeclaredToday;
    readonly proposalOf: (contact: DesiredContact) => DesiredContact;
  },
): Compared {
  if (entries.every((entry) => entry === desired)) return {};
  if (entries.every((entry) => isUndeclaredEmailChange(desired, entry, today)))
    return { comparison: { undeclaredEmailChange: true } };
  const { declarations, unclearable } = droppedDeclarations(proposalOf(desired), entries, account.capabilities);
  const dropped = declarations === undefined ? {} : { dropped: declarations };
  const changes = channelChanges(desired, entries);
  if (changes === undefined && declarations === undefined) return { unclearable };
  return { comparison: { ...changes, ...dropped }, unclearable };
}

/** Builds a contact to plan with only the members that it needs, because most contacts have no findings. */
function withFindings(
  desired: DesiredContact,
  base: BaseComparison | undefined,
  known: Confirmed | undefined,
): ContactToPlan {
  if (known === undefined) return base === undefined ? { desired } : { desired, base };
  return base === undefined ? { desired, ...known } : { desired, base, ...known };
}

/** Whether a contact's email differs from the base without a `previously` that declares the change. */
function isUndeclaredEmailChange(
  now: DesiredContact,
  { identifiers: { email } }: DesiredContact,
  today: DeclaredToday,
): boolean {
  if (email === undefined || now.identifiers.email === undefined || now.previously !== undefined) return false;
  // If another contact declares the old email now, an identifier has moved, and the planner decides by live values.
  return email !== now.identifiers.email && !today.identifiers.has(identifierKey({ kind: 'email', value: email }));
}

/** True if all declarations in the base are the same as today's, wherever they stand in the manifests. */
function isSame(now: DesiredContact, earlier: Earlier | undefined): boolean {
  return earlier?.entries.every((entry) => isSameDeclaration(now, entry)) ?? false;
}

function isAnotherVendor(account: Account, former: Account | undefined): boolean {
  return former !== undefined && former.capabilities.provider !== account.capabilities.provider;
}

function asNew(contacts: readonly DesiredContact[]): AccountComparison {
  return { contacts: contacts.map((desired) => ({ desired })), notes: [], changed: contacts.map(({ key }) => key) };
}

/** Returns a function that reduces a comparison to the contacts that the filters select. */
function selectionOf(
  { configuration, whole }: Declared,
  patterns: readonly string[] | undefined,
): (result: AccountComparison) => AccountComparison {
  if (patterns === undefined && configuration.contacts.length === whole.contacts.length) return (result) => result;
  const isNamed = keyFilter(patterns);
  const selected = new Set(configuration.contacts.map(({ key }) => key));
  return (result) => {
    const contacts = result.contacts.filter(({ desired: { key }, base }) =>
      base?.removed === undefined ? selected.has(key) : isNamed(key),
    );
    const keys = new Set(contacts.map(({ desired }) => desired.key));
    return { ...result, contacts, changed: result.changed.filter((key) => keys.has(key)) };
  };
}

function byKey({ desired: a }: ContactToPlan, { desired: b }: ContactToPlan): number {
  return a.key < b.key ? -1 : 1;
}
