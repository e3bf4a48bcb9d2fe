// What can be decided of one desired contact.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { Difference, FieldPath } from '../contact/difference.ts';
import type { Action, BlockedDifference, Held, PlannedNotice } from './document.ts';

export type Decision =
  | { readonly kind: 'unchanged'; readonly held: readonly Held[]; readonly notices: readonly Notice[] }
  /** Not at the vendor, and `onMissing: skip` leaves it so. */
  | { readonly kind: 'skipped' }
  /** No longer declared, and left as it is. */
  | { readonly kind: 'kept'; readonly notices: readonly Notice[] }
  | DecidedChange;

export interface DecidedChange extends ContactToPlan {
  readonly kind: 'change';
  readonly action: Action;
  readonly live?: LiveContact;
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
  readonly held: readonly Held[];
  readonly notices: readonly Notice[];
}

/** Something that is said of one field of the contact, whatever becomes of it. */
export interface Notice {
  readonly rule: PlannedNotice['rule'];
  readonly path: FieldPath;
}

/** A delete that is blocked deletes nothing. */
export function isDelete({ action, blocked }: Pick<DecidedChange, 'action' | 'blocked'>): boolean {
  return action === 'delete' && blocked.length === 0;
}

/** Nothing is done to the contact. */
export function blockedChange(
  { desired, base }: ContactToPlan,
  ...blocked: readonly BlockedDifference[]
): DecidedChange {
  return { kind: 'change', action: 'update', desired, base, differences: [], blocked, held: [], notices: [] };
}
