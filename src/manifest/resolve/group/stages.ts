// Merges a layer of a contact separately for its declared and its proposed entries, because a proposal may replace what is
// declared without being in conflict with it. Pure.

import type { Declaration } from '../declarations.ts';
import type { Entry } from '../identifiers.ts';
import { type Merged, mergeLayer, type Remedy } from '../layers.ts';

/** One layer of a contact in two parts: `own` from its declared entries, and `proposals` from its proposed entries. */
export interface Stages<Layer> {
  readonly own: Layer;
  readonly proposals: Layer;
}

/**
 * Merges one layer of a contact, separately for its declared and its proposed entries.
 *
 * @param members what layerOf takes the declarations from, one for each of the entries
 */
export function mergeStages<Member>(
  entries: readonly Entry[],
  members: readonly Member[],
  layerOf: (member: Member) => readonly Declaration[],
  remedy?: Remedy,
): Stages<Merged> {
  const isProposed = (_member: Member, index: number): boolean => entries[index]?.proposed === true;
  if (!members.some(isProposed)) return { own: mergeLayer(members.map(layerOf), remedy), proposals: NO_LAYER };
  const declared = members.filter((member, index) => !isProposed(member, index));
  return {
    own: mergeLayer(declared.map(layerOf), remedy),
    proposals: mergeLayer(members.filter(isProposed).map(layerOf), remedy),
  };
}

const NO_LAYER: Merged = { declarations: new Map(), problems: [] };
