// Notes on an incremental reading: why everything was read after all, and why nothing was cached for the next one.

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

export type ReadNoteArguments = {
  /** Read as without a cache. `label`: vendor and API version. */
  readonly 'not-incremental': { readonly why: WhyNotCached | 'cannot-list-changes'; readonly label: string };
  readonly 'read-in-full': { readonly why: WhyNotCached };
  /** Nothing was cached, because the vendor gives no modification time for some contacts. */
  readonly 'nothing-kept-undated': Readonly<Record<never, never>>;
  readonly 'nothing-kept': { readonly error: Personal<'system'> };
};

export type ReadNote = Coded<ReadNoteArguments>;
