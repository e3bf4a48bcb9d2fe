// The interface of the places that store records (what was applied): git, a private directory, and the state of a sandbox. Every
// write names the version that it replaces, so that no run overwrites what another run has recorded in the meantime.

import { HintedError } from '../../contact/hinted-error.ts';
import type { Sentence } from '../../contact/sentence.ts';
import type { AppliedRecord } from './document.ts';

/** A record with the version that a later write must replace. */
export interface StoredRecord {
  readonly name: string;
  readonly record: AppliedRecord;
  readonly version: string;
}

/** A record that this program cannot read: it is never overwritten. */
export interface UnreadableRecord {
  readonly name: string;
  readonly version: string;
  readonly record?: undefined;
}

/** A place that stores records, one per name (`recordName`). */
export interface RecordStore {
  /** All records, sorted by name. */
  list(): Promise<readonly (StoredRecord | UnreadableRecord)[]>;
  /**
   * Writes a record.
   *
   * @param previous version that was read before; undefined: the record must not exist
   * @param included versions of a remote's records that are joined with the new one: in git, they become parents of its commit
   * @returns the new version
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
   */
  write(
    name: string,
    record: AppliedRecord,
    previous: string | undefined,
    included?: readonly string[],
  ): Promise<string>;
  /**
   * Removes a record.
   *
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
   */
  drop(name: string, version: string): Promise<void>;
}

/** Why a record could not be read from a remote, or could not be written. */
export type RecordReason =
  | 'lost-race' // another run has recorded something else in the meantime
  | 'unwritable' // the record cannot be written here
  | 'unreachable'; // a git command at the remote failed

/** Builds a HintedError `applied-ref`. */
export function recordError(reason: RecordReason, message: Sentence, hint: Sentence): HintedError {
  return new HintedError('applied-ref', message, { reason, hint });
}
