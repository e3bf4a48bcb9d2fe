// Decides whether a record may be written, and builds the errors if not. Shared by all stores that read the stored record before
// they write. Pure.

import { type HintedError, hasCode } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { recordError, type StoredRecord, type UnreadableRecord } from './store.ts';

/** Matches the names that `recordName` makes: they are used as names of files and in URLs. */
const NAME = /^[a-z0-9]+-[0-9a-f]{24}$/;

/** True if the text is the name of a record. */
export function isRecordName(text: string): boolean {
  return NAME.test(text);
}

/**
 * Checks the name of a record.
 *
 * @throws RangeError if the text is not the name of a record
 */
export function assertRecordName(text: string): void {
  if (!isRecordName(text)) throw new RangeError('a record is named by recordName');
}

/**
 * Checks that a stored record may be replaced.
 *
 * @param found the stored record; undefined if there is none
 * @param previous the version that the writer has read; undefined if it has read none
 * @throws HintedError `applied-ref`: `unwritable` if the stored record cannot be read, `lost-race` if its version is not
 *   `previous`
 */
export function assertReplaceable(
  name: string,
  found: StoredRecord | UnreadableRecord | undefined,
  previous: string | undefined,
): void {
  if (found !== undefined && found.record === undefined) throw unreadableRecord(name);
  if (found?.version !== previous) throw lostRace(name);
}

/** Builds the error for a record that another run has written or removed in the meantime. */
export function lostRace(name: string): HintedError {
  const message = sentence`another run has changed the record ${shown(name)} of what was applied`;
  return recordError('lost-race', message, sentence`plan again: the next plan starts from the other run’s record`);
}

function unreadableRecord(name: string): HintedError {
  const hint = sentence`use the version of rollcall that wrote it, or drop it with \`rollcall record drop ${shown(name)}\``;
  return recordError('unwritable', sentence`the record ${shown(name)} cannot be read, so it is not overwritten`, hint);
}

/** Converts a HintedError `store` to the error of a record that cannot be written; returns any other error unchanged. */
export function toUnwritable(error: unknown, name: string): unknown {
  if (!hasCode(error, 'store')) return error;
  const message = sentence`the record ${shown(name)} of what was applied cannot be written: ${error.sentences.message}`;
  return recordError('unwritable', message, error.sentences.hint ?? sentence``);
}
