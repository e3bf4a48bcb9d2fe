// Finds what a record is made from when it is moved: another record, a record of the old form (a git ref
// `refs/rollcall/applied/<account>`), or a commit.

import { listApplied } from '../../../base/applied-ref.ts';
import { objectsNamed } from '../../../base/git/objects.ts';
import type { Repository } from '../../../base/git/repository-paths.ts';
import { askGit, gitText } from '../../../base/git.ts';
import { type AppliedRecord, RECORD_FORMAT_VERSION, revisionsOf } from '../../../base/record/document.ts';
import { isRecordName } from '../../../base/record/refused-write.ts';
import { dateOf, type RepositoryLocation, resolveCommit } from '../../../base/resolve-commit.ts';
import { HintedError } from '../../../contact/hinted-error.ts';
import { sentence, shown } from '../../../contact/sentence.ts';
import { formatOf } from '../../../manifest/read/file-kind.ts';
import type { OpenedRecords, RecordOptions } from '../open.ts';
import { placesOf } from '../places.ts';
import { noSuchRecord } from './open.ts';

/** What becomes the record of an account. */
export type MoveSource = Source & {
  /** Name of the record; for a commit, the name that the user gave. */
  readonly name: string;
  /** Returns the record that is made from the source, for this account and directory. */
  recordFor(target: Pick<AppliedRecord, 'account' | 'destination' | 'directory' | 'environment'>): AppliedRecord;
};

type Source =
  | { readonly kind: 'record'; readonly account: string }
  | { readonly kind: 'old'; readonly account: string; readonly commit: string }
  | { readonly kind: 'commit'; readonly account?: undefined };

/** Maximum number of commits that are searched for manifests that are recorded in the old form. */
const MAX_COMMITS = 1000;

/** Maximum number of different states of the directory that are compared file by file. */
const MAX_STATES = 200;

/**
 * Finds the record or commit that a name stands for.
 *
 * @throws HintedError `applied-ref` (`missing`, `untrusted`); `base` if it is no commit either; `git`
 */
export async function sourceOf(name: string, opened: OpenedRecords, options: RecordOptions): Promise<MoveSource> {
  if (isRecordName(name)) return recordSource(name, opened);
  const { location } = opened;
  if (location === undefined || options.sandbox !== undefined) throw noSuchRecord(name);
  if (name.startsWith('applied/')) return oldSource(name, location);
  const revision = await resolveCommit(location.repository, name);
  const at = new Date(options.now()).toISOString();
  return { kind: 'commit', name, recordFor: (target) => ({ ...bare(revision, at), ...target }) };
}

function bare(revision: string, at: string): Pick<AppliedRecord, 'formatVersion' | 'revision' | 'at' | 'exceptions'> {
  return { formatVersion: RECORD_FORMAT_VERSION, revision, at, exceptions: [] };
}

function recordSource(name: string, { found, remote }: OpenedRecords): MoveSource {
  const fetched = remote?.reachable === true ? remote.fetched.get(name) : undefined;
  const readable = found.filter((one) => one.name === name).flatMap(({ record }) => record ?? []);
  const [record] = readable.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  if (fetched?.state === 'refused' || (record === undefined && found.some((one) => one.name === name)))
    throw notUsable(name);
  if (record === undefined) throw noSuchRecord(name);
  return {
    kind: 'record',
    name,
    account: record.account,
    recordFor(target) {
      const { places: _, environment: _environment, ...rest } = record;
      const moved = { ...rest, ...target };
      return { ...moved, ...placesOf(revisionsOf(record), moved, [record]) };
    },
  };
}

function notUsable(name: string): HintedError {
  const message = sentence`the record ${shown(name)} cannot be read, or names commits that the remote’s default branch lacks`;
  return new HintedError('applied-ref', message, {
    reason: 'untrusted',
    hint: sentence`if you trust whoever wrote it, give \`--trust-record\`; otherwise \`rollcall record drop\` forgets it`,
  });
}

async function oldSource(name: string, location: RepositoryLocation): Promise<MoveSource> {
  const account = name.slice('applied/'.length);
  const commit = (await listApplied(location)).get(account);
  if (commit === undefined) throw noSuchRecord(name);
  const same = await commitWithSameManifests(location, commit);
  const at = await dateOf(location.repository, commit);
  return {
    kind: 'old',
    name,
    account,
    commit,
    recordFor(target) {
      const record = { ...bare(same ?? commit, at), ...target };
      // A record of the old form (`applied/<account>`) has the manifests at the root of its tree.
      const place = { account, directory: same === undefined ? '' : target.directory };
      const isSamePlace = place.account === target.account && place.directory === target.directory;
      return isSamePlace ? record : { ...record, places: { [record.revision]: place } };
    },
  };
}

/**
 * The latest commit on HEAD's first-parent line whose manifest directory has the manifests of a record of the old form, which
 * stores them at the root of its tree.
 *
 * @returns undefined if there is none: the manifests were applied without being committed, or the history was rewritten
 */
async function commitWithSameManifests(
  { repository, path }: RepositoryLocation,
  recorded: string,
): Promise<string | undefined> {
  const listing = await askGit(repository, ['rev-list', '--first-parent', `--max-count=${MAX_COMMITS}`, 'HEAD', '--']);
  const commits = listing.ok
    ? listing.output
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  const directories = commits.map((commit) => (path === '' ? `${commit}^{tree}` : `${commit}:${path}`));
  const [wanted, ...trees] = await objectsNamed(repository, [`${recorded}^{tree}`, ...directories]);
  if (wanted === undefined) return undefined;
  const identical = trees.findIndex((tree) => tree?.content.equals(wanted.content) === true);
  if (identical >= 0) return commits[identical];
  // No directory is identical. It may contain files other than manifests, which the old form left out, so compare only the
  // manifests.
  const manifests = await manifestsIn(repository, `${recorded}^{tree}`);
  const seen = new Set<string>();
  for (const [index, commit] of commits.entries()) {
    const state = trees[index]?.content.toString('hex');
    if (state === undefined || seen.has(state) || seen.size >= MAX_STATES) continue;
    seen.add(state);
    if ((await manifestsIn(repository, directories[index] ?? '')) === manifests) return commit;
  }
  return undefined;
}

/** The names and ids of the manifests in a tree, as text. */
async function manifestsIn(repository: Repository, tree: string): Promise<string> {
  const rows = (await gitText(repository, ['ls-tree', '-r', '-z', tree])).split('\0');
  const isManifest = (row: string): boolean => {
    const name = row.slice(row.indexOf('\t') + 1);
    return !/(?:^|\/)\./.test(name) && formatOf(name) !== undefined;
  };
  return rows.filter(isManifest).join('\0');
}
