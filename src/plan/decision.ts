// The types of decisions on desired contacts.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { Difference, FieldPath } from '../contact/difference.ts';
import type { Action, BlockedDifference, Held, PlannedNotice } from './document.ts';

/** The decision on one desired contact. */
export type Decision =
  | { readonly kind: 'unchanged'; readonly held: readonly Held[]; readonly notices: readonly Notice[] }
  /** The vendor does not have the contact, and the account says `onMissing: skip`. */
  | { readonly kind: 'skipped' }
  /** The account excludes the contact, so that it is never written. */
  | { readonly kind: 'excluded' }
  /** The contact is no longer declared, and is left as it is. */
  | { readonly kind: 'kept'; readonly notices: readonly Notice[]; readonly held: readonly Held[] }
  /** The vendor does not have the contact, and it is not created, because a person's choice stands against that (`Held`). */
  | { readonly kind: 'held'; readonly notices: readonly Notice[]; readonly held: readonly Held[] }
  | DecidedChange;

/** The decision to create, update or delete a contact. Some or all of it may be blocked. */
export interface DecidedChange extends ContactToPlan {
  readonly kind: 'change';
  readonly action: Action;
  readonly live?: LiveContact;
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly held: readonly Held[];
  readonly notices: readonly Notice[];
}

/** A notice about one field of a contact. It does not influence the decision. An empty path means the whole contact. */
export interface Notice {
  readonly rule: PlannedNotice['rule'];
  readonly path: FieldPath;
}

/** True for a delete that is not blocked. */
export function isDelete({ action, blocked }: Pick<DecidedChange, 'action' | 'blocked'>): boolean {
  return action === 'delete' && blocked.length === 0;
}

/** True if the change has requests: it has differences, or it is a delete that is not blocked. */
export function isWritten(
  change: Pick<DecidedChange, 'action' | 'blocked'> & { readonly differences: readonly unknown[] },
): boolean {
  return change.differences.length > 0 || isDelete(change);
}

/** Returns a change that is blocked as a whole, so that nothing is written to the contact. */
export function blockedChange(
  { desired, base, suppressed }: ContactToPlan,
  ...blocked: readonly BlockedDifference[]
): DecidedChange {
  const shared = { desired, base, ...(suppressed === undefined ? {} : { suppressed }) };
  return { kind: 'change', action: 'update', ...shared, differences: [], blocked, held: [], notices: [] };
}
