// Notes on a plan and on how an account was read, in sentences.

import type { ReadNote, ReadNoteArguments, WhyNotCached } from '../../live/note.ts';
import { type Sentences, say } from './say.ts';

const WHY_NOT_CACHED: Readonly<Record<WhyNotCached, string>> = {
  'nothing-cached': 'nothing was kept of an earlier reading',
  'foreign-cache': 'what was kept could have been written by somebody else',
  'damaged-cache': 'what was kept is damaged',
  'other-cache': 'what was kept is of another address, credential or version',
  'cache-from-future': 'by this clock, what was kept was read in the future',
  'cache-too-old': 'everything was last read more than 7 days ago',
  'changes-not-listed': 'what changed could not be listed',
  'too-much-changed': 'so much changed that reading everything is cheaper',
  'newest-change-gone': 'the vendor no longer shows the newest change that it had shown',
  'too-many-look-ups': 'so many contacts were to be looked up that reading everything is cheaper',
  'look-ups-failed': 'contacts that are in doubt could not be looked up',
};

const READ_NOTES: Sentences<ReadNoteArguments> = {
  'not-incremental': ({ why, label }) =>
    note(
      `not read incrementally: ${why === 'cannot-list-changes' ? `${label} cannot list what changed` : WHY_NOT_CACHED[why]}`,
    ),
  'read-in-full': ({ why }) => note(`read in full: ${WHY_NOT_CACHED[why]}`),
  'nothing-kept-undated': () =>
    note('nothing is kept for the next time, as the vendor does not say of every contact when it changed'),
  'nothing-kept': ({ error }) => note(`nothing is kept for the next time: ${error}`),
};

function note(message: string) {
  return { message, hint: '' };
}

export function sentenceOfReadNote({ code, args }: ReadNote): string {
  return say(READ_NOTES, code, args)?.message ?? code;
}
