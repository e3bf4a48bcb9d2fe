// Finds out what the record (what was last applied) confirms about a contact: that the vendor had it, and what was declared for
// it at that apply. A plan needs this to tell a contact that has disappeared at the vendor from a new one, and a choice that
// somebody has made since the apply from a choice that is new in the manifests. Pure.

import type { DesiredContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Carried, ContactToPlan } from '../contact-to-plan.ts';
import type { Base } from '../layers.ts';
import type { Earlier } from '../pairs/pair-layers.ts';

/** What a record confirms about a contact, as members of ContactToPlan. */
export type Confirmed = Pick<
  ContactToPlan,
  'confirmed' | 'confirmedAt' | 'mayBeAbsent' | 'undeclaredPhone' | 'isWithheld' | 'backfilled' | 'carried'
>;

/**
 * Returns what the record says about a contact that an apply confirmed at the vendor. Undefined if the record has no declaration
 * of the contact, or if its latest declaration shares no identifier that the vendor can look up with today's.
 *
 * @param earlier the declarations that the record has of the contact
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

/**
 * Returns the opt-outs at other accounts that have taken effect for a contact that is owed, so that nothing else about it is
 * confirmed.
 */
export function carriedToOwed(
  desired: DesiredContact,
  earlier: Earlier | undefined,
  { account, carried }: { readonly account: Account; readonly carried: Carried | undefined },
): Confirmed | undefined {
  if (carried === undefined) return undefined;
  // If the base has no declaration of the contact, `carried` was found by the contact's present key.
  const entry = earlier?.entries.at(-1);
  if (entry !== undefined && !isFoundBy(desired, entry, account)) return undefined;
  return { carried };
}

/**
 * Whether an apply has shown that the vendor has a contact which is owed, also if none confirmed all that was declared. The contact
 * is looked for by its present key and by those that the record declares.
 */
export function wasShown(
  desired: DesiredContact,
  earlier: Earlier | undefined,
  { account, base }: { readonly account: Account; readonly base: Base },
): boolean {
  const entry = earlier?.entries.at(-1);
  if (entry !== undefined && !isFoundBy(desired, entry, account)) return false;
  return isOneOf(base.isSeen, desired, earlier) || isOneOf(base.isPresent, desired, earlier);
}

/** Whether something holds for a contact's present key or for one of the keys that the base declares for it. */
export function isOneOf(
  holds: ((key: string) => boolean) | undefined,
  desired: DesiredContact,
  earlier: Earlier | undefined,
): boolean {
  return holds !== undefined && [desired, ...(earlier?.entries ?? [])].some(({ key }) => holds(key));
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

/** Adds to what is confirmed of a contact that the vendor had its phone at an apply before the phone was taken out of the manifests. */
export function withUndeclaredPhone(
  known: Confirmed | undefined,
  desired: DesiredContact,
  { wasUndeclared }: Pick<Base, 'wasUndeclared'>,
): Confirmed | undefined {
  const { phone } = desired.identifiers;
  if (known?.confirmed === undefined || phone === undefined || wasUndeclared === undefined) return known;
  if (known.confirmed.some(({ identifiers }) => identifiers.phone === phone)) return known;
  return wasUndeclared({ ...desired, identifiers: { phone } }) ? { ...known, undeclaredPhone: true } : known;
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
 * Returns the contacts, each with what the record confirms about it. This is for contacts that were compared with another base, such
 * as a commit, so that they carry nothing from the record (what was declared at the last apply).
 *
 * @param byRecord the same contacts, but compared with the record
 */
export function withConfirmed(
  contacts: readonly ContactToPlan[],
  byRecord: readonly ContactToPlan[],
): readonly ContactToPlan[] {
  const known = new Map(
    byRecord.flatMap(({ desired, confirmed, confirmedAt, mayBeAbsent, undeclaredPhone, isWithheld, ...known }) => {
      const { backfilled, carried } = known;
      if (confirmed === undefined && carried === undefined) return [];
      const own = { confirmed, confirmedAt, mayBeAbsent, undeclaredPhone, isWithheld, backfilled, carried };
      return [[desired, own] as const];
    }),
  );
  return contacts.map((contact) => ({ ...contact, ...known.get(contact.desired) }));
}
