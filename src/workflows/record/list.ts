// Lists the records of what was applied, for people. Needs neither credentials nor valid manifests.

import { listApplied } from '../../base/applied-ref.ts';
import { countExceptions, isLocal } from '../../base/record/document.ts';
import type { FoundRecord, OpenedRecords } from './open.ts';

/** One record, as a person wants to know it. */
export interface ListedRecord {
  readonly name: string;
  readonly keptIn: FoundRecord['keptIn'] | 'old form';
  /** False: the record is damaged, or of another version; then nothing else is known of it. */
  readonly isReadable: boolean;
  readonly account?: string;
  /** Base URL of the destination. */
  readonly origin?: string;
  readonly directory?: string;
  /** Full id of the commit that was applied; null for manifests that are in no commit. */
  readonly commit?: string | null;
  /** RFC 3339 instant of the apply. */
  readonly at?: string;
  /** Number of contacts that were declared and not confirmed. */
  readonly owed?: number;
  /** Whether the remote has the same record: `same`, `another` or `none`; absent without a remote, or if it was not asked. */
  readonly atRemote?: 'same' | 'another' | 'none';
}

/**
 * Lists the records that were opened, sorted by account and directory, and then those of the old form.
 *
 * @throws HintedError `git`
 */
export async function listRecords(opened: OpenedRecords): Promise<readonly ListedRecord[]> {
  const old = opened.location === undefined ? [] : [...(await listApplied(opened.location))];
  return [
    ...opened.found.map((found) => listed(found, opened)).sort(byAccount),
    ...old.map(
      ([account, commit]): ListedRecord => ({
        name: `applied/${account}`,
        keptIn: 'old form',
        isReadable: true,
        account,
        commit,
      }),
    ),
  ];
}

function listed({ name, keptIn, version, record }: FoundRecord, { remote }: OpenedRecords): ListedRecord {
  const theirs = remote?.reachable === true ? (remote.remote.records.get(name) ?? 'none') : undefined;
  const isShared = keptIn === 'git' && theirs !== undefined;
  const atRemote = theirs === 'none' ? 'none' : theirs === version ? 'same' : 'another';
  const shared = isShared ? ({ atRemote } as const) : {};
  if (record === undefined) return { name, keptIn, isReadable: false, ...shared };
  const { account, destination, directory, revision, at } = record;
  const commit = isLocal(revision) ? null : revision;
  const owed = countExceptions(record);
  return {
    name,
    keptIn,
    isReadable: true,
    account,
    origin: destination.origin,
    directory,
    commit,
    at,
    owed,
    ...shared,
  };
}

function byAccount(a: ListedRecord, b: ListedRecord): number {
  const [one, other] = [a, b].map(({ account = '', directory = '', name }) => [account, directory, name].join('\0'));
  return (one ?? '') < (other ?? '') ? -1 : 1;
}
