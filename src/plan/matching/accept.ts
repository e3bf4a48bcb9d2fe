// What becomes of the live contacts that match a declared one: each is decided when it arrives, and all together when the reading has
// ended. Pure, but for the state of the pending contact.

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

/** Where a live contact was read, and whether it must not be mailed. */
export interface Accepted {
  readonly account: Account;
  readonly schema: AccountSchema;
  /** What says that the person must not be mailed; undefined: nothing. */
  readonly suppression: Suppression | undefined;
}

/**
 * Decides a match immediately, so that the live contact need not stay in memory. `settle` handles several matches.
 *
 * @returns false if the live contact is known already
 */
export function acceptMatch(
  contact: PendingContact,
  live: LiveContact,
  { account, schema, suppression }: Accepted,
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
  const match = { key, id: live.id, carries, findable, decision };
  contact.matches = matches.length === 0 ? [match] : [...matches, match];
  contact.decision = matches.length === 0 ? decision : undefined;
  return true;
}

/** Keeps the matches that look-ups would have found, so that a listing finds the same. */
export function preferFindable(contact: PendingContact): void {
  const best = bestFindable(contact.matches);
  if (best.length === contact.matches.length) return;
  contact.matches = best;
  contact.decision = best.length === 1 ? best[0]?.decision : undefined;
  contact.live = undefined;
}

/** The decision on a contact of which everything has been read. */
export function settle(contact: PendingContact, account: Account, schema: AccountSchema): Decision {
  if (contact.matches.length > 1) return decideSeveral(contact, contact.matches);
  return contact.decision ?? decide(contact, undefined, account, schema);
}
