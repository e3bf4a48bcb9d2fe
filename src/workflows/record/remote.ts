// What a remote says about the records of this directory. An unreachable remote is a result, not an error: a plan then uses the
// records of this clone, and an apply decides whether to go on.

import { headOf } from '../../base/git/head.ts';
import type { Repository } from '../../base/git/repository-paths.ts';
import { type FetchedRecord, fetchRecords } from '../../base/record/fetch.ts';
import { defaultRemote, type Remote, readRemote } from '../../base/record/remote.ts';
import { type HintedError, hasCode } from '../../contact/hinted-error.ts';

/** What a remote says about records. */
export type RemoteRecords =
  | { readonly reachable: false; readonly name: string; readonly error: HintedError }
  | {
      readonly reachable: true;
      readonly name: string;
      readonly remote: Remote;
      /** By record name: the fetched record, and how it relates to this clone's record of that name. */
      readonly fetched: ReadonlyMap<string, FetchedRecord>;
      /** Commits whose first-parent lines are believed: the default branch's latest, and HEAD in a build of a push. */
      readonly trusted: readonly string[];
    };

/** Which records of a remote are believed; the members are those of `RecordOptions`. */
export interface RemoteOptions {
  readonly trust?: boolean;
  readonly isPushBuild?: boolean;
}

/**
 * Fetches the named records from the default remote; all of its records if it lacks one of them.
 *
 * @returns undefined if the repository has no remote
 * @throws HintedError `applied-ref` (`lost-race`, `unwritable`); `git`
 */
export async function readRemoteRecords(
  repository: Repository,
  names: readonly string[],
  { trust = false, isPushBuild = false }: RemoteOptions,
): Promise<RemoteRecords | undefined> {
  const name = await defaultRemote(repository);
  if (name === undefined) return undefined;
  try {
    const remote = await readRemote(repository, name);
    const pushed = isPushBuild ? await headOf(repository) : undefined;
    const wanted = [...new Set([...names, ...(isFirstRun(names, remote) ? remote.records.keys() : [])])];
    const fetched = await fetchRecords(repository, remote, wanted, { pushed, trust });
    const tip = remote.defaultBranch?.tip;
    const trusted = [tip, pushed].flatMap((commit) => commit ?? []);
    return { reachable: true, name, remote, fetched, trusted };
  } catch (error) {
    if (hasCode(error, 'applied-ref', 'unreachable')) return { reachable: false, name, error };
    throw error;
  }
}

/** True if the remote lacks one of the records: then all others are fetched, to name those that it may have to be moved from. */
function isFirstRun(names: readonly string[], { records }: Remote): boolean {
  return names.some((name) => !records.has(name));
}
