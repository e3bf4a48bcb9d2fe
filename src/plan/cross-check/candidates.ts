// Finds the changes of a plan for which opt-outs at other accounts matter: those that make people mailable, and those that
// unsubscribe people. Pure.

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

/** Adds the people whom the plan unsubscribes at an account to its opt-outs, so that no other account subscribes them. */
export function notePlanned(decided: AccountDecisions, optOuts: OptOuts): void {
  for (const { change, channel, addresses } of becoming('unsubscribed', decided)) {
    const since = change.desired.channels[channel]?.statusChangedAt ?? 'unknown';
    for (const address of addresses) optOuts.add(channel, address, { ...PLANNED, since });
  }
}

const PLANNED = { status: 'unsubscribed', optedOut: true, cause: 'person', word: 'planned' } as const;

/** Returns the changes that give a channel the status. */
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

/** Returns the changes that give a subscribed contact another email, because that address would become mailable. */
export function gettingAddress({ decisions }: AccountDecisions): readonly Candidate[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.kind !== 'change' || decision.live?.channels.email?.status !== 'subscribed') return [];
    // A contact that the same plan unsubscribes is not mailed at the new address.
    if (becomes(decision, 'email', 'unsubscribed')) return [];
    const { after } = decision.differences.find(({ path: [field] }) => field === 'email') ?? {};
    return typeof after === 'string' ? [{ change: decision, channel: 'email', addresses: [after] }] : [];
  });
}

/** True if a change gives a channel a status. */
export function becomes(
  { differences }: Pick<DecidedChange, 'differences'>,
  channel: Channel,
  status: Status,
): boolean {
  return differences.some(({ path, after }) => path[0] === 'channels' && path[1] === channel && after === status);
}

/** Returns the addresses of a channel that the contact has at the vendor, and the declared one. */
function addressesAt({ desired, live }: DecidedChange, channel: Channel): readonly string[] {
  const declared = desired.identifiers[ADDRESS_OF[channel]];
  const all = [
    ...(declared === undefined ? [] : [declared]),
    ...(live === undefined ? [] : addressesOf(live, channel)),
  ];
  return [...new Set(all)];
}
