// Compares today's manifests with the base (docs/semantics.md#three-way-merge). Enters: both configurations. Leaves: today's
// contacts with what the base declared in addition: dropped declarations, removed contacts, undeclared changes of email. Never
// looks at live values: the planner decides whether live still has the base's value. Pure; the order of contacts does not matter.

import { isDeepStrictEqual } from 'node:util';
import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { keyFilter } from '../manifest/resolve/filter.ts';
import { channelChanges } from './channel-changes.ts';
import type { BaseComparison, ConfigurationToPlan, ContactToPlan } from './contact-to-plan.ts';
import { droppedDeclarations } from './dropped.ts';
import { accountGone, anotherVendor, type BaseNote, identifiersReused, notCleared } from './notes.ts';
import { identifierKeysOf, pairContacts } from './pair.ts';
import { removedContact } from './removed.ts';

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
export function withBase(now: Declared, base: Configuration, contacts?: readonly string[]): WithBase {
  const isNamed = keyFilter(contacts);
  const selected = new Set(now.configuration.contacts.map(({ key }) => key));
  const today = byAccount(now.whole.contacts);
  const before = byAccount(base.contacts);
  const results = now.configuration.accounts.map((account): AccountComparison => {
    const declared = today.get(account.name) ?? [];
    const baseContacts = before.get(account.name) ?? [];
    const former = base.accounts.find(({ name }) => name === account.name);
    const result = isAnotherVendor(account, former)
      ? { ...asNew(declared), notes: [anotherVendor(account, baseContacts.length)] }
      : compareAccount(account, declared, baseContacts);
    return select(result, ({ desired: { key }, base }) =>
      base?.removed === undefined ? selected.has(key) : isNamed(key),
    );
  });
  const known = new Set(now.whole.accounts.map(({ name }) => name));
  const gone = base.accounts.filter(({ name }) => !known.has(name));
  return {
    configuration: { ...now.configuration, contacts: results.flatMap((result) => result.contacts).sort(byKey) },
    notes: [
      ...results.flatMap(({ notes }) => notes),
      ...gone.map(({ name }) => accountGone(name, before.get(name)?.length ?? 0)),
    ],
    changed: new Set(results.flatMap(({ changed }) => changed)),
  };
}

function compareAccount(
  account: Account,
  declared: readonly DesiredContact[],
  baseContacts: readonly DesiredContact[],
): AccountComparison {
  const { baseOf, unpaired } = pairContacts(declared, baseContacts);
  const identifiers = identifierKeysOf(declared);
  const today = { identifiers, keys: new Set(declared.map(({ key }) => key)) };
  const unclearable = new Map<string, number>();
  const contacts = declared.map((desired): ContactToPlan => {
    const former = baseOf.get(desired);
    if (former === undefined) return { desired };
    if (isUndeclaredEmailChange(desired, former, identifiers))
      return { desired, base: { undeclaredEmailChange: true } };
    const dropped = droppedDeclarations(desired, former, account.capabilities);
    for (const field of dropped.unclearable) unclearable.set(field, (unclearable.get(field) ?? 0) + 1);
    return withComparison(desired, dropped.declarations, channelChanges(desired, former));
  });
  const removed = unpaired.flatMap((contact) => removedContact(contact, account, today) ?? []);
  const reused = unpaired.length - removed.length;
  return {
    contacts: [...contacts, ...removed],
    notes: [
      ...[...unclearable].map(([field, count]) => notCleared(account, field, count)),
      ...(reused === 0 ? [] : [identifiersReused(account, reused)]),
    ],
    changed: [
      ...declared.filter((contact) => !isSame(contact, baseOf.get(contact))).map(({ key }) => key),
      ...removed.map(({ desired }) => desired.key),
    ],
  };
}

function withComparison(
  desired: DesiredContact,
  dropped: BaseComparison['dropped'],
  channels: BaseComparison | undefined,
): ContactToPlan {
  if (dropped === undefined) return channels === undefined ? { desired } : { desired, base: channels };
  return { desired, base: { ...channels, dropped } };
}

/** Whether a contact's email differs from the base without a `previously` that declares the change. */
function isUndeclaredEmailChange(
  now: DesiredContact,
  { identifiers: { email } }: DesiredContact,
  declared: ReadonlySet<string>,
): boolean {
  if (email === undefined || now.identifiers.email === undefined || now.previously !== undefined) return false;
  // If another contact declares the old email now, an identifier has moved, and the planner decides by live values.
  return email !== now.identifiers.email && !declared.has(identifierKey({ kind: 'email', value: email }));
}

/** Whether both contacts declare the same; their keys and their positions in the manifests may differ. */
function isSame(a: DesiredContact, b: DesiredContact | undefined): boolean {
  return b !== undefined && isDeepStrictEqual({ ...a, source: b.source, key: b.key }, b);
}

function isAnotherVendor(account: Account, former: Account | undefined): boolean {
  return former !== undefined && former.capabilities.provider !== account.capabilities.provider;
}

function asNew(contacts: readonly DesiredContact[]): AccountComparison {
  return { contacts: contacts.map((desired) => ({ desired })), notes: [], changed: contacts.map(({ key }) => key) };
}

function select(result: AccountComparison, isSelected: (contact: ContactToPlan) => boolean): AccountComparison {
  const contacts = result.contacts.filter(isSelected);
  const keys = new Set(contacts.map(({ desired }) => desired.key));
  return { ...result, contacts, changed: result.changed.filter((key) => keys.has(key)) };
}

function byAccount(contacts: readonly DesiredContact[]): ReadonlyMap<string, readonly DesiredContact[]> {
  const groups = new Map<string, DesiredContact[]>();
  for (const contact of contacts) {
    const group = groups.get(contact.account);
    if (group === undefined) groups.set(contact.account, [contact]);
    else group.push(contact);
  }
  return groups;
}

function byKey({ desired: a }: ContactToPlan, { desired: b }: ContactToPlan): number {
  return a.key < b.key ? -1 : 1;
}
