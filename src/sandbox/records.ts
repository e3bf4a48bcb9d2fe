// Stores records for clients: a record says what a client has applied to an account. Records are part of the sandbox's state, so
// that a copy of a state contains its contacts and the records about them. The sandbox does not interpret a record.

import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { objectAt } from './state-values.ts';
import { StateError } from './vendor.ts';

/** A record with its version, which a client must state to replace the record. The version is a hash of the record. */
export interface VersionedRecord {
  readonly name: string;
  readonly version: string;
  readonly record: JsonObject;
}

const NAME = /^[a-z0-9-]{1,100}$/;

/** All records that clients stored in the sandbox, by name. */
export class Records {
  #records: ReadonlyMap<string, JsonObject> = new Map();

  /** Returns all records, sorted by name. */
  list(): readonly VersionedRecord[] {
    const names = [...this.#records.keys()].sort();
    return names.flatMap((name) => {
      const record = this.#records.get(name);
      return record === undefined ? [] : [{ name, version: versionOf(record), record }];
    });
  }

  /**
   * Writes a record if its current version is `previous`. If `previous` is undefined, writes it only if no record of this name
   * exists.
   *
   * @returns the new version; undefined if nothing was written
   * @throws StateError if the name or the record is not valid
   */
  write(name: string, record: unknown, previous: string | undefined): string | undefined {
    const checked = recordAt(record, nameAt(name));
    if (this.#versionOf(name) !== previous) return undefined;
    this.#records = new Map([...this.#records, [name, checked]]);
    return versionOf(checked);
  }

  /** Removes a record if it has this version. Returns whether it was removed. */
  drop(name: string, version: string): boolean {
    if (this.#versionOf(name) !== version) return false;
    this.#records = new Map([...this.#records].filter(([other]) => other !== name));
    return true;
  }

  /** Returns the records as plain JSON data: `{ NAME: record }`; undefined if there are none. */
  state(): unknown {
    return this.#records.size === 0 ? undefined : Object.fromEntries(this.#records);
  }

  /** Replaces all records with the result of `readRecords`. */
  replaceAll(records: ReadonlyMap<string, JsonObject>): void {
    this.#records = records;
  }

  #versionOf(name: string): string | undefined {
    const record = this.#records.get(name);
    return record === undefined ? undefined : versionOf(record);
  }
}

/**
 * Parses the member `records` of a saved state.
 *
 * @throws StateError if the member is not valid
 */
export function readRecords(state: unknown): ReadonlyMap<string, JsonObject> {
  const records = objectAt(state ?? {}, 'records');
  return new Map(Object.entries(records).map(([name, record]) => [nameAt(name), recordAt(record, name)]));
}

function nameAt(name: string): string {
  if (NAME.test(name)) return name;
  throw new StateError('records: a name has only lower-case letters, digits and hyphens, at most 100');
}

function recordAt(record: unknown, name: string): JsonObject {
  return objectAt(record, `records.${name}`);
}

function versionOf(record: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex');
}
