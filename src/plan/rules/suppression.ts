// The last round of reading: asks whether the vendor suppresses the emails of contacts that the plan would make mailable, add to a
// list, or delete. A live contact does not show its suppression, a change of status does not end it, and a deletion would lose it. Asks
// about no other contacts, to save requests, except with `asksSuppressionOfAll`: then it asks about all contacts that are declared subscribed.

import { isClosed, SUPPRESSED } from '../../contact/consent.ts';
import { asVendorHas, type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { membershipChanges } from '../../contact/membership.ts';
import type { LiveSource } from '../../live/source.ts';
import type { DecidedChange, Decision } from '../decision.ts';
import type { PendingContact } from '../pending-contact.ts';
import { becomesMailable } from '../people.ts';

/**
 * Asks the vendor about suppressions, and decides suppressed contacts again. Mutates `problem` and `decision` of the contacts.
 *
 * @param redecide decides on a contact again, given its live contact with the suppression
 * @returns the number of requests sent
 */
export async function askSuppression(
  contacts: readonly PendingContact[],
  source: LiveSource,
  redecide: (contact: PendingContact, live: LiveContact) => Decision,
): Promise<number> {
  if (source.suppressed === undefined) return 0;
  const open = contacts.flatMap((contact) => openQuestion(contact) ?? []);
  if (open.length === 0) return 0;
  const report = await source.suppressed(open.map(({ ask }) => ask));
  for (const { contact, ask, live } of open) {
    contact.problem = report.failed.get(identifierKey(ask));
    if (report.suppressed.has(identifierKey(ask))) contact.decision = redecide(contact, asSuppressed(live));
  }
  return report.requests;
}

/** A contact to ask about, with the email to ask for. */
interface OpenQuestion {
  readonly contact: PendingContact;
  readonly ask: Identifier;
  readonly live: LiveContact;
}

/**
 * Returns the question about a contact, or undefined if it needs none. Only existing contacts have a suppression to ask about.
 */
function openQuestion(contact: PendingContact): OpenQuestion | undefined {
  const { decision, matches, problem } = contact;
  if (problem !== undefined || matches.length !== 1) return undefined;
  const live = contact.live ?? (decision?.kind === 'change' ? decision.live : undefined);
  const email = live?.emails[0];
  if (live === undefined || email === undefined || !isInQuestion(contact, live)) return undefined;
  return { contact, ask: asVendorHas(live, { kind: 'email', value: email }), live };
}

function isInQuestion({ decision, desired, live: isAskedFor }: PendingContact, live: LiveContact): boolean {
  const { email } = live.channels;
  const isDeclared = isAskedFor !== undefined && desired.channels.email?.status === 'subscribed';
  if (isDeclared && email !== undefined && !isClosed(email)) return true;
  if (decision?.kind !== 'change') return false;
  return becomesMailable(decision) || decision.differences.some(addsToList) || losesOptOut(decision);
}

/** True if the contact is deleted. An erasure deletes on purpose: its digest keeps the person out. */
function losesOptOut({ action, suppressed }: DecidedChange): boolean {
  return action === 'delete' && suppressed?.erasure === undefined;
}

function addsToList(change: Difference): boolean {
  return change.path[0] === 'lists' && membershipChanges(change).some(([, isMember]) => isMember);
}

function asSuppressed(live: LiveContact): LiveContact {
  return { ...live, channels: { ...live.channels, email: SUPPRESSED } };
}
