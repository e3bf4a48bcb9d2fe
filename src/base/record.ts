// Records the manifests on disk as applied to an account (applied-ref.ts). Records only manifests, because other files in the
// directory may be private and the record is pushed.

import { relative, resolve, sep } from 'node:path';
import { manifestPaths } from '../manifest/read/read.ts';
import { recordApplied } from './applied-ref.ts';
import { repositoryLocationOf } from './resolve-commit.ts';

/** Input of `recordManifests`. */
export interface RecordManifests {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly account: string;
  /** Result of `readApplied` when the plan was made; undefined for a first run. */
  readonly previous: string | undefined;
  /** Current time in milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Records the manifests of a directory as applied to an account.
 *
 * @returns the commit that contains them
 * @throws HintedError `applied-ref`, `git`; `base` if the directory is not in a repository
 */
export async function recordManifests(record: RecordManifests): Promise<string> {
  const { directory, workingDirectory, account, previous, now } = record;
  const root = resolve(workingDirectory, directory);
  const { repository } = await repositoryLocationOf(root);
  const paths = await manifestPaths(root, directory);
  const files = paths.map((path) => ({ path, name: relative(root, path).split(sep).join('/') }));
  return recordApplied({ repository, account, files, previous, now: now() });
}
