// Notes on a reading that should be incremental: why the live cache was not used, and why nothing was cached for the next
// reading.

import type { Coded, Personal } from '../contact/argument.ts';

/** Why the live cache cannot be used. */
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

/** The codes of notes with their arguments. */
export type ReadNoteArguments = {
  /** The account was read as if there were no cache. `label` names the vendor and its API version. */
  readonly 'not-incremental': { readonly why: WhyNotCached | 'cannot-list-changes'; readonly label: string };
  /** The whole account was listed, to fill the cache. */
  readonly 'read-in-full': { readonly why: WhyNotCached };
  /** Nothing was cached, because the vendor gives no modification time for some contacts. */
  readonly 'nothing-kept-undated': Readonly<Record<never, never>>;
  /** Nothing was cached, because the cache file could not be written. */
  readonly 'nothing-kept': { readonly error: Personal<'system'> };
};

/** A note on a reading: a code with its arguments. */
export type ReadNote = Coded<ReadNoteArguments>;
