// Compares a contact's declared channels with the base (what was declared before). Finds changed evidence of consent, which is
// sent only with a change of status, and channels that the base declares unsubscribed and the manifests now declare subscribed.
// The planner decides what to do. Pure.

import type { DesiredChannel } from '../contact/consent.ts';
import type { DesiredContact } from '../contact/contact.ts';
import { CHANNELS } from '../contact/fields.ts';
import type { BaseComparison } from './contact-to-plan.ts';

type ChannelChanges = Pick<BaseComparison, 'changedEvidence' | 'resubscribes'>;

/**
 * Changes of a contact's channels since the base; undefined if there are none.
 *
 * @param earlier what the base declared for the contact, oldest first; at least one entry
 */
export function channelChanges(now: DesiredContact, earlier: readonly DesiredContact[]): ChannelChanges | undefined {
  const latest = earlier.at(-1);
  const changedEvidence = latest === undefined ? [] : evidenceChanges(now, latest);
  const resubscribes = CHANNELS.filter(
    (name) =>
      now.channels[name]?.status === 'subscribed' &&
      earlier.some((base) => base.channels[name]?.status === 'unsubscribed'),
  );
  if (changedEvidence.length + resubscribes.length === 0) return undefined;
  return {
    ...(changedEvidence.length === 0 ? {} : { changedEvidence }),
    ...(resubscribes.length === 0 ? {} : { resubscribes }),
  };
}

/** Returns the paths of new or changed evidence. Evidence that is no longer declared is left out, because it needs no action. */
function evidenceChanges(now: DesiredContact, base: DesiredContact): readonly (readonly string[])[] {
  return CHANNELS.flatMap((channel) => {
    const declared = now.channels[channel];
    if (declared === undefined) return [];
    const before = new Map(evidenceOf(base.channels[channel]).map(([path, value]) => [path.join('.'), value]));
    return evidenceOf(declared)
      .filter(([path, value]) => value !== before.get(path.join('.')))
      .map(([path]) => ['channels', channel, ...path]);
  });
}

/** Lists the declared evidence as paths with values; `supersedesOptOut` is not included, because it is a claim and not evidence. */
function evidenceOf(channel: DesiredChannel | undefined): readonly (readonly [readonly string[], string])[] {
  const { statusChangedAt, basis, consent } = channel ?? {};
  const values = [
    [['statusChangedAt'], statusChangedAt],
    [['basis'], basis],
    ...(['source', 'createdAt', 'ip', 'userAgent'] as const).map(
      (name) => [['consent', name], consent?.[name]] as const,
    ),
  ] as const;
  return values.flatMap(([path, value]) => (value === undefined ? [] : [[path, value] as const]));
}
