// What a rollback does with statuses: it takes a subscription back, and never makes anybody mailable. Pure.

import type { WrittenChange } from '../../base/contact-to-plan.ts';
import type { Status } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import { type Difference, difference } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import { CHANNELS, type Channel } from '../../contact/fields.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';

/** The statuses to write, and those that stay. */
export interface ChannelsBack {
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
}

const NONE: ChannelsBack = { differences: [], blocked: [] };

/** Takes the statuses back that an apply wrote; `changed` if one is neither what was written nor what was there before. */
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
  // Nobody is asked again, and nobody becomes unsubscribed who was not.
  if (status === 'nonSubscribed') return NONE;
  const canForget = before !== 'unsubscribed' && capabilities.channels[channel]?.statuses.includes('nonSubscribed');
  const target = canForget ? 'nonSubscribed' : 'unsubscribed';
  const back = difference(path, after, target);
  if (target === 'unsubscribed' && isProtected) {
    return { differences: [], blocked: [block('protected', { why: 'unsubscribe' }, back)] };
  }
  return { differences: [back], blocked: [] };
}

/** The channels on which the contact gets mail or messages. */
export function mailableChannels(live: LiveContact): readonly Channel[] {
  return CHANNELS.filter((channel) => live.channels[channel]?.status === 'subscribed');
}

/** Whether the person has opted out on any channel. */
export function isAnyOptedOut(live: LiveContact): boolean {
  return CHANNELS.some((channel) => live.channels[channel]?.optedOut === true);
}
