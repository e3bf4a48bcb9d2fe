// Lists the records of what was applied: those of this clone, this machine or a sandbox, and those of the remote if it is asked.
// A record of the old form is a git ref `refs/rollcall/applied/<account>`. Neither manifests nor credentials are read.

import { type AppliedRecords, listApplied } from '../../../base/applied-ref.ts';
import { isAncestor } from '../../../base/git/ancestry.ts';
import { missingObjects } from '../../../base/git/objects.ts';
import { type AppliedRecord, countExceptions, countRolledBack, type Revision } from '../../../base/record/document.ts';
import { readRecords } from '../../../base/record/git-store.ts';
import { fetchCommits } from '../../../base/record/history.ts';
import { defaultRemote, readRemote } from '../../../base/record/remote.ts';
import { dateOf } from '../../../base/resolve-commit.ts';
import { type FoundRecord, openRecords, type RecordOptions } from '../open.ts';
import { inExistingDirectory } from './open.ts';

/** One record, as a list shows it. */
export interface ListedRecord {
  /** Name that `record drop` and `record move` accept; `applied/<account>` for a record of the old form. */
  readonly name: string;
  readonly form: 'record' | 'unreadable' | 'old';
  readonly keptIn: FoundRecord['keptIn'] | 'remote';
  /** Absent if the record cannot be read, as are all further members except `remote`. */
  readonly account?: string;
  /** The environment that was applied; absent if the manifests declared none. */
  readonly environment?: string;
  /** Base URL of the vendor, or `sandbox:<account>`; absent for a record of the old form. */
  readonly origin?: string;
  /** Directory of the manifests; absent for a record of the old form. */
  readonly directory?: string;
  readonly revision?: Revision;
  /** RFC 3339 instant of the latest apply. */
  readonly at?: string;
  /** Number of contacts that are owed. */
  readonly owed?: number;
  /** Number of contacts whose declaration was rolled back; absent if there are none. */
  readonly rolledBack?: number;
  /**
   * Present if the remote was asked. `pushed`: the remote has the same record. `ahead`: the remote has an earlier record, which
   * this clone's includes. `only-here`: the remote has no such record. `differs`: the remote has a record that this clone's does
   * not include. `only-there`: this clone has no such record.
   */
  readonly remote?: 'pushed' | 'ahead' | 'only-here' | 'differs' | 'only-there';
}

/**
 * Lists the records, sorted by account and name.
 *
 * @param options with `isOnline`, the remote is asked as well; its records are shown, but not stored in this clone
 * @throws HintedError `applied-ref` (`unreachable`); `git`, `store`
 */
export async function listRecords(options: RecordOptions): Promise<readonly ListedRecord[]> {
  const { found, location, unusable } = await openRecords(() => [], {
    ...(await inExistingDirectory(options)),
    isOnline: false,
  });
  if (unusable !== undefined && options.sandbox === undefined) throw unusable;
  const records = found.map(listed);
  if (location === undefined || options.sandbox !== undefined) return sorted(records);
  const old = await oldRecords(location);
  if (!options.isOnline) return sorted([...records, ...old]);
  return sorted([...(await withRemote(found, location)), ...old]);
}

function listed({ name, record, keptIn }: FoundRecord): ListedRecord {
  return record === undefined
    ? { name, form: 'unreadable', keptIn }
    : { name, form: 'record', keptIn, ...told(record) };
}

function told(record: AppliedRecord): Partial<ListedRecord> {
  const { account, environment, destination, directory, revision, at } = record;
  const where = environment === undefined ? {} : { environment };
  const shared = { account, ...where, origin: destination.origin, directory, revision, at };
  const rolledBack = countRolledBack(record);
  return { ...shared, owed: countExceptions(record), ...(rolledBack === 0 ? {} : { rolledBack }) };
}

function sorted(records: readonly ListedRecord[]): readonly ListedRecord[] {
  const order = ({ account = '\uffff', name }: ListedRecord): string => `${account}\n${name}`;
  return records.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

async function oldRecords({ repository }: AppliedRecords): Promise<readonly ListedRecord[]> {
  const found = [...(await listApplied({ repository }))];
  return Promise.all(
    found.map(async ([account, revision]): Promise<ListedRecord> => {
      const at = await dateOf(repository, revision);
      return { name: `applied/${account}`, form: 'old', keptIn: 'git', account, revision, at };
    }),
  );
}

async function withRemote(
  found: readonly FoundRecord[],
  { repository }: AppliedRecords,
): Promise<readonly ListedRecord[]> {
  const name = await defaultRemote(repository);
  if (name === undefined) return found.map(listed);
  const { records: theirs } = await readRemote(repository, name);
  const here = new Set(found.filter(({ keptIn }) => keptIn === 'git').map((one) => one.name));
  const there = new Map([...theirs].filter(([one]) => !here.has(one)));
  await fetchCommits(repository, name, [...there.values()]);
  const onlyThere = (await readRecords(repository, there)).map((one): ListedRecord => {
    const state = { name: one.name, keptIn: 'remote', remote: 'only-there' } as const;
    return one.record === undefined
      ? { ...state, form: 'unreadable' }
      : { ...state, form: 'record', ...told(one.record) };
  });
  const ours = found.map(async (one): Promise<ListedRecord> => {
    if (one.keptIn !== 'git') return listed(one);
    return { ...listed(one), remote: await relation({ repository }, one.version, theirs.get(one.name)) };
  });
  return [...(await Promise.all(ours)), ...onlyThere];
}

async function relation(
  { repository }: AppliedRecords,
  ours: string,
  theirs: string | undefined,
): Promise<NonNullable<ListedRecord['remote']>> {
  if (theirs === undefined) return 'only-here';
  if (theirs === ours) return 'pushed';
  const isUnknown = (await missingObjects(repository, [theirs])).length > 0;
  return !isUnknown && (await isAncestor(repository, theirs, ours)) ? 'ahead' : 'differs';
}
