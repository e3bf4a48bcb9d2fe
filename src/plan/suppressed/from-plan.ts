// Finds the contacts of a plan's changes that exist because of a suppression: the manifests do not declare them, or declare them by
// other identifiers than the suppression names. Today's suppressions must still name them. Pure.

import type { ConfigurationToPlan, ContactToPlan } from '../../base/contact-to-plan.ts';
import { mark, undeclaredContact } from '../../base/suppressed/contacts.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Plan, PlannedChange } from '../document.ts';

/**
 * Returns the contacts that an apply of the plan needs, by key: those of the configuration, and those of suppressed people.
 *
 * @param plan made from these manifests or from earlier ones
 */
export function contactsToApply(
  { changes }: Pick<Plan, 'changes'>,
  { contacts, guards }: Pick<ConfigurationToPlan, 'contacts' | 'guards'>,
): ReadonlyMap<string, ContactToPlan> {
  const byKey = new Map(contacts.map((contact) => [contact.desired.key, contact]));
  for (const change of changes) {
    const guard = change.suppressed === true ? guards?.get(change.account) : undefined;
    const contact = guard && suppressedContact(change, byKey.get(change.key), guard);
    if (contact !== undefined) byKey.set(change.key, contact);
  }
  return byKey;
}

function suppressedContact(
  { account, basis, source }: PlannedChange,
  declared: ContactToPlan | undefined,
  guard: Guard,
): ContactToPlan | undefined {
  if (basis === undefined || declared?.suppressed !== undefined) return undefined;
  const { id, userId, email, phone } = basis.desired.identifiers ?? {};
  const emails = [...(email === undefined ? [] : [email]), ...(basis.live?.emails ?? [])];
  const phones = [...(phone === undefined ? [] : [phone]), ...(basis.live?.phones ?? [])];
  if (guard.find({ emails, phones }) === undefined) return undefined;
  if (declared !== undefined) return mark(declared);
  const known = { ...(id === undefined ? {} : { id }), ...(userId === undefined ? {} : { userId }) };
  const listed = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);
  return undeclaredContact(account, { ...known, emails: listed(email), phones: listed(phone) }, source);
}
