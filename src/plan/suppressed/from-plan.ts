// Finds the contacts of a plan's changes that exist because of a suppression: the manifests do not declare them, or declare them
// by other identifiers than the suppression names. Today's suppressions must still name them. Pure.

import type { ConfigurationToPlan, ContactToPlan } from '../../base/contact-to-plan.ts';
import { mark, undeclaredContact } from '../../base/suppressed/contacts.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Guard } from '../../manifest/suppressions/guard.ts';
import type { Plan, PlannedChange } from '../document.ts';
import { withListIds } from '../reading/list-names.ts';

/**
 * Returns the contacts that an apply of the plan needs, by key: those of the configuration, and those of suppressed people.
 *
 * @param plan made from these manifests or from earlier ones
 */
export function contactsToApply(
  { changes, accounts: planned }: Pick<Plan, 'changes' | 'accounts'>,
  { contacts, guards, accounts }: Pick<ConfigurationToPlan, 'contacts' | 'guards' | 'accounts'>,
): ReadonlyMap<string, ContactToPlan> {
  const namesOf = listNamesOf(planned);
  const byKey = new Map(contacts.map((contact) => [contact.desired.key, namesOf(contact)]));
  for (const change of changes) {
    const guard = change.suppressed === true ? guards?.get(change.account) : undefined;
    const account = accounts.find(({ name }) => name === change.account);
    const contact = guard && account && suppressedContact(change, byKey.get(change.key), { guard, account });
    if (contact !== undefined) byKey.set(change.key, contact);
  }
  return byKey;
}

/** Returns a function that replaces the names of lists by the ids that the plan was made with. */
function listNamesOf(accounts: Plan['accounts']): (contact: ContactToPlan) => ContactToPlan {
  const named = new Map(
    accounts.flatMap(({ account, listNames }) =>
      listNames === undefined ? [] : [[account, new Map(Object.entries(listNames))] as const],
    ),
  );
  return (contact) => {
    const names = named.get(contact.desired.account);
    return names === undefined ? contact : withListIds(contact, names);
  };
}

function suppressedContact(
  { basis, source }: PlannedChange,
  declared: ContactToPlan | undefined,
  { guard, account }: { readonly guard: Guard; readonly account: Account },
): ContactToPlan | undefined {
  if (basis === undefined || declared?.suppressed !== undefined) return undefined;
  const { id, userId, email, phone } = basis.desired.identifiers ?? {};
  const emails = [...(email === undefined ? [] : [email]), ...(basis.live?.emails ?? [])];
  const phones = [...(phone === undefined ? [] : [phone]), ...(basis.live?.phones ?? [])];
  const suppression = guard.find({ emails, phones });
  if (suppression === undefined) return undefined;
  if (declared !== undefined) return mark(declared, suppression, account);
  const known = { ...(id === undefined ? {} : { id }), ...(userId === undefined ? {} : { userId }) };
  const listed = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);
  return undeclaredContact(
    account,
    { ...known, emails: listed(email), phones: listed(phone) },
    { ...suppression, source },
  );
}
