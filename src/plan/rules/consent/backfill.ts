// Decides on evidence of consent that is sent by itself, for people who are already subscribed
// (docs/semantics.md#evidence-and-dates), where the account says `backfillConsent` and the vendor takes evidence with a status
// that stays as it is. Nobody becomes mailable by it, and it is never sent for anybody who has opted out, has not confirmed yet,
// or is suppressed. Pure.

import type { ContactToPlan } from '../../../base/contact-to-plan.ts';
import type { LiveContact } from '../../../contact/contact.ts';
import { type Difference, difference } from '../../../contact/difference.ts';
import { evidenceParts, evidencePath, isSameEvidence } from '../../../contact/evidence.ts';
import { CHANNELS, type Channel } from '../../../contact/fields.ts';
import type { Account } from '../../../manifest/configuration.ts';
import type { ConsentDecision } from '../consent.ts';

/**
 * Returns a difference for each channel whose evidence is to be sent.
 *
 * @param consent the decisions on the contact's channels; for a channel with a decision, no evidence is sent by itself
 */
export function backfillsOf(
  contact: ContactToPlan,
  live: LiveContact,
  account: Account,
  consent: ConsentDecision = NOTHING,
): readonly Difference[] {
  if (account.backfillConsent !== true || contact.suppressed !== undefined) return NONE;
  const decided = new Set([
    ...[...consent.differences, ...consent.blocked].map(({ path }) => path[1]),
    ...consent.held.map(({ channel }) => channel),
  ]);
  const channels = CHANNELS.filter((channel) => !decided.has(channel) && isBackfilled(channel, contact, live, account));
  return channels.map((channel) =>
    difference(evidencePath(channel), null, evidenceParts(contact.desired.channels[channel]?.consent)),
  );
}

const NONE: readonly never[] = [];
const NOTHING: ConsentDecision = { differences: NONE, blocked: NONE, held: NONE };

function isBackfilled(channel: Channel, contact: ContactToPlan, live: LiveContact, account: Account): boolean {
  const declared = contact.desired.channels[channel];
  if (account.capabilities.channels[channel]?.takesEvidence !== true) return false;
  // Evidence proves one legal basis. If the manifest declares another basis than the vendor has, the evidence is not about the
  // vendor's.
  const basis = live.channels[channel]?.basis;
  const isOfBasis = basis === undefined || declared?.basis === basis;
  // Consent belongs to the address that the vendor writes to.
  const [kind, values] = channel === 'email' ? (['email', live.emails] as const) : (['phone', live.phones] as const);
  const address = contact.desired.identifiers[kind];
  const isOfAddress = address === undefined || address === values[0];
  return isOfBasis && isOfAddress && isEvidenced(channel, contact, live) && !wasSent(channel, contact);
}

/** True if evidence is declared for a channel that is subscribed both in the manifest and at the vendor. */
export function isEvidenced(channel: Channel, { desired }: ContactToPlan, live: LiveContact): boolean {
  const [declared, now] = [desired.channels[channel], live.channels[channel]];
  if (declared?.status !== 'subscribed' || now?.status !== 'subscribed') return false;
  if (now.optedOut || now.cause !== 'none') return false;
  return evidenceParts(declared.consent).length > 0;
}

/** True if the last apply has sent the same evidence: it sent evidence by itself, and confirmed the contact. */
function wasSent(channel: Channel, { desired, base, confirmed = [], backfilled }: ContactToPlan): boolean {
  const last = confirmed.at(-1);
  if (backfilled !== true || base?.owed === true || last === undefined) return false;
  return isSameEvidence(last.channels[channel]?.consent, desired.channels[channel]?.consent);
}
