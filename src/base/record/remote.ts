// Asks a remote for its default branch and its records (what was applied), and pushes or removes records there. Enters: the name
// of a remote. Leaves: ids of commits. fetch.ts fetches the commits of records.

import { personal } from '../../contact/argument.ts';
import { type Sentence, sentence, shown } from '../../contact/sentence.ts';
import { isAncestor } from '../git/ancestry.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit, gitText } from '../git.ts';
import { RECORD_REFS, readRecords, recordCommits, recordRef } from './git-store.ts';
import { isRecordName } from './refused-write.ts';
import { recordError } from './store.ts';

/** The state of a remote at the time it was asked. */
export interface Remote {
  /** Its name in this clone. */
  readonly name: string;
  /** Absent if the remote has no commit, or does not say which branch is its default. */
  readonly defaultBranch?: DefaultBranch;
  /** Map from record name to the commit that the remote's ref points at. */
  readonly records: ReadonlyMap<string, string>;
}

/** A remote's default branch. */
interface DefaultBranch {
  /** Undefined if the remote's HEAD is a commit, not a branch. */
  readonly name: string | undefined;
  /** Its latest commit, which this clone may lack. */
  readonly tip: string;
}

/**
 * Returns the name of the remote to fetch records from and push them to: `origin`, otherwise the only remote. Undefined if there
 * is neither. Ignores names that git would parse as an option.
 *
 * @throws HintedError `git`
 */
export async function defaultRemote(repository: Repository): Promise<string | undefined> {
  const remotes = (await gitText(repository, ['remote'])).split('\n').filter((name) => /^[^-]/.test(name));
  return remotes.includes('origin') ? 'origin' : remotes.length === 1 ? remotes[0] : undefined;
}

/**
 * Asks a remote for its default branch and its records, with one connection.
 *
 * @param remote its name
 * @throws HintedError `applied-ref` (`unreachable`)
 */
export async function readRemote(repository: Repository, remote: string): Promise<Remote> {
  const answer = await askGit(repository, ['ls-remote', '--symref', '--', remote, 'HEAD', `${RECORD_REFS}*`]);
  if (!answer.ok) throw unreachable(remote, answer, sentence`ask for what was applied`);
  return { name: remote, ...parseListing(answer.output.toString('utf8')) };
}

function parseListing(text: string): Omit<Remote, 'name'> {
  const rows = text.split('\n').map((line) => line.split('\t'));
  const refs = new Map(
    rows.map(([value = '', ref = '']) => [`${value.startsWith('ref: ') ? 'ref: ' : ''}${ref}`, value]),
  );
  const [tip, branch] = [refs.get('HEAD'), refs.get('ref: HEAD')];
  const records = [...refs]
    .filter(([ref]) => ref.startsWith(RECORD_REFS))
    .map(([ref, commit]) => [ref.slice(RECORD_REFS.length), commit] as const)
    // rollcall has not written refs with any other name.
    .filter(([name]) => isRecordName(name));
  return {
    ...(tip === undefined ? {} : { defaultBranch: { tip, name: branch?.replace(/^ref: (?:refs\/heads\/)?/, '') } }),
    records: new Map(records),
  };
}

/**
 * Pushes this clone's record. Overwrites nothing: if the remote has a record of this name, this clone's must descend from it.
 *
 * @param remote its name
 * @param name name of a record that this clone has
 * @throws HintedError `applied-ref`: `lost-race` if the remote's record is unreadable or does not precede this clone's;
 *   `unreachable`
 */
export async function pushRecord(repository: Repository, remote: string, name: string): Promise<void> {
  const ref = recordRef(name);
  const ours = (await recordCommits(repository)).get(name);
  if (ours === undefined) throw new RangeError(`there is no ${ref}`);
  const theirs = (await readRemote(repository, remote)).records.get(name);
  if (theirs === ours) return;
  if (theirs !== undefined && !(await precedes(repository, name, theirs, ours))) throw lostRace(remote, ref);
  // With this lease, the remote moves the ref only if it still points at the commit that was compared. An empty id means that the
  // ref must not exist.
  const pushed = await pushTo(repository, remote, `--force-with-lease=${ref}:${theirs ?? ''}`, `${ours}:${ref}`);
  if (pushed.ok) return;
  const now = (await readRemote(repository, remote)).records.get(name);
  if (now === ours) return;
  throw now === theirs ? unreachable(remote, pushed, sentence`push ${shown(ref)}`) : lostRace(remote, ref);
}

/**
 * Removes a record at a remote.
 *
 * @param remote its name
 * @param version the commit that the remote's ref must point at
 * @throws HintedError `applied-ref`: `lost-race` if the remote's ref points at another commit by now; `unreachable`
 */
export async function dropAtRemote(
  repository: Repository,
  remote: string,
  name: string,
  version: string,
): Promise<void> {
  const ref = recordRef(name);
  const pushed = await pushTo(repository, remote, `--force-with-lease=${ref}:${version}`, `:${ref}`);
  if (pushed.ok) return;
  const theirs = (await readRemote(repository, remote)).records.get(name);
  if (theirs === undefined) return;
  throw theirs === version ? unreachable(remote, pushed, sentence`remove ${shown(ref)}`) : lostRace(remote, ref);
}

function pushTo(repository: Repository, remote: string, lease: string, refspec: string): ReturnType<typeof askGit> {
  return askGit(repository, ['push', '--quiet', '--porcelain', lease, '--', remote, refspec]);
}

/** True if the remote's commit is a readable record that this clone has, and this clone's record descends from it. */
async function precedes(repository: Repository, name: string, theirs: string, ours: string): Promise<boolean> {
  const [found] = await readRecords(repository, new Map([[name, theirs]]));
  return found?.record !== undefined && (await isAncestor(repository, theirs, ours));
}

function lostRace(remote: string, ref: string): Error {
  return recordError(
    'lost-race',
    sentence`${shown(remote)} has another ${shown(ref)} by now`,
    sentence`plan again, which fetches it`,
  );
}

/** Builds the error for a git command that failed at a remote; `doing` completes the sentence "cannot …". */
export function unreachable(remote: string, { complaint }: { readonly complaint: string }, doing: Sentence): Error {
  return recordError(
    'unreachable',
    sentence`cannot ${doing} at ${shown(remote)}: ${personal('system', complaint)}`,
    sentence`check the remote, the network and the permission to write there`,
  );
}
