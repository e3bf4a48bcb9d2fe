// The result of a rehearsal at one account: what the vendor did with one contact that exists for nothing else.

import type { FieldPath } from '../../contact/difference.ts';
import type { FactResult } from '../../providers/capabilities.ts';
import type { ReadFailure } from '../document.ts';

/** A rehearsal at one account. */
export interface Rehearsal {
  /** The address of the contact. */
  readonly email: string;
  /**
   * `done`: every trial was made. `existed`: the account has a contact of this address, so nothing was written. `stopped`: it ended
   * early, as `failure` says; without one it was interrupted, or the vendor subscribed the contact.
   */
  readonly ended: 'done' | 'existed' | 'stopped';
  readonly failure?: ReadFailure;
  readonly trials: readonly TrialResult[];
  /**
   * What became of the contact. `none`: it was not created. `removed`: the vendor no longer has it. `stays`: the vendor deletes no
   * contacts. `left`: it should have been removed, and may still be there.
   */
  readonly contact: 'none' | 'removed' | 'stays' | 'left';
  /** Absent if nothing was written: nothing was found, or in a sandbox, which proves nothing of a vendor. */
  readonly recorded?: RecordedFacts;
}

/** What a trial does with a field. */
export type Doing = 'set' | 'clear' | 'replace' | 'join' | 'leave';

/** The result of one trial. */
export type TrialResult = {
  readonly path: FieldPath;
  readonly does: Doing;
  /** The fact that it finds out; absent if the vendor documents it. */
  readonly fact?: string;
} & (
  | { readonly result: FactResult; readonly failure?: ReadFailure }
  /** It could not be tried. */
  | { readonly result: 'not-tried'; readonly why: WhyNotTried }
);

/**
 * Why something could not be tried. `not-set`: the value to be cleared could not be set. `not-defined`: the account does not define
 * the name. `needs-subscription`: the vendor lets only subscribers join. `sends-mail`: joining sends messages. `stopped`: the
 * rehearsal ended early.
 */
export type WhyNotTried = 'not-set' | 'not-defined' | 'needs-subscription' | 'sends-mail' | 'stopped';

/** What was written of a rehearsal for people to review. */
export interface RecordedFacts {
  /** The manifest. */
  readonly file: string;
  /** Number of facts that were written. */
  readonly facts: number;
  /** Facts that another manifest declares: they are left to it. */
  readonly elsewhere: readonly string[];
}

/** True if the rehearsal found out what it could, and left nothing behind that it could have removed. */
export function isComplete({ ended, contact }: Rehearsal): boolean {
  return ended === 'done' && contact !== 'left';
}
