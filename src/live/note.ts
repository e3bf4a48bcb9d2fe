// What an incremental reading says of itself: why it read everything after all, and why it keeps nothing for the next time.

import type { Coded, Personal } from '../contact/argument.ts';

/** Why what was kept of an earlier reading does not serve. */
export type WhyNotCached =
  | 'nothing-cached'
  | 'foreign-cache'
  | 'damaged-cache'
  | 'other-cache'
  | 'cache-from-future'
  | 'cache-too-old'
  | 'changes-not-listed'
  | 'too-much-changed'
  | 'newest-change-gone'
  | 'too-many-look-ups'
  | 'look-ups-failed';

export type ReadNoteArguments = {
  /** Read in the usual way. `label`: the vendor's name. */
  readonly 'not-incremental': { readonly why: WhyNotCached | 'cannot-list-changes'; readonly label: string };
  readonly 'read-in-full': { readonly why: WhyNotCached };
  /** The vendor does not say of every contact when it changed. */
  readonly 'nothing-kept-undated': Readonly<Record<never, never>>;
  readonly 'nothing-kept': { readonly error: Personal<'system'> };
};

export type ReadNote = Coded<ReadNoteArguments>;
