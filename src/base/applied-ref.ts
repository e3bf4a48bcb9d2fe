// Records of what was last applied to each account: refs/rollcall/applied/<account>, a chain of commits whose trees hold the
// manifests as they were. Enters: files, an account, a remote. Leaves: commits. Never touches the index, the work tree or
// branches, and never overwrites another run's record: losing that race is an error of its own.

import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';
import { askGit, type GitAnswer, gitText, type Repository } from './git.ts';
import { type RecordedFile, writeTree } from './write-tree.ts';

const PREFIX = 'refs/rollcall/applied/';

/** Why a record could not be read from a remote, or could not be advanced. */
type AppliedRefReason =
  | 'lost-race' // another run has recorded something else in the meantime
  | 'diverged' // this clone and the remote each have a record that the other lacks
  | 'unwritable' // the ref cannot be written in this clone
  | 'unreachable'; // a git command at the remote failed

function refError(reason: AppliedRefReason, message: Sentence, hint: Sentence): HintedError {
  return new HintedError('applied-ref', message, { reason, hint });
}

/**
 * The ref with an account's record.
 *
 * @param account its name: lower-case letters, digits and `-`
 */
export function appliedRef(account: string): string {
  return PREFIX + account;
}

/** Selects the records of a repository. */
export interface AppliedRecords {
  readonly repository: Repository;
}

/** Selects the record of one account. */
export interface AppliedRecord extends AppliedRecords {
  readonly account: string;
}

/** Input of `recordApplied`. */
export interface NewAppliedRecord extends AppliedRecord {
  readonly files: readonly RecordedFile[];
  /** Result of `readApplied` when the plan was made; undefined for a first run. */
  readonly previous: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Records files as applied to an account.
 *
 * @returns the commit that the ref now points at: the previous one if the files are the same
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`); `git`
 */
export async function recordApplied(record: NewAppliedRecord): Promise<string> {
  const { repository, account, files, previous, now } = record;
  const tree = await writeTree(repository, files);
  const isSame = previous !== undefined && (await gitText(repository, ['rev-parse', `${previous}^{tree}`])) === tree;
  const parents = previous === undefined ? [] : ['-p', previous];
  const message = `rollcall: applied to ${account}`;
  const commit = isSame
    ? previous
    : await gitText(repository, ['commit-tree', tree, ...parents, '-m', message], { environment: author(now) });
  await advance({ repository, account }, commit, previous, message);
  return commit;
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

/** Moves the ref, unless it has moved since `previous` was read. */
async function advance(
  { repository, account }: AppliedRecord,
  commit: string,
  previous: string | undefined,
  message: string,
): Promise<void> {
  const ref = appliedRef(account);
  // Zeros mean that the ref must not exist yet.
  const expected = previous ?? '0'.repeat(commit.length);
  const moved = await askGit(repository, ['update-ref', '-m', message, ref, commit, expected]);
  if (moved.ok) return;
  const found = await readApplied({ repository, account });
  throw found === previous
    ? refError(
        'unwritable',
        sentence`${shown(ref)} cannot be written: ${personal('system', moved.complaint)}`,
        sentence`check the repository’s permissions`,
      )
    : refError(
        'lost-race',
        sentence`another run has recorded what was applied to ${shown(account)}`,
        sentence`plan again, with its record as the base`,
      );
}

/**
 * The commit last recorded for an account; undefined if there is none.
 *
 * @throws HintedError `git`
 */
export async function readApplied({ repository, account }: AppliedRecord): Promise<string | undefined> {
  return (await listApplied({ repository })).get(account);
}

/**
 * Every account that has a record, with its commit.
 *
 * @throws HintedError `git`
 */
export async function listApplied({ repository }: AppliedRecords): Promise<ReadonlyMap<string, string>> {
  const text = await gitText(repository, ['for-each-ref', '--format=%(objectname) %(refname)', PREFIX]);
  const lines = text.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [commit = '', ref = ''] = line.split(' ');
      return [ref.slice(PREFIX.length), commit];
    }),
  );
}

/**
 * The remote to fetch records from and push them to: `origin`, otherwise the only one. Ignores names that git would parse as an
 * option.
 *
 * @throws HintedError `git`
 */
export async function defaultRemote({ repository }: AppliedRecords): Promise<string | undefined> {
  const remotes = (await gitText(repository, ['remote'])).split('\n').filter((name) => /^[^-]/.test(name));
  return remotes.includes('origin') ? 'origin' : remotes.length === 1 ? remotes[0] : undefined;
}

/**
 * Pushes an account's record.
 *
 * @throws HintedError `applied-ref` (`lost-race`) if the remote has a record that this clone lacks; `unreachable`
 */
export async function pushApplied({ repository, account }: AppliedRecord, remote: string): Promise<void> {
  const ref = appliedRef(account);
  // Without force, so that the push is refused unless it is a fast-forward.
  const pushed = await askGit(repository, ['push', '--porcelain', '--', remote, `${ref}:${ref}`]);
  if (pushed.ok) return;
  if (/^!.*\[(?:remote )?rejected\].*(?:fast-forward|fetch first|stale|lock)/m.test(pushed.output.toString('utf8'))) {
    throw refError(
      'lost-race',
      sentence`${shown(remote)} has another record of what was applied to ${shown(account)}`,
      sentence`plan again with \`--base applied\`, which fetches it`,
    );
  }
  throw unreachable(remote, pushed, sentence`push ${shown(ref)}`);
}

/** Result of a fetch. `missing`: the remote has no record; `ahead`: this clone's record is newer than the remote's. */
export type Fetched = 'missing' | 'current' | 'updated' | 'ahead';

/**
 * Updates this clone's record from the remote; `readApplied` then returns it.
 *
 * @throws HintedError `applied-ref` (`diverged`, `unreachable`)
 */
export async function fetchApplied({ repository, account }: AppliedRecord, remote: string): Promise<Fetched> {
  const ref = appliedRef(account);
  const listed = await askGit(repository, ['ls-remote', '--', remote, ref]);
  if (!listed.ok) throw unreachable(remote, listed, sentence`ask for what was applied`);
  const line = listed.output
    .toString('utf8')
    .split('\n')
    .find((each) => each.endsWith(`\t${ref}`));
  const theirs = line?.slice(0, line.indexOf('\t'));
  if (theirs === undefined) return 'missing';
  const ours = await readApplied({ repository, account });
  if (ours === theirs) return 'current';
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head'];
  const fetched = await askGit(repository, ['fetch', ...quiet, '--', remote, ref]);
  if (!fetched.ok) throw unreachable(remote, fetched, sentence`fetch ${shown(ref)}`);
  if (ours !== undefined && (await isAncestor(repository, theirs, ours))) return 'ahead';
  if (ours !== undefined && !(await isAncestor(repository, ours, theirs))) {
    throw refError(
      'diverged',
      sentence`this clone and ${shown(remote)} disagree on what was applied to ${shown(account)}`,
      sentence`if ${shown(remote)} is right, run \`git fetch ${shown(remote)} +${shown(ref)}:${shown(ref)}\``,
    );
  }
  await advance({ repository, account }, theirs, ours, `rollcall: fetched from ${remote}`);
  return 'updated';
}

async function isAncestor(repository: Repository, earlier: string, later: string): Promise<boolean> {
  return (await askGit(repository, ['merge-base', '--is-ancestor', earlier, later])).ok;
}

function unreachable(remote: string, { complaint }: GitAnswer, doing: Sentence): HintedError {
  return refError(
    'unreachable',
    sentence`cannot ${doing} at ${shown(remote)}: ${personal('system', complaint)}`,
    sentence`check the remote, the network and the permission to write there`,
  );
}
