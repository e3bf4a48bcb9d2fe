// Evidence of consent as the value of a difference. Such a difference exists only where the account says `backfillConsent`:
// evidence is then sent by itself, without a change of status (docs/semantics.md#evidence-and-dates). Pure.

import type { ConsentEvidence } from './consent.ts';
import type { FieldPath } from './difference.ts';
import type { Channel } from './fields.ts';

const PARTS = ['source', 'createdAt', 'ip', 'userAgent'] as const satisfies readonly (keyof ConsentEvidence)[];

/** Returns one text for each declared part of the evidence: `source: checkout`. None if only `supersedesOptOut` is declared. */
export function evidenceParts(consent: ConsentEvidence | undefined): readonly string[] {
  if (consent === undefined) return NONE;
  return PARTS.flatMap((name) => (consent[name] === undefined ? [] : [`${name}: ${consent[name]}`]));
}

const NONE: readonly string[] = [];

/** True if all parts of the two are equal. `supersedesOptOut` is not compared. */
export function isSameEvidence(one: ConsentEvidence | undefined, other: ConsentEvidence | undefined): boolean {
  return one === other || PARTS.every((name) => one?.[name] === other?.[name]);
}

/** Returns the path of a channel's evidence. */
export function evidencePath(channel: Channel): FieldPath {
  return ['channels', channel, 'consent'];
}

/** True if the difference concerns a channel's evidence of consent, and not its status. */
export function isEvidence({ path }: { readonly path: FieldPath }): boolean {
  return path[0] === 'channels' && path[2] === 'consent';
}
