// What the record of what was applied confirms: that the vendor had a contact, and what was declared of it then. It tells a contact
// that is gone from one that is new, and a choice that somebody made since from one that is new in the manifests. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Carried, ContactToPlan } from '../contact-to-plan.ts';
import type { Base } from '../layers.ts';
import type { Earlier } from '../pairs/pair-layers.ts';

/** What a record confirms of a contact. */
export type Confirmed = Pick<
  ContactToPlan,
  'confirmed' | 'confirmedAt' | 'mayBeAbsent' | 'isWithheld' | 'backfilled' | 'carried'
>;

/**
 * Returns what the record declares of a contact that an apply confirmed at the vendor; undefined if no identifier of then finds it
 * today.
 *
 * @param former the account as the record declares it
 */
export function confirmedOf(
  desired: DesiredContact,
  earlier: Earlier | undefined,
  {
    account,
    former,
    confirmedAt,
    withheld,
    carried,
  }: {
    readonly account: Account;
    readonly former: Account | undefined;
    readonly confirmedAt: string;
    readonly withheld?: ReturnType<NonNullable<Base['withheld']>>;
    readonly carried?: Carried | undefined;
  },
): Confirmed | undefined {
  const entry = earlier?.entries.at(-1);
  if (earlier === undefined || entry === undefined || !isFoundBy(desired, entry, account)) return undefined;
  const { entries } = earlier;
  const isSkipped = (entry.onMissing ?? (former ?? account).onMissing) === 'skip';
  const known = { confirmed: entries, confirmedAt };
  const backfilled = former?.backfillConsent === true;
  if (!isSkipped && withheld === undefined && !backfilled && carried === undefined) return known;
  return {
    ...known,
    ...(isSkipped || withheld === 'contact' ? { mayBeAbsent: true } : {}),
    ...(withheld === undefined ? {} : { isWithheld: true }),
    ...(backfilled ? { backfilled } : {}),
    ...(carried === undefined ? {} : { carried }),
  };
}

/** Returns the opt-outs elsewhere that count for a contact of which something is owed: they count all the same. */
export function carriedToOwed(
  desired: DesiredContact,
  earlier: Earlier | undefined,
  { account, carried }: { readonly account: Account; readonly carried: Carried | undefined },
): Confirmed | undefined {
  if (carried === undefined) return undefined;
  // Without an entry of before, it was found by the key of today.
  const entry = earlier?.entries.at(-1);
  if (entry !== undefined && !isFoundBy(desired, entry, account)) return undefined;
  return { carried };
}

/** Whether it is confirmed that the vendor had the contact. */
export function isThere(known: Confirmed | undefined): boolean {
  return known?.confirmed !== undefined && known.mayBeAbsent !== true;
}

/** Adds to what is confirmed that the vendor had the contact before it was taken out of the manifests for a time. */
export function declaredBefore(known: Confirmed | undefined, confirmedAt: string | undefined): Confirmed | undefined {
  if (confirmedAt === undefined) return known;
  return { confirmed: [], confirmedAt, ...known, mayBeAbsent: undefined };
}

function isFoundBy(desired: DesiredContact, entry: DesiredContact, account: Account): boolean {
  if (desired === entry) return true;
  for (const kind of account.capabilities.identity.lookUp) {
    const value = entry.identifiers[kind];
    if (value === undefined) continue;
    if (value === desired.identifiers[kind] || (kind === 'email' && value === desired.previously?.email)) return true;
  }
  return false;
}

/**
 * Marks what a record confirms, whatever the manifests are compared with.
 *
 * @param byRecord the same contacts, compared with the record
 */
export function withConfirmed(
  contacts: readonly ContactToPlan[],
  byRecord: readonly ContactToPlan[],
): readonly ContactToPlan[] {
  const known = new Map(
    byRecord.flatMap(({ desired, confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled, carried }) =>
      confirmed === undefined && carried === undefined
        ? []
        : [[desired, { confirmed, confirmedAt, mayBeAbsent, isWithheld, backfilled, carried }] as const],
    ),
  );
  return contacts.map((contact) => ({ ...contact, ...known.get(contact.desired) }));
}
