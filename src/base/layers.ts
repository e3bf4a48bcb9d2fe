// What was declared before, as layers: contacts of one revision of the manifests each. A commit or a directory is one layer. A
// record of what was applied has one for its own revision, and one for every earlier revision that still counts for some contacts.

import type { DesiredContact } from '../contact/contact.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Carried } from './contact-to-plan.ts';

/** Earlier declarations at all accounts. */
export interface Base {
  /** The accounts as they were declared. */
  readonly accounts: readonly Account[];
  /** Layers by account, oldest first. An account without earlier declarations has none. */
  readonly layers: ReadonlyMap<string, readonly BaseLayer[]>;
  /** True if an earlier apply did not carry out or confirm the contact with this key. */
  readonly isOwed: (key: string) => boolean;
  /** True if the vendor had such a contact at an apply before, of one that is owed; absent if that is not known. */
  readonly isSeen?: (key: string) => boolean;
  /** What was held back of a contact at the last apply: its subscription, or all of it. Absent if that is not known. */
  readonly withheld?: (key: string) => 'subscription' | 'contact' | undefined;
  /** Whether the vendor had a contact at an apply before it was taken out of the manifests. Absent if that is not known. */
  readonly wasUndeclared?: (contact: DesiredContact) => boolean;
  /** The opt-outs elsewhere that counted for a contact at the last apply. Absent if that is not known. */
  readonly carried?: (key: string) => Carried | undefined;
  /** When each account was applied, if the base is the record of that: RFC 3339 instants by account. Otherwise nothing is confirmed. */
  readonly appliedAt?: ReadonlyMap<string, string>;
}

/** Contacts that one revision of the manifests declared at one account. */
export interface BaseLayer {
  readonly contacts: readonly DesiredContact[];
  /** True if an earlier apply did not carry out or confirm these contacts. */
  readonly owed: boolean;
}

/** The base of one revision: a commit or a directory. */
export function baseOfConfiguration({ accounts, contacts }: Pick<Configuration, 'accounts' | 'contacts'>): Base {
  const layers = new Map<string, readonly BaseLayer[]>();
  for (const [account, own] of byAccount(contacts)) layers.set(account, [{ contacts: own, owed: false }]);
  return { accounts, layers, isOwed: () => false };
}

/** Number of contacts that the base declared at an account. */
export function countBase({ layers }: Base, account: string): number {
  return new Set((layers.get(account) ?? []).flatMap(({ contacts }) => contacts.map(({ key }) => key))).size;
}

/** Contacts by the name of their account. */
export function byAccount(contacts: readonly DesiredContact[]): ReadonlyMap<string, readonly DesiredContact[]> {
  const groups = new Map<string, DesiredContact[]>();
  for (const contact of contacts) {
    const group = groups.get(contact.account);
    if (group === undefined) groups.set(contact.account, [contact]);
    else group.push(contact);
  }
  return groups;
}
