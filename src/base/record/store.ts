// Where records lie: in git, in this machine's private files, or in a sandbox. Every kind of store obeys the same contract, which
// test/base/record/store-contract.ts asks of each.

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

/** The records of what was applied that one place holds. */
export interface RecordStore {
  /** All records of the store, sorted by name. */
  list(): Promise<readonly (StoredRecord | UnreadableRecord)[]>;
  /**
   * Writes a record, unless somebody else has written it since it was read.
   *
   * @param previous version read before; undefined: it must not exist
   * @returns the new version
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
   */
  write(name: string, record: AppliedRecord, previous: string | undefined): Promise<string>;
  /**
   * Removes a record.
   *
   * @param version the one that was read; another one is not removed
   * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
   */
  drop(name: string, version: string): Promise<void>;
}
