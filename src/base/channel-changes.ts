// What a contact's channels say otherwise than in the base: evidence, which travels with a change of status only, and people who
// were declared unsubscribed and are not any more. What comes of either is the planner's question. Pure.

import type { DesiredChannel } from '../contact/consent.ts';
import type { DesiredContact } from '../contact/contact.ts';
import { CHANNELS } from '../contact/fields.ts';
import type { BaseComparison } from './contact-to-plan.ts';

type ChannelChanges = Pick<BaseComparison, 'changedEvidence' | 'resubscribes'>;

/** Undefined where there is nothing to say. */
export function channelChanges(now: DesiredContact, base: DesiredContact): ChannelChanges | undefined {
  const changedEvidence = evidenceChanges(now, base);
  const resubscribes = CHANNELS.filter(
    (name) => now.channels[name]?.status === 'subscribed' && base.channels[name]?.status === 'unsubscribed',
  );
  if (changedEvidence.length + resubscribes.length === 0) return undefined;
  return {
    ...(changedEvidence.length === 0 ? {} : { changedEvidence }),
    ...(resubscribes.length === 0 ? {} : { resubscribes }),
  };
}

/** Paths of what is declared now; evidence that was dropped asks for nothing. */
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

/** That it supersedes an opt-out is a claim, and no evidence. */
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
