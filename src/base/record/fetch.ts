// Fetches records from a remote. Their objects come first; a record is put in place only if it is believed and descends from
// this clone's own. Never touches branches, remote-tracking branches or FETCH_HEAD.

import { firstParentLine, isAncestor } from '../git/ancestry.ts';
import { headOf } from '../git/head.ts';
import type { Repository } from '../git/repository-paths.ts';
import { type Belief, beliefIn, type Disbelief } from './belief.ts';
import { revisionsOf } from './document.ts';
import { moveRecord, readRecords, recordCommits } from './git-store.ts';
import { completeHistory, fetchCommits } from './history.ts';
import type { Remote } from './remote.ts';
import type { StoredRecord, UnreadableRecord } from './store.ts';

/** How a remote's record relates to this clone's. */
export type FetchedRecord = RecordNotThere | RecordThere | RecordRefused;

/** The remote has no record of this name; this clone may. */
interface RecordNotThere {
  readonly state: 'missing';
}

/** The remote's record, and whether it is believed. */
interface RecordThere {
  readonly state:
    | 'current' // this clone had the same
    | 'updated' // this clone has it now, and lacked it before
    | 'ahead' // this clone's record descends from it
    | 'diverged'; // each has a record that the other lacks, and both count
  readonly theirs: StoredRecord | UnreadableRecord;
  readonly belief: Belief;
}

/** The remote's record is new to this clone, and was not put in place because it is not believed. */
interface RecordRefused {
  readonly state: 'refused';
  readonly theirs: StoredRecord | UnreadableRecord;
  readonly belief: Disbelief;
}

/** Which records are believed. */
export interface FetchOptions {
  /** HEAD in a build of a push: its first-parent line counts in addition to the default branch's. */
  readonly pushed?: string | undefined;
  /** Believe records whose commits are elsewhere. */
  readonly trust?: boolean | undefined;
}

/**
 * Fetches records, and what is needed to believe them and to tell where HEAD is (`positionOf`).
 *
 * @param remote from `readRemote`
 * @param names of records; the remote need not have them
 * @returns one result per name
 * @throws HintedError `applied-ref` (`unreachable`; `lost-race`, `unwritable` where a record is put in place); `git`
 */
export async function fetchRecords(
  repository: Repository,
  remote: Remote,
  names: readonly string[],
  { pushed, trust = false }: FetchOptions = {},
): Promise<ReadonlyMap<string, FetchedRecord>> {
  const wanted = new Map([...remote.records].filter(([name]) => names.includes(name)));
  const tip = remote.defaultBranch === undefined ? [] : [remote.defaultBranch.tip];
  await fetchCommits(repository, remote.name, [...wanted.values(), ...tip]);
  const ours = new Map([...(await recordCommits(repository))].filter(([name]) => names.includes(name)));
  const theirs = await readRecords(repository, wanted);
  const tips = [...tip, ...(pushed === undefined ? [] : [pushed])];
  await askOfHistory(repository, remote, { ours, theirs, tips });
  const line = theirs.length === 0 ? new Set<string>() : await firstParentLine(repository, tips);
  const results = new Map<string, FetchedRecord>(names.map((name) => [name, { state: 'missing' }]));
  for (const record of theirs) {
    const fetched = { record, ours: ours.get(record.name), belief: beliefIn(record, line, trust) };
    results.set(record.name, await settle(repository, remote.name, fetched));
  }
  return results;
}

interface BothSides {
  /** Commits of this clone's records, by name. */
  readonly ours: ReadonlyMap<string, string>;
  readonly theirs: readonly (StoredRecord | UnreadableRecord)[];
  readonly tips: readonly string[];
}

/** Makes a shallow clone deep enough for everything that is asked of these records. */
async function askOfHistory(repository: Repository, remote: Remote, { ours, theirs, tips }: BothSides): Promise<void> {
  const readable = theirs.filter((each): each is StoredRecord => each.record !== undefined);
  const own = (await readRecords(repository, ours)).flatMap(({ record }) => record?.revision ?? []);
  const revisions = [...new Set([...readable.map(({ record }) => record.revision), ...own])];
  const head = await headOf(repository);
  const starts = [...tips, ...(head === undefined ? [] : [head])];
  await completeHistory(repository, remote.name, {
    tips,
    onLine: [...new Set(readable.flatMap(({ record }) => revisionsOf(record)))],
    pairs: [
      ...revisions.flatMap((revision) => starts.map((start) => [start, revision] as const)),
      ...(head === undefined || revisions.length === 0 ? [] : tips.map((tip) => [tip, head] as const)),
      ...readable.flatMap(({ name, version }) => {
        const our = ours.get(name);
        return our === undefined ? [] : [[version, our] as const];
      }),
    ],
  });
}

interface Candidate {
  readonly record: StoredRecord | UnreadableRecord;
  /** The commit of this clone's record. */
  readonly ours: string | undefined;
  readonly belief: Belief;
}

/** Compares the remote's record with this clone's, and puts it in place if it may. */
async function settle(
  repository: Repository,
  remote: string,
  { record: theirs, ours, belief }: Candidate,
): Promise<FetchedRecord> {
  const { name, version, record } = theirs;
  if (version === ours) return { state: 'current', theirs, belief };
  // An unreadable one may not even be a commit.
  const isAhead = record !== undefined && ours !== undefined && (await isAncestor(repository, version, ours));
  if (isAhead) return { state: 'ahead', theirs, belief };
  if (!belief.believed) return { state: 'refused', theirs, belief };
  if (ours !== undefined && !(await isAncestor(repository, ours, version)))
    return { state: 'diverged', theirs, belief };
  await moveRecord(repository, name, { to: version, from: ours, why: `fetched from ${remote}` });
  return { state: 'updated', theirs, belief };
}
