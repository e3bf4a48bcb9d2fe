// The result of a rehearsal at one account: what the vendor did with test values of one contact that serves no other purpose.

import type { FieldPath } from '../../contact/difference.ts';
import type { FactResult } from '../../providers/capabilities.ts';
import type { ReadFailure } from '../document.ts';

/** A rehearsal at one account. */
export interface Rehearsal {
  /** The address of the contact. */
  readonly email: string;
  /**
   * `done`: every trial was made. `existed`: the account has a contact of this address, so nothing was written. `stopped`: it
   * ended early, and `failure` says why; without `failure`, it was interrupted, or the vendor subscribed the contact.
   */
  readonly ended: 'done' | 'existed' | 'stopped';
  readonly failure?: ReadFailure;
  readonly trials: readonly TrialResult[];
  /**
   * What became of the contact. `none`: it was not created. `removed`: the vendor no longer has it. `stays`: the vendor deletes
   * no contacts, so the contact was tagged. `left`: it should have been removed or tagged, and may still be there as it was.
   */
  readonly contact: 'none' | 'removed' | 'stays' | 'left';
  /** Absent if no facts were written: none were found, or the account is a sandbox, which proves nothing about a vendor. */
  readonly recorded?: RecordedFacts;
}

/** What a trial does with a field. */
export type Doing = 'set' | 'clear' | 'replace' | 'join' | 'leave';

/** The result of one trial. */
export type TrialResult = {
  readonly path: FieldPath;
  readonly does: Doing;
  /** Id of the unproven fact that the trial tests; absent if the vendor documents what happens. */
  readonly fact?: string;
} & (
  | { readonly result: FactResult; readonly failure?: ReadFailure }
  /** The trial could not be made. */
  | { readonly result: 'not-tried'; readonly why: WhyNotTried }
);

/**
 * Why something could not be tried. `not-set`: the value to be cleared could not be set. `not-defined`: the account does not
 * define the name. `needs-subscription`: the vendor lets only subscribers join. `sends-mail`: joining sends messages. `stopped`:
 * the rehearsal ended early.
 */
export type WhyNotTried = 'not-set' | 'not-defined' | 'needs-subscription' | 'sends-mail' | 'stopped';

/** The facts that a rehearsal wrote to a manifest, for people to review. */
export interface RecordedFacts {
  /** Path of the manifest. */
  readonly file: string;
  /** Number of facts that were written. */
  readonly facts: number;
  /** Ids of facts that were not written, because another manifest declares them. */
  readonly elsewhere: readonly string[];
}

/** True if every trial was made, and the contact was removed, or tagged where the vendor deletes none. */
export function isComplete({ ended, contact }: Rehearsal): boolean {
  return ended === 'done' && contact !== 'left';
}
