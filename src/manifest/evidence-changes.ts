// Evidence of consent that the base declared otherwise, or not at all. Whether it is sent is the planner's question: it travels
// with a change of status only. Pure.

import type { DesiredChannel } from '../contact/consent.ts';
import type { DesiredContact } from '../contact/contact.ts';
import { CHANNELS } from '../contact/fields.ts';

/** Paths of what is declared now; evidence that was dropped asks for nothing. */
export function evidenceChanges(now: DesiredContact, base: DesiredContact): readonly (readonly string[])[] {
  return CHANNELS.flatMap((channel) => {
    const claim = now.channels[channel];
    if (claim === undefined) return [];
    const before = new Map(evidenceOf(base.channels[channel]).map(([path, value]) => [path.join('.'), value]));
    return evidenceOf(claim)
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
