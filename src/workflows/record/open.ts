// Opens the records of what was applied: finds where they lie, fetches those of a remote, and lists them. Enters: the directory of
// the manifests, and the names of the records that matter. Leaves: the records that were found, and what the remote says of them.
//
//   kept in     when                                                      who sees it
//   git         the manifests are a commit's                              everybody, once it is pushed
//   private     the manifests are in no commit, or there is no git        this machine
//   sandbox     the accounts are a sandbox's                              whoever uses the sandbox's state

import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { openRepository } from '../../base/git/repository.ts';
import { gitRecords } from '../../base/record/git-store.ts';
import type { LocalManifests } from '../../base/record/local-manifests.ts';
import { privateManifests } from '../../base/record/private-manifests.ts';
import { privateRecords } from '../../base/record/private-store.ts';
import type { RecordStore, StoredRecord, UnreadableRecord } from '../../base/record/store.ts';
import { type RepositoryLocation, repositoryLocationOf } from '../../base/resolve-commit.ts';
import { type HintedError, hasCode } from '../../contact/hinted-error.ts';
import { type RemoteRecords, readRemoteRecords } from './remote.ts';

/** Where the manifests lie, and how their records are read. */
export interface RecordOptions {
  /** Directory of the manifests, relative to `workingDirectory`. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The path of `.rollcall`; it need not exist. */
  readonly store: string;
  /** Records of the sandbox; absent: the accounts are not a sandbox's. */
  readonly sandbox?: SandboxStore | undefined;
  /** Encrypts and decrypts manifests that are in no commit; absent: they are stored unencrypted. */
  readonly encryption?: Parameters<typeof privateManifests>[1];
  /** True to ask the remote for its records. */
  readonly isOnline: boolean;
  /** True: a remote's record is used even if it names commits that are not on the remote's default branch. */
  readonly trust?: boolean;
  /**
   * True if this is a build of a push: then commits on HEAD's first-parent line are believed like those of the remote's default
   * branch.
   */
  readonly isPushBuild?: boolean;
}

/** The store of a sandbox: records, and the manifests that they name. */
export interface SandboxStore extends RecordStore {
  readonly manifests: LocalManifests;
}

/** A record that was found, and where it lies. */
export type FoundRecord = (StoredRecord | UnreadableRecord) & { readonly keptIn: 'git' | 'private' | 'sandbox' };

/** The records of a directory of manifests. */
export interface OpenedRecords {
  /** Undefined if the manifests are in no git repository that can be used. */
  readonly location: RepositoryLocation | undefined;
  /** Why the repository cannot be used; undefined if there is no repository, or it can be used. */
  readonly unusable: HintedError | undefined;
  /** The name of the manifests' directory in records: its path in the repository, or its absolute path if it is in none. */
  readonly directory: string;
  /** All records that this machine has, of all destinations and directories. */
  readonly found: readonly FoundRecord[];
  /**
   * Records of the remote that are believed (their commits are on its default branch) and that this clone's record of the same
   * name does not include: a plan uses both.
   */
  readonly theirs: readonly StoredRecord[];
  /** Absent if there is no remote, or it was not asked. */
  readonly remote?: RemoteRecords;
  /** Records of commits; absent without a repository. */
  readonly shared?: RecordStore;
  /** Records of manifests that are in no commit. */
  readonly own: RecordStore;
  /** Whether `own` is this machine's private store or the state of a sandbox. */
  readonly ownIs: 'private' | 'sandbox';
  readonly manifests: LocalManifests;
}

/**
 * Opens the records of a directory of manifests, and fetches those of the remote if `isOnline` is set.
 *
 * @param names returns the names of the records that matter (`recordName`), given the directory as records identify it
 * @throws HintedError `applied-ref`, `git`, `store`
 */
export async function openRecords(
  names: (directory: string) => readonly string[],
  options: RecordOptions,
): Promise<OpenedRecords> {
  const root = resolve(options.workingDirectory, options.directory);
  const { location, unusable } = await locate(root);
  const directory = location?.path ?? (await realpath(root));
  const place = { location, unusable, directory, theirs: [] };
  const { sandbox } = options;
  if (sandbox !== undefined) {
    const found = await list(sandbox, 'sandbox');
    return { ...place, found, own: sandbox, ownIs: 'sandbox', manifests: sandbox.manifests };
  }
  const own = privateRecords(options.store);
  const manifests = privateManifests(options.store, options.encryption);
  if (location === undefined) return { ...place, found: await list(own, 'private'), own, ownIs: 'private', manifests };
  const { repository } = location;
  const remote = options.isOnline ? await readRemoteRecords(repository, names(directory), options) : undefined;
  const shared = gitRecords(repository, options.now);
  const found = [...(await list(shared, 'git')), ...(await list(own, 'private'))];
  const asked = remote === undefined ? {} : { remote, theirs: divergedIn(remote) };
  return { ...place, found, ...asked, shared, own, ownIs: 'private', manifests };
}

function divergedIn(remote: RemoteRecords): readonly StoredRecord[] {
  const fetched = remote.reachable ? [...remote.fetched.values()] : [];
  return fetched.flatMap((one) => (one.state === 'diverged' && one.theirs.record !== undefined ? [one.theirs] : []));
}

interface Located {
  readonly location: RepositoryLocation | undefined;
  readonly unusable: HintedError | undefined;
}

/**
 * Finds the repository. One that git cannot use, or does not trust, is treated as missing, so that planning works without git.
 */
async function locate(root: string): Promise<Located> {
  try {
    const repository = await openRepository(root);
    return { location: repository && (await repositoryLocationOf(root)), unusable: undefined };
  } catch (error) {
    if (!hasCode(error, 'git', 'not-started') && !hasCode(error, 'git', 'untrusted')) throw error;
    return { location: undefined, unusable: error };
  }
}

async function list(store: RecordStore, keptIn: FoundRecord['keptIn']): Promise<readonly FoundRecord[]> {
  return (await store.list()).map((record) => ({ ...record, keptIn }));
}
