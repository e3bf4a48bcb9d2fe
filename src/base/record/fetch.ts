// Fetches records (what was applied, kept as commits under refs/rollcall/record) from a remote. First fetches the commits of the
// remote's records without moving a ref. Then moves this clone's ref to a record of the remote only if that record is believed
// and descends from this clone's own. Never touches branches, remote-tracking branches or FETCH_HEAD.

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

/** The remote has no record of this name; this clone may have one. */
interface RecordNotThere {
  readonly state: 'missing';
}

/** The remote's record, and whether it is believed. */
interface RecordThere {
  readonly state:
    | 'current' // this clone had the same record
    | 'updated' // this clone lacked the record, and now has it
    | 'ahead' // this clone's record descends from the remote's
    | 'diverged'; // each side has a record that the other lacks, and both are used
  readonly theirs: StoredRecord | UnreadableRecord;
  readonly belief: Belief;
}

/** The remote's record is new to this clone and is not believed, so this clone's ref was not moved to it. */
interface RecordRefused {
  readonly state: 'refused';
  readonly theirs: StoredRecord | UnreadableRecord;
  readonly belief: Disbelief;
}

/** Settings that decide which records are believed. */
export interface FetchOptions {
  /**
   * Id of HEAD in the CI build of a push: commits on its first-parent line are accepted in addition to those on the default
   * branch's.
   */
  readonly pushed?: string | undefined;
  /** True to believe records whose commits are on neither line. */
  readonly trust?: boolean | undefined;
}

/**
 * Fetches records, together with the commits that are needed to decide whether the records are believed and where HEAD is
 * relative to them (`positionOf`).
 *
 * @param remote from `readRemote`
 * @param names names of the records; the remote need not have them
 * @returns map from record name to result, with one entry for each of `names`
 * @throws HintedError `applied-ref` (`unreachable`; `lost-race`, `unwritable` where a ref is moved); `git`
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
  /** Map from record name to the commit of this clone's record. */
  readonly ours: ReadonlyMap<string, string>;
  readonly theirs: readonly (StoredRecord | UnreadableRecord)[];
  readonly tips: readonly string[];
}

/**
 * Deepens a shallow clone until its history answers everything that must be known of these records: whether they are believed,
 * and how they are related to HEAD and to this clone's records.
 */
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
  /** The commit of this clone's record; undefined if it has none. */
  readonly ours: string | undefined;
  readonly belief: Belief;
}

/** Compares the remote's record with this clone's, and moves this clone's ref to it if it is newer and believed. */
async function settle(
  repository: Repository,
  remote: string,
  { record: theirs, ours, belief }: Candidate,
): Promise<FetchedRecord> {
  const { name, version, record } = theirs;
  if (version === ours) return { state: 'current', theirs, belief };
  // The ref of an unreadable record need not point at a commit, so git could not answer the question.
  const isAhead = record !== undefined && ours !== undefined && (await isAncestor(repository, version, ours));
  if (isAhead) return { state: 'ahead', theirs, belief };
  if (!belief.believed) return { state: 'refused', theirs, belief };
  if (ours !== undefined && !(await isAncestor(repository, ours, version)))
    return { state: 'diverged', theirs, belief };
  await moveRecord(repository, name, { to: version, from: ours, why: `fetched from ${remote}` });
  return { state: 'updated', theirs, belief };
}
