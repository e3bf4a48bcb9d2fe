// Stores records (what was applied) in git: refs/rollcall/record/<name>, each a commit whose tree is one file. Never touches the
// index, the work tree or branches.
//
//   parent of a record's commit   reason
//   the applied commit            squashing or rebasing a branch, and garbage collection, never lose it
//   the previous record           a push is a plain fast-forward, and what earlier records named stays reachable
//   the remote's record           the same, if it and the previous record were written independently of each other
//   commits of exceptions         only those that cannot be reached through the others

import { personal } from '../../contact/argument.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { objectsNamed } from '../git/objects.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit, gitText } from '../git.ts';
import { type AppliedRecord, isLocal, recordName, revisionsOf } from './document.ts';
import { type RecordStore, recordError, type StoredRecord, type UnreadableRecord } from './store.ts';
import { parseRecord, serialiseRecord } from './text/record-text.ts';

/** Beginning of the names of all refs that point at records. */
export const RECORD_REFS = 'refs/rollcall/record/';

/** Name of the file that contains the record, in the tree of its commit. */
const FILE = 'record.json';

/** Returns the full name of the ref that points at a record. */
export function recordRef(name: string): string {
  return RECORD_REFS + name;
}

/**
 * Opens the store of a clone's records. Writing a record that names manifests in no commit throws a RangeError, because no other
 * clone could use that record.
 *
 * @param now returns the current time in milliseconds since the epoch
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
 * Lists the records of this clone.
 *
 * @returns map from record name to the commit that its ref points at
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
 * @param commits map from record name to commit
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

/**
 * Parses the file of a record. Undefined if the text is not a record of this format, if it is the record of another name, or if
 * it names manifests that only one machine has.
 */
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

/** A change of the ref of one record. */
export interface RecordMove {
  /** The new commit; undefined to remove the record. */
  readonly to: string | undefined;
  /** The commit that the ref pointed at when it was read; undefined if the ref did not exist. */
  readonly from: string | undefined;
  /** The reason, for the ref's log. */
  readonly why: string;
}

/**
 * Moves a record's ref, unless it has moved since it was read.
 *
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`)
 */
export async function moveRecord(repository: Repository, name: string, { to, from, why }: RecordMove): Promise<void> {
  const ref = recordRef(name);
  // To `git update-ref`, an expected id of zeros means that the ref must not exist.
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
