// Notes of a plan about the records as a whole. Pure.

import type { BaseNote } from '../../base/notes.ts';
import { recordName } from '../../base/record/document.ts';
import type { AccountRevision } from '../../base/revisions.ts';
import type { Configuration } from '../../manifest/configuration.ts';
import type { Destination } from '../../providers/contract.ts';
import { isOfAnother } from './elsewhere.ts';
import type { OpenedRecords } from './open.ts';

/** Returns the notes that were made when the records' manifests were loaded, each once. */
export function notesOf(
  parts: readonly (readonly [string, { readonly revisions: ReadonlyMap<string, AccountRevision> }])[],
): readonly BaseNote[] {
  const manifests = new Set(parts.flatMap(([, { revisions }]) => [...revisions.values()].map((one) => one.manifests)));
  return [...manifests].flatMap(({ notes }) => notes);
}

/**
 * Returns a note for each record of this directory whose account is no longer declared. A renamed account is still declared: its
 * destination, and so the name of its record, is the same.
 */
export function undeclared(
  { accounts, environment }: Pick<Configuration, 'accounts' | 'environment'>,
  { found, directory }: OpenedRecords,
  destinations: ReadonlyMap<string, Destination>,
): readonly BaseNote[] {
  const declared = new Set([...accounts.map(({ name }) => name), ...(environment?.absentAccounts ?? [])]);
  const own = new Set([...destinations.values()].map((destination) => recordName(destination, directory)));
  const records = found.flatMap(({ name, record }) => (record === undefined ? [] : [{ name, record }]));
  return records
    .filter(({ name, record }) => record.directory === directory && !declared.has(record.account) && !own.has(name))
    .filter(({ record }) => !isOfAnother(environment, record))
    .map(({ name, record }) => ({ code: 'left-over', args: { account: record.account, record: name } }));
}

/** The remote's default branch, as `origin/main`; the remote's name alone if its HEAD is no branch. */
export function nameOfDefaultBranch({ remote }: OpenedRecords): string {
  const branch = remote?.reachable === true ? remote.remote.defaultBranch?.name : undefined;
  return [remote?.name, branch].filter((name) => name !== undefined).join('/');
}
