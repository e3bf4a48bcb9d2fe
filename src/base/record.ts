// The manifests on disk → the record of what was applied to an account (store/applied-ref.ts). Only manifests go into it: what
// else lies in the directory may be nobody's business, and the record is pushed.

import { relative, resolve, sep } from 'node:path';
import { manifestPaths } from '../manifest/read/read.ts';
import { recordApplied } from './applied-ref.ts';
import { repositoryLocationOf } from './resolve-commit.ts';

export interface RecordManifests {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly account: string;
  /** What `readApplied` said when the plan was made; undefined for a first run. */
  readonly previous: string | undefined;
  readonly now: () => number;
}

/**
 * @returns the commit that holds them
 * @throws HintedError `applied-ref`, `git`; `base` if the directory is in no repository
 */
export async function recordManifests(record: RecordManifests): Promise<string> {
  const { directory, workingDirectory, account, previous, now } = record;
  const root = resolve(workingDirectory, directory);
  const { repository } = await repositoryLocationOf(root);
  const paths = await manifestPaths(root, directory);
  const files = paths.map((path) => ({ path, name: relative(root, path).split(sep).join('/') }));
  return recordApplied({ repository, account, files, previous, now: now() });
}
