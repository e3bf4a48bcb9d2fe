// Decides on the live contacts that match a declared contact: on each one when it arrives, and on all of them together when the
// reading has ended. Pure, except that it updates the pending contact.

import { mark } from '../../base/suppressed/contacts.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { Suppression } from '../../manifest/suppressions/person.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import { decide, decideSeveral } from '../decide.ts';
import type { Decision } from '../decision.ts';
import { carriedOf, liveKey } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';
import { bestFindable, findableBy } from '../reading/other-texts.ts';
import type { Sought } from '../suppressed/sought.ts';

/** The account at which a live contact was read, what the account defines, and whether the person must not be mailed. */
export interface Accepted {
  readonly account: Account;
  readonly schema: AccountSchema;
  /** The suppression that names the live contact; undefined if none does. */
  readonly suppression: Suppression | undefined;
  /** What the result says of that suppression; undefined if there is none. */
  readonly sought: Sought | undefined;
}

/**
 * Decides a match immediately, so that the live contact need not stay in memory. `settle` handles several matches.
 *
 * @returns false if the same live contact has been accepted before
 */
export function acceptMatch(
  contact: PendingContact,
  live: LiveContact,
  { account, schema, suppression, sought }: Accepted,
): boolean {
  const key = liveKey(live);
  const { matches } = contact;
  if (matches.some((match) => match.key === key)) return false;
  const decision = decide(
    suppression === undefined ? contact : mark(contact, suppression, account),
    live,
    account,
    schema,
  );
  const carries = carriedOf(live, contact.asked);
  const findable = findableBy(live, carries, contact.desired);
  const match = { key, id: live.id, carries, findable, decision, ...(sought === undefined ? {} : { sought }) };
  contact.sought ??= sought;
  contact.matches = matches.length === 0 ? [match] : [...matches, match];
  contact.decision = matches.length === 0 ? decision : undefined;
  return true;
}

/** Drops the matches that look-ups would not have found, so that a listing leads to the same decision as look-ups. */
export function preferFindable(contact: PendingContact): void {
  const best = bestFindable(contact.matches);
  if (best.length === contact.matches.length) return;
  contact.matches = best;
  contact.decision = best.length === 1 ? best[0]?.decision : undefined;
  contact.sought = best.find((match) => match.sought !== undefined)?.sought;
  contact.live = undefined;
}

/** Returns the decision on a contact once everything about it has been read. */
export function settle(contact: PendingContact, account: Account, schema: AccountSchema): Decision {
  if (contact.matches.length > 1) return decideSeveral(contact, contact.matches);
  return contact.decision ?? decide(contact, undefined, account, schema);
}
