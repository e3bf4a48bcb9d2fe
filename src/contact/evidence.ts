// Evidence of consent as a value of a difference. It is sent on its own, with a status that stays as it is, only where the account says
// `backfillConsent` (docs/semantics.md#evidence-and-dates). Pure.

import type { ConsentEvidence } from './consent.ts';
import type { FieldPath } from './difference.ts';
import type { Channel } from './fields.ts';

const PARTS = ['source', 'createdAt', 'ip', 'userAgent'] as const satisfies readonly (keyof ConsentEvidence)[];

/** The evidence, one text for each part; none for a claim alone. */
export function evidenceParts(consent: ConsentEvidence | undefined): readonly string[] {
  if (consent === undefined) return NONE;
  return PARTS.flatMap((name) => (consent[name] === undefined ? [] : [`${name}: ${consent[name]}`]));
}

const NONE: readonly string[] = [];

/** True if both are the same evidence. */
export function isSameEvidence(one: ConsentEvidence | undefined, other: ConsentEvidence | undefined): boolean {
  return one === other || PARTS.every((name) => one?.[name] === other?.[name]);
}

/** Path of a channel's evidence. */
export function evidencePath(channel: Channel): FieldPath {
  return ['channels', channel, 'consent'];
}

/** True for the path of a channel's evidence, whose status does not change. */
export function isEvidence({ path }: { readonly path: FieldPath }): boolean {
  return path[0] === 'channels' && path[2] === 'consent';
}
