// Finds the contacts that a name means, at most one per account: declared ones, and people whom only a suppression or an erasure
// names. Pure.

import type { ConfigurationToPlan, ContactToPlan } from '../../base/contact-to-plan.ts';
import { undeclaredContact } from '../../base/suppressed/contacts.ts';
import { personal } from '../../contact/argument.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseEmail, toE164 } from '../../contact/normalise.ts';
import { sentence } from '../../contact/sentence.ts';
import type { Account } from '../../manifest/configuration.ts';

/**
 * Finds contacts by name: declared ones, and at accounts that declare none, people who must not be mailed or are to be forgotten.
 *
 * @param name a key as a plan shows it, or the part after `account/`
 * @returns the matching contacts, at most one per account
 * @throws HintedError `unknown-contact` if none matches
 */
export function contactsNamed(
  name: string,
  { contacts, proposed, accounts, guards }: Pick<ConfigurationToPlan, 'contacts' | 'proposed' | 'accounts' | 'guards'>,
): readonly ContactToPlan[] {
  const declared = declaredContacts(name, contacts);
  const known = new Set(declared.map(({ desired }) => desired.account));
  const others = accounts.filter((account) => !known.has(account.name));
  const meant = [...declared, ...others.flatMap((account) => suppressedContact(name, account, guards) ?? [])];
  if (meant.length > 0) return meant;
  const [proposal] = (proposed ?? []).filter(({ key }) => isNamed(name, key));
  if (proposal !== undefined) throw onlyProposed(proposal);
  throw new HintedError('unknown-contact', sentence`no manifest declares this contact at the chosen accounts`, {
    hint: sentence`give its key as \`rollcall plan\` shows it, or the part after account/; its key is the first declared of userId, email, phone and id`,
  });
}

/**
 * Returns a contact for a person whom the account does not declare, and whom a suppression or an erasure names by this email or
 * phone.
 */
function suppressedContact(
  name: string,
  account: Account,
  guards: ConfigurationToPlan['guards'],
): ContactToPlan | undefined {
  const value = name.startsWith(`${account.name}/`) ? name.slice(account.name.length + 1) : name;
  const phone = toE164(value);
  const person = value.includes('@')
    ? { emails: [normaliseEmail(value)], phones: [] }
    : { emails: [], phones: phone === undefined ? [] : [phone] };
  const suppression = guards?.get(account.name)?.find(person);
  return suppression && undeclaredContact(account, person, suppression);
}

function onlyProposed({ source }: DesiredContact): HintedError {
  const at = personal('file', `${source.file}:${source.line}`);
  return new HintedError('unknown-contact', sentence`the contact is only proposed (${at}), and nothing of it is sent`, {
    hint: sentence`\`rollcall plan\` shows what a proposal would change, apart from everything else`,
  });
}

function declaredContacts(name: string, contacts: readonly ContactToPlan[]): readonly ContactToPlan[] {
  return contacts.filter(({ desired }) => isNamed(name, desired.key));
}

/** True if a name means a key, or the part of it after `account/`. */
function isNamed(name: string, key: string): boolean {
  const normal = normaliseEmail(name);
  const isIt = (own: string): boolean =>
    own === name || own === normal || (name.includes('@') && normaliseEmail(own) === normal);
  return isIt(key) || isIt(key.slice(key.indexOf('/') + 1));
}
