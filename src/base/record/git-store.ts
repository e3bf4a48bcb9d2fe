// Records in git: refs/rollcall/record/<name>, each a commit whose tree is one file. Never touches the index, the work tree or
// branches.
//
//   parent                        reason
//   the applied commit            squashing or rebasing a branch, and garbage collection, never lose it
//   the previous record           a push is a plain fast-forward, and what earlier records named stays reachable
//   the remote's record           the same, if it and the previous one were written side by side
//   commits of exceptions         only those that cannot be reached through the others

import { personal } from '../../contact/argument.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { objectsNamed } from '../git/objects.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit, gitText } from '../git.ts';
import { type AppliedRecord, isLocal, recordName, revisionsOf } from './document.ts';
import { type RecordStore, recordError, type StoredRecord, type UnreadableRecord } from './store.ts';
import { parseRecord, serialiseRecord } from './text/record-text.ts';

/** Beginning of the refs of records. */
export const RECORD_REFS = 'refs/rollcall/record/';

/** The file with the record in a commit's tree. */
const FILE = 'record.json';

/** The ref of a record. */
export function recordRef(name: string): string {
  return RECORD_REFS + name;
}

/**
 * The records of a clone. A record is never written if one of its revisions is in no commit: that is a RangeError.
 *
 * @param now milliseconds since the epoch
 */
export function gitRecords(repository: Repository, now: () => number): RecordStore {
  return {
    async list() {
      return readRecords(repository, await recordCommits(repository));
    },
    async write(name, record, previous, included = []) {
      const commit = await writeCommit(repository, { name, record, previous, included, now: now() });
      await moveRecord(repository, name, { to: commit, from: previous, why: `applied to ${record.account}` });
      return commit;
    },
    async drop(name, version) {
      await moveRecord(repository, name, { to: undefined, from: version, why: 'dropped' });
    },
  };
}

/**
 * The commit of every record in this clone, by the record's name.
 *
 * @throws HintedError `git`
 */
export async function recordCommits(repository: Repository): Promise<ReadonlyMap<string, string>> {
  const text = await gitText(repository, ['for-each-ref', '--format=%(objectname) %(refname)', RECORD_REFS]);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [commit = '', ref = ''] = line.split(' ');
      return [ref.slice(RECORD_REFS.length), commit];
    }),
  );
}

/**
 * Reads records from their commits.
 *
 * @param commits by the records' names
 * @throws HintedError `git`
 */
export async function readRecords(
  repository: Repository,
  commits: ReadonlyMap<string, string>,
): Promise<readonly (StoredRecord | UnreadableRecord)[]> {
  const files = await objectsNamed(
    repository,
    [...commits.values()].map((commit) => `${commit}:${FILE}`),
  );
  return [...commits].map(([name, version], index) => {
    const file = files[index];
    const record = file?.type === 'blob' ? recordNamed(name, file.content.toString('utf8')) : undefined;
    return record === undefined ? { name, version } : { name, version, record };
  });
}

/** The record in a file; undefined if it is another one's, or names manifests that only one machine has. */
function recordNamed(name: string, text: string): AppliedRecord | undefined {
  const record = parseRecord(text);
  if (record === undefined || recordName(record.destination, record.directory) !== name) return undefined;
  return revisionsOf(record).some(isLocal) ? undefined : record;
}

interface NewCommit {
  readonly name: string;
  readonly record: AppliedRecord;
  readonly previous: string | undefined;
  readonly included: readonly string[];
  readonly now: number;
}

async function writeCommit(repository: Repository, { name, record, now, ...former }: NewCommit): Promise<string> {
  if (revisionsOf(record).some(isLocal)) throw new RangeError('manifests that are in no commit have no record in git');
  if (recordName(record.destination, record.directory) !== name)
    throw new RangeError('this is the name of another record');
  const blob = await gitText(repository, ['hash-object', '-w', '--stdin'], { input: serialiseRecord(record) });
  const tree = await gitText(repository, ['mktree'], { input: `100644 blob ${blob}\t${FILE}\n` });
  const parents = (await parentsOf(repository, record, former)).flatMap((parent) => ['-p', parent]);
  const message = `rollcall: applied to ${record.account}`;
  return gitText(repository, ['commit-tree', tree, ...parents, '-m', message], { environment: author(now) });
}

async function parentsOf(
  repository: Repository,
  record: AppliedRecord,
  { previous, included }: Pick<NewCommit, 'previous' | 'included'>,
): Promise<readonly string[]> {
  const [revision = '', ...earlier] = revisionsOf(record);
  const first = [revision, ...(previous === undefined ? [] : [previous]), ...included];
  if (earlier.length === 0) return first;
  const unreachable = await gitText(repository, ['merge-base', '--independent', ...first, ...earlier]);
  return [...new Set([...first, ...unreachable.split('\n')])];
}

/** A fixed author, so that a record neither needs the user's name nor reveals it. */
function author(now: number): Readonly<Record<string, string>> {
  const date = `${Math.floor(now / 1000)} +0000`;
  const [name, email] = ['rollcall', 'rollcall@localhost'];
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}

/** A new commit for a record. */
export interface RecordMove {
  /** Undefined: the record is removed. */
  readonly to: string | undefined;
  /** The commit that was read before; undefined: there was none. */
  readonly from: string | undefined;
  /** The message of this move in the ref's log. */
  readonly why: string;
}

/**
 * Moves a record's ref, unless it has moved since it was read.
 *
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
 */
export async function moveRecord(repository: Repository, name: string, { to, from, why }: RecordMove): Promise<void> {
  const ref = recordRef(name);
  // Zeros mean that the ref must not exist.
  const expected = from ?? '0'.repeat(to?.length ?? 40);
  const change = to === undefined ? ['-d', ref, expected] : [ref, to, expected];
  const moved = await askGit(repository, ['update-ref', '--no-deref', '-m', `rollcall: ${why}`, ...change]);
  if (moved.ok) return;
  throw (await recordCommits(repository)).get(name) === from
    ? recordError(
        'unwritable',
        sentence`${shown(ref)} cannot be written: ${personal('system', moved.complaint)}`,
        sentence`check the repository’s permissions`,
      )
    : recordError(
        'lost-race',
        sentence`another run has moved ${shown(ref)} in the meantime`,
        sentence`plan again, with its record as the base`,
      );
}
