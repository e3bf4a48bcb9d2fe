// One row of the three-way table: what the base declared, what is declared now, what live has, and what a plan must do about
// it. `dropped` is the half that needs no live; `differences` is the whole.

import type { DroppedDeclarations } from '../../../src/base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../../src/contact/contact.ts';
import type { Difference } from '../../../src/contact/difference.ts';

export type Declarations = Partial<
  Pick<
    DesiredContact,
    'scalars' | 'sets' | 'customProperties' | 'pruneCustomProperties' | 'channels' | 'identifiers' | 'protect'
  >
>;

type LiveValues = Partial<Pick<LiveContact, 'scalars' | 'sets' | 'customProperties' | 'channels'>>;

export interface ThreeWayCase {
  readonly name: string;
  /** shop: Omnisend 2026-03-15 (default); old: Omnisend v3; app: Loops; news: Envoke. */
  readonly account?: 'shop' | 'old' | 'app' | 'news';
  readonly onRemoved?: 'keep' | 'unsubscribe' | 'delete';
  /** undefined: the contact is not in it. */
  readonly base: Declarations | undefined;
  readonly now: Declarations | undefined;
  readonly live: LiveValues;
  readonly dropped?: Partial<DroppedDeclarations>;
  readonly differences: readonly Difference[];
  /** Reported `changed-since-base`: live is no longer what the base declared. */
  readonly changedSinceBase?: readonly (readonly string[])[];
  /** Dropped, and reported as left because the vendor cannot clear it. */
  readonly notCleared?: readonly string[];
  /** Of a contact that is only in the base. */
  readonly removal?: 'nothing' | 'unsubscribe' | 'delete' | 'blocked-protected' | 'blocked-would-lose-opt-out';
}
