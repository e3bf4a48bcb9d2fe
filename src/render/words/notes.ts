// Sentences for notes on the base of a plan, and for notes on how an account was read. Pure.

import type { BaseNote, BaseNoteArguments } from '../../base/notes.ts';
import type { ReadNote, ReadNoteArguments, WhyNotCached } from '../../live/note.ts';
import { wordsOfMistake } from './diagnostics.ts';
import { count, formatNumber, SHORT_ID } from './numbers.ts';
import { type PlainArguments, type Sentences, say, type Words } from './say.ts';

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
    note(`${account}: ${leftAlone(contacts)}, because their identifiers are now declared for other contacts`),
  'not-recorded': ({ account, ...args }) =>
    note(`${account}: what is applied there will not be recorded, because ${whyNotRecorded(args)}`),
  'left-over': ({ account, record }) =>
    note(
      `account ${account} is no longer declared: what was applied there is left alone; \`rollcall record drop ${record}\` forgets it`,
    ),
  'source-rows': ({ source, file, rows, come, gone }) => {
    const moved =
      come === undefined || gone === undefined ? '' : `; ${formatNumber(come)} came, ${formatNumber(gone)} gone`;
    return note(`source ${source}: ${count(rows, 'row')} in ${file}${moved}`);
  },
  'unknown-rows': ({ source }) =>
    note(
      `source ${source}: the rows that its query had in the base are not known, so that nobody counts as gone from it`,
    ),
  'entries-skipped': ({ entries, contacts, places }) => {
    const more = entries > places.length ? ', …' : '';
    const left =
      contacts === 0
        ? ''
        : `; ${count(contacts, 'contact')} that may be meant ${contacts === 1 ? 'is' : 'are'} left as ${contacts === 1 ? 'it is' : 'they are'}`;
    return note(`${count(entries, 'invalid entry', 'invalid entries')} left out: ${places.join(', ')}${more}${left}`);
  },
  'no-manifests': (args) => ofManifests('no-manifests', args),
  'link-not-followed': (args) => ofManifests('link-not-followed', args),
  'submodule-not-followed': (args) => ofManifests('submodule-not-followed', args),
  'file-ignored': (args) => ofManifests('file-ignored', args),
};

function whyNotRecorded({
  why,
  remote = '',
  commit = '',
}: Omit<PlainArguments<BaseNoteArguments['not-recorded']>, 'account'>): string {
  switch (why) {
    case 'not-on-default-branch':
      return `the record at ${remote} names commit ${commit.slice(0, SHORT_ID)}, which is not on the first-parent line of the remote’s default branch`;
    case 'unreadable':
      return 'the record that is there is damaged, or another version of rollcall wrote it';
    case 'other-environment':
      return 'the record that is there is that of another environment';
  }
}

function leftAlone(contacts: number): string {
  return `${count(contacts, 'contact is', 'contacts are')} left alone`;
}

function ofManifests(code: string, { file, ...args }: PlainArguments<BaseNoteArguments['no-manifests']>): Words {
  return note(`${file}: ${wordsOfMistake({ code, args }).message}`);
}

/** Returns the sentence of a note on the base, or its code if this version does not know it. */
export function sentenceOfBaseNote({ code, args }: BaseNote): string {
  return say(BASE_NOTES, code, args)?.message ?? code;
}

/** Returns the sentence of a note on a reading, or its code if this version does not know it. */
export function sentenceOfReadNote({ code, args }: ReadNote): string {
  return say(READ_NOTES, code, args)?.message ?? code;
}
