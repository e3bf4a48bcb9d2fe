// Extracts from one revision of the manifests what it declared at one of today's accounts. The account may have had another name
// in that revision; its contacts get the name that it has today.

import type { DesiredContact } from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import type { LoadedManifests } from './load.ts';

/** One account in one revision of the manifests. */
export interface AccountRevision {
  readonly manifests: LoadedManifests;
  /** The account as it was declared, under the name that it had. */
  readonly account: Account;
  /** Its contacts under the account's name of today. */
  readonly contacts: readonly DesiredContact[];
}

/**
 * Finds an account in a revision.
 *
 * @param name the account's name of today
 * @param formerName its name in that revision
 * @returns undefined if the revision does not declare the account
 */
export function accountIn(manifests: LoadedManifests, name: string, formerName = name): AccountRevision | undefined {
  const { accounts, contacts } = manifests.configuration;
  const account = accounts.find((one) => one.name === formerName);
  if (account === undefined) return undefined;
  const own = contacts.filter((contact) => contact.account === formerName);
  return { manifests, account, contacts: name === formerName ? own : own.map((contact) => renamed(contact, name)) };
}

function renamed(contact: DesiredContact, account: string): DesiredContact {
  return { ...contact, account, key: account + contact.key.slice(contact.key.indexOf('/')) };
}
