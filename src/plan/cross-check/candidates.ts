// The changes of a plan that concern an opt-out elsewhere: people who are about to become mailable, and people who are about to opt
// out. Pure.

import type { Status } from '../../contact/consent.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { DecidedChange } from '../decision.ts';
import type { AccountDecisions } from '../planner.ts';
import { ADDRESS_OF, addressesOf, type OptOuts } from './opt-outs.ts';

/** A change of a channel's status, and the addresses of the contact that it concerns. */
export interface Candidate {
  readonly change: Pick<DecidedChange, 'desired'>;
  readonly channel: Channel;
  readonly addresses: readonly string[];
}

/** Whom the same plan unsubscribes counts as opted out. */
export function notePlanned(decided: AccountDecisions, optOuts: OptOuts): void {
  for (const { change, channel, addresses } of becoming('unsubscribed', decided)) {
    const since = change.desired.channels[channel]?.statusChangedAt ?? 'unknown';
    for (const address of addresses) optOuts.add(channel, address, { ...PLANNED, since });
  }
}

const PLANNED = { status: 'unsubscribed', optedOut: true, cause: 'person', word: 'planned' } as const;

/** The changes to a status. */
export function becoming(status: Status, { decisions }: AccountDecisions): readonly Candidate[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.kind !== 'change') return [];
    return CHANNELS.filter((channel) => becomes(decision, channel, status)).map((channel) => ({
      change: decision,
      channel,
      addresses: addressesAt(decision, channel),
    }));
  });
}

/** Subscribed people who get another email: they would become mailable at that one. */
export function gettingAddress({ decisions }: AccountDecisions): readonly Candidate[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.kind !== 'change' || decision.live?.channels.email?.status !== 'subscribed') return [];
    // Whoever is unsubscribed by the same plan is not mailed at the new one.
    if (becomes(decision, 'email', 'unsubscribed')) return [];
    const { after } = decision.differences.find(({ path: [field] }) => field === 'email') ?? {};
    return typeof after === 'string' ? [{ change: decision, channel: 'email', addresses: [after] }] : [];
  });
}

/** Whether a change gives a channel a status. */
export function becomes(
  { differences }: Pick<DecidedChange, 'differences'>,
  channel: Channel,
  status: Status,
): boolean {
  return differences.some(({ path, after }) => path[0] === 'channels' && path[1] === channel && after === status);
}

/** The addresses that the contact has and is to have. */
function addressesAt({ desired, live }: DecidedChange, channel: Channel): readonly string[] {
  const declared = desired.identifiers[ADDRESS_OF[channel]];
  const all = [
    ...(declared === undefined ? [] : [declared]),
    ...(live === undefined ? [] : addressesOf(live, channel)),
  ];
  return [...new Set(all)];
}
