// Notes on a plan and on how an account was read, in sentences.

import type { BaseNote, BaseNoteArguments } from '../../base/notes.ts';
import type { ReadNote, ReadNoteArguments, WhyNotCached } from '../../live/note.ts';
import { wordsOfMistake } from './diagnostics.ts';
import { count } from './numbers.ts';
import { type Sentences, type Spoken, say, type Words } from './say.ts';

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

function note(message: string): Words {
  return { message, hint: '' };
}

const BASE_NOTES: Sentences<BaseNoteArguments> = {
  'account-gone': ({ account, contacts }) =>
    note(`account ${account} is no longer declared: its ${leftAlone(contacts)}`),
  'another-vendor': ({ account, label, contacts }) =>
    note(
      `${account}: the base has an account of another vendor under this name, and this one is ${label}: its ${leftAlone(contacts)}`,
    ),
  'not-cleared': ({ account, label, field, contacts }) =>
    note(
      `${account}: ${field}, no longer declared for ${count(contacts, 'contact')}, stays as it is: ${label} cannot clear it`,
    ),
  'now-anothers': ({ account, contacts }) =>
    note(`${account}: ${leftAlone(contacts)}, as what the base knows them by is declared for others now`),
  'nothing-recorded': ({ account }) =>
    note(`account ${account}: nothing is recorded as applied yet, so nothing counts as removed`),
  'left-over': ({ account, ref }) =>
    note(
      `account ${account} is no longer declared: what was applied there is left alone; \`git update-ref -d ${ref}\` forgets it`,
    ),
  'no-manifests': (args) => ofManifests('no-manifests', args),
  'link-not-followed': (args) => ofManifests('link-not-followed', args),
  'submodule-not-followed': (args) => ofManifests('submodule-not-followed', args),
};

function leftAlone(contacts: number): string {
  return `${count(contacts, 'contact is', 'contacts are')} left alone`;
}

function ofManifests(code: string, { file, ...args }: Spoken<BaseNoteArguments['no-manifests']>): Words {
  return note(`${file}: ${wordsOfMistake({ code, args }).message}`);
}

export function sentenceOfBaseNote({ code, args }: BaseNote): string {
  return say(BASE_NOTES, code, args)?.message ?? code;
}

export function sentenceOfReadNote({ code, args }: ReadNote): string {
  return say(READ_NOTES, code, args)?.message ?? code;
}
