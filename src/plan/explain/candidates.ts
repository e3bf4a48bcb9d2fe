// Describes the live contacts that may be the declared person, if several of them have one of the declared identifiers. Enters:
// the declared contact and these live contacts. Leaves: each with the identifiers because of which it is a candidate. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { type Personal, personal } from '../../contact/argument.ts';
import type { Status } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import { carries, liveKey, lookUps } from '../match.ts';

/** One of several live contacts that have an identifier of a declared contact. */
export interface Candidate {
  /** The vendor's id. Absent if the vendor has no stable ids. */
  readonly id?: Personal<'id'>;
  /** Which of the declared identifiers it has: `email`, `phone`, `previous email`. */
  readonly has: readonly string[];
  readonly emails: readonly Personal<'email'>[];
  readonly phones: readonly Personal<'phone'>[];
  readonly statuses: Readonly<Partial<Record<Channel, Status>>>;
}

/** Returns the candidates in the order of their ids, so that they do not depend on how they were found. */
export function candidatesOf(
  contact: ContactToPlan,
  matches: readonly LiveContact[],
  account: Account,
): readonly Candidate[] {
  const asked = lookUps(contact, account);
  const sorted = [...matches].sort((a, b) => (liveKey(a) < liveKey(b) ? -1 : 1));
  return sorted.map((live) => ({
    ...(live.id === undefined ? {} : { id: personal('id', live.id) }),
    has: asked
      .filter((identifier) => carries(live, identifier))
      .map(({ kind, value }) => (value === contact.desired.previously?.email ? 'previous email' : kind)),
    emails: live.emails.map((email) => personal('email', email)),
    phones: live.phones.map((phone) => personal('phone', phone)),
    statuses: Object.fromEntries(
      CHANNELS.flatMap((channel) => {
        const status = live.channels[channel]?.status;
        return status === undefined ? [] : [[channel, status]];
      }),
    ),
  }));
}
