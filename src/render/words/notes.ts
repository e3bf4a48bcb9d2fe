// Sentences for notes on how an account was read.

import type { ReadNote, ReadNoteArguments, WhyNotCached } from '../../live/note.ts';
import { type Sentences, say } from './say.ts';

const WHY_NOT_CACHED: Readonly<Record<WhyNotCached, string>> = {
  'nothing-cached': 'there is no live cache yet',
  'foreign-cache': 'another user may have written the live cache',
  'damaged-cache': 'the live cache is damaged',
  'other-cache': 'the live cache belongs to another address, credential or version',
  'cache-from-future': 'the live cache is dated in the future',
  'cache-too-old': 'the last full reading is more than 7 days old',
  'changes-not-listed': 'the changes could not be listed',
  'too-much-changed': 'so much has changed that reading everything is cheaper',
  'newest-change-gone': 'the vendor no longer lists the newest change of the last reading',
  'too-many-look-ups': 'so many contacts must be looked up that reading everything is cheaper',
  'look-ups-failed': 'contacts whose state is uncertain could not be looked up',
};

const READ_NOTES: Sentences<ReadNoteArguments> = {
  'not-incremental': ({ why, label }) =>
    note(
      `not read incrementally: ${why === 'cannot-list-changes' ? `${label} cannot list what changed` : WHY_NOT_CACHED[why]}`,
    ),
  'read-in-full': ({ why }) => note(`read in full: ${WHY_NOT_CACHED[why]}`),
  'nothing-kept-undated': () => note('nothing was cached, because the vendor does not say when each contact changed'),
  'nothing-kept': ({ error }) => note(`nothing was cached: ${error}`),
};

function note(message: string) {
  return { message, hint: '' };
}

/** @returns the code itself if this version does not know it */
export function sentenceOfReadNote({ code, args }: ReadNote): string {
  return say(READ_NOTES, code, args)?.message ?? code;
}
