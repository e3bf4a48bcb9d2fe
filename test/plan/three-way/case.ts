// The type of a row of the three-way table: what the base declared, what the manifests declare, what live has, and what a plan must
// do. `dropped` is the result of comparing the manifests with the base; `differences` also takes live into account.

import type { DroppedDeclarations } from '../../../src/base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Difference } from '../../../src/contact/difference.ts';

export type Declarations = Partial<
  Pick<
    DesiredContact,
    | 'scalars'
    | 'sets'
    | 'customProperties'
    | 'pruneCustomProperties'
    | 'channels'
    | 'identifiers'
    | 'protect'
    | 'onRemoved'
  >
>;

type LiveValues = Partial<Pick<LiveContact, 'scalars' | 'sets' | 'customProperties' | 'channels'>>;

export interface ThreeWayCase {
  readonly name: string;
  /** shop: Omnisend 2026-03-15 (default); old: Omnisend v3; app: Loops; news: Envoke. */
  readonly account?: 'shop' | 'old' | 'app' | 'news';
  readonly onRemoved?: 'keep' | 'unsubscribe' | 'delete';
  /** Undefined if the base does not declare the contact; likewise `now` for the manifests. */
  readonly base: Declarations | undefined;
  readonly now: Declarations | undefined;
  readonly live: LiveValues;
  readonly dropped?: Partial<DroppedDeclarations>;
  readonly differences: readonly Difference[];
  /** Paths with the notice `changed-since-base`: live is no longer what the base declared. */
  readonly changedSinceBase?: readonly (readonly string[])[];
  /** Dropped fields that are reported as left unchanged, because the vendor cannot clear them. */
  readonly notCleared?: readonly string[];
  /** What happens to a contact that only the base declares. */
  readonly removal?: 'nothing' | 'unsubscribe' | 'delete' | 'blocked-protected' | 'held';
}
