// The manifests of today and of the base go in; today's come out with what the base declared beside them and they no longer do
// (docs/semantics.md#three-way-merge): dropped declarations, removed contacts, undeclared changes of email. Pure, and order never matters.
// It knows nothing of live: whether a dropped value is still the base's is the planner's question.

import { isDeepStrictEqual } from 'node:util';
import { type DesiredContact, identifierKey } from '../contact/contact.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import { keyFilter } from '../manifest/resolve/filter.ts';
import { channelChanges } from './channel-changes.ts';
import type { BaseComparison, ConfigurationToPlan, ContactToPlan } from './contact-to-plan.ts';
import { droppedDeclarations } from './dropped.ts';
import { accountGone, anotherVendor, type BaseNote, notCleared, nowAnothers } from './notes.ts';
import { identifierKeysOf, pairContacts } from './pair.ts';
import { removedContact } from './removed.ts';

/** Of `loadManifests`. */
export interface Declared {
  /** What was asked for. */
  readonly configuration: Configuration;
  /** Everything: a contact that a filter leaves out is still declared. */
  readonly whole: Configuration;
}

export interface WithBase {
  readonly configuration: ConfigurationToPlan;
  /** For the plan. */
  readonly notes: readonly BaseNote[];
  /** Keys of the contacts whose desired state differs from the base: changed, new, removed. */
  readonly changed: ReadonlySet<string>;
}

interface AtAccount {
  readonly contacts: readonly ContactToPlan[];
  readonly notes: readonly BaseNote[];
  readonly changed: readonly string[];
}

/**
 * @param base without filters
 * @param contacts the globs that `now` was loaded with, for the contacts that are only in the base
 */
export function withBase(now: Declared, base: Configuration, contacts?: readonly string[]): WithBase {
  const isNamed = keyFilter(contacts);
  const selected = new Set(now.configuration.contacts.map(({ key }) => key));
  const today = byAccount(now.whole.contacts);
  const before = byAccount(base.contacts);
  const results = now.configuration.accounts.map((account): AtAccount => {
    const declared = today.get(account.name) ?? [];
    const baseContacts = before.get(account.name) ?? [];
    const former = base.accounts.find(({ name }) => name === account.name);
    const result = isAnother(account, former)
      ? { ...asNew(declared), notes: [anotherVendor(account, baseContacts.length)] }
      : compareAccount(account, declared, baseContacts);
    return only(result, ({ desired: { key }, base }) =>
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
): AtAccount {
  const { baseOf, unpaired } = pairContacts(declared, baseContacts);
  const identifiers = identifierKeysOf(declared);
  const today = { identifiers, keys: new Set(declared.map(({ key }) => key)) };
  const kept = new Map<string, number>();
  const contacts = declared.map((desired): ContactToPlan => {
    const former = baseOf.get(desired);
    if (former === undefined) return { desired };
    if (isUndeclaredEmailChange(desired, former, identifiers))
      return { desired, base: { undeclaredEmailChange: true } };
    const dropped = droppedDeclarations(desired, former, account.capabilities);
    for (const field of dropped.kept) kept.set(field, (kept.get(field) ?? 0) + 1);
    return withComparison(desired, dropped.declarations, channelChanges(desired, former));
  });
  const removed = unpaired.flatMap((contact) => removedContact(contact, account, today) ?? []);
  const absorbed = unpaired.length - removed.length;
  return {
    contacts: [...contacts, ...removed],
    notes: [
      ...[...kept].map(([field, count]) => notCleared(account, field, count)),
      ...(absorbed === 0 ? [] : [nowAnothers(account, absorbed)]),
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

/** As far as the manifests know; a live contact under the same identifiers is the planner's to compare. */
function isUndeclaredEmailChange(
  now: DesiredContact,
  { identifiers: { email } }: DesiredContact,
  declared: ReadonlySet<string>,
): boolean {
  if (email === undefined || now.identifiers.email === undefined || now.previously !== undefined) return false;
  // Still declared, as somebody's: then another identifier has moved, which is for the planner to judge by live.
  return email !== now.identifiers.email && !declared.has(identifierKey({ kind: 'email', value: email }));
}

/** In everything that is desired; where it stands does not matter. */
function isSame(a: DesiredContact, b: DesiredContact | undefined): boolean {
  return b !== undefined && isDeepStrictEqual({ ...a, source: b.source, key: b.key }, b);
}

function isAnother(account: Account, former: Account | undefined): boolean {
  return former !== undefined && former.capabilities.provider !== account.capabilities.provider;
}

function asNew(contacts: readonly DesiredContact[]): AtAccount {
  return { contacts: contacts.map((desired) => ({ desired })), notes: [], changed: contacts.map(({ key }) => key) };
}

function only(result: AtAccount, isTaken: (contact: ContactToPlan) => boolean): AtAccount {
  const contacts = result.contacts.filter(isTaken);
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
