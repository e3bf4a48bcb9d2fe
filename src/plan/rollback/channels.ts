// Decides what a rollback does with statuses: it ends subscriptions that the apply began, and never subscribes anybody. Pure.

import type { WrittenChange } from '../../base/contact-to-plan.ts';
import type { Status } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';

/** The changes of status that a rollback makes, and those that it must not make, with the reason. */
export interface ChannelsBack {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
}

const NONE: ChannelsBack = { differences: [], blocked: [] };

/**
 * Decides how to take back the statuses that an apply wrote. Returns `changed` if a live status is neither the one that the apply
 * wrote nor the one before it.
 */
export function channelsBack(
  { differences, isProtected }: WrittenChange,
  live: LiveContact,
  account: Account,
): ChannelsBack | 'changed' {
  const parts = differences
    .filter((one) => one.path[0] === 'channels' && !isEvidence(one))
    .map((one) => channelBack(one, live, account, isProtected));
  if (parts.includes('changed')) return 'changed';
  const known = parts.filter((part) => part !== 'changed');
  return { differences: known.flatMap((one) => one.differences), blocked: known.flatMap((one) => one.blocked) };
}

function channelBack(
  written: Difference,
  live: LiveContact,
  { capabilities }: Account,
  isProtected: boolean,
): ChannelsBack | 'changed' {
  const { path, before, after } = written;
  const channel = path[1] as Channel;
  const now = live.channels[channel];
  const status: Status = now?.status ?? 'nonSubscribed';
  if (status !== after) return status === (before ?? 'nonSubscribed') ? NONE : 'changed';
  if (status === 'unsubscribed') {
    if (before === 'unsubscribed') return NONE;
    const back = { path, before: after, after: before };
    return { differences: [], blocked: [block('not-rolled-back', { why: 'unsubscribed' }, back)] };
  }
  // A channel that the apply set to `nonSubscribed` gets no mail, so there is nothing to take back.
  if (status === 'nonSubscribed') return NONE;
  const canForget = before !== 'unsubscribed' && capabilities.channels[channel]?.statuses.includes('nonSubscribed');
  const target = canForget ? 'nonSubscribed' : 'unsubscribed';
  const back = difference(path, after, target);
  if (target === 'unsubscribed' && isProtected) {
    return { differences: [], blocked: [block('protected', { why: 'unsubscribe' }, back)] };
  }
  return { differences: [back], blocked: [] };
}

/** Returns the channels to which the contact is subscribed. */
export function mailableChannels(live: LiveContact): readonly Channel[] {
  return CHANNELS.filter((channel) => live.channels[channel]?.status === 'subscribed');
}

/** True if the person has opted out of any channel. */
export function isAnyOptedOut(live: LiveContact): boolean {
  return CHANNELS.some((channel) => live.channels[channel]?.optedOut === true);
}
