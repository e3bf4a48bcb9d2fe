// Represents the base (what was declared before) as layers. A layer contains contacts as one revision of the manifests declared
// them. A base that is a commit or a directory has one layer. A base that is a record (what was applied) has one layer for the
// record's own revision, and one for every earlier revision that is still in force for some contacts.

import type { DesiredContact } from '../contact/contact.ts';
import type { Account, Configuration } from '../manifest/configuration.ts';
import type { Carried } from './contact-to-plan.ts';

/** Earlier declarations at all accounts. */
export interface Base {
  /** The accounts as the base declares them. */
  readonly accounts: readonly Account[];
  /** Layers by account, oldest first. An account without earlier declarations has none. */
  readonly layers: ReadonlyMap<string, readonly BaseLayer[]>;
  /** Returns true if an earlier apply did not carry out or did not confirm what was declared for the contact with this key. */
  readonly isOwed: (key: string) => boolean;
  /** Returns true if an apply confirmed an owed contact at the vendor before it became owed. Absent if the base is no record. */
  readonly isSeen?: (key: string) => boolean;
  /**
   * Returns true if an apply has shown that the vendor has an owed contact, although none confirmed all that was declared. Absent if
   * the base is no record.
   */
  readonly isPresent?: (key: string) => boolean;
  /**
   * Returns what the last apply held back of the contact with this key: its subscription, all of it, or nothing. Absent if the
   * base is no record.
   */
  readonly withheld?: (key: string) => 'subscription' | 'contact' | undefined;
  /** Returns whether the vendor had the contact at an apply before it was taken out of the manifests. Absent if the base is no record. */
  readonly wasUndeclared?: (contact: DesiredContact) => boolean;
  /**
   * Returns the opt-outs at other accounts that had taken effect for the contact by the last apply. Absent if the base is no
   * record.
   */
  readonly carried?: (key: string) => Carried | undefined;
  /**
   * Map from account name to the RFC 3339 instant of its last apply. Absent if the base is no record: then nothing is known to be
   * confirmed at the vendor.
   */
  readonly appliedAt?: ReadonlyMap<string, string>;
}

/** Contacts that one revision of the manifests declared at one account. */
export interface BaseLayer {
  readonly contacts: readonly DesiredContact[];
  /** True if an earlier apply did not carry out or did not confirm what was declared for these contacts. */
  readonly owed: boolean;
}

/** Builds the base for the manifests of a commit or a directory, with one layer for each account. */
export function baseOfConfiguration({ accounts, contacts }: Pick<Configuration, 'accounts' | 'contacts'>): Base {
  const layers = new Map<string, readonly BaseLayer[]>();
  for (const [account, own] of byAccount(contacts)) layers.set(account, [{ contacts: own, owed: false }]);
  return { accounts, layers, isOwed: () => false };
}

/** Returns the number of contacts that the base declared at an account. */
export function countBase({ layers }: Base, account: string): number {
  return new Set((layers.get(account) ?? []).flatMap(({ contacts }) => contacts.map(({ key }) => key))).size;
}

/** Groups contacts by the name of their account. */
export function byAccount(contacts: readonly DesiredContact[]): ReadonlyMap<string, readonly DesiredContact[]> {
  const groups = new Map<string, DesiredContact[]>();
  for (const contact of contacts) {
    const group = groups.get(contact.account);
    if (group === undefined) groups.set(contact.account, [contact]);
    else group.push(contact);
  }
  return groups;
}
