// Reads manifests from a commit: the committed bytes, read from git's object store without a checkout. Enters: a commit and a
// path in it. Leaves: the same result as reading a directory. Never follows links or submodules, but notes each of them.

import { posix } from 'node:path';
import { personal } from '../contact/argument.ts';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, shown } from '../contact/sentence.ts';
import { type Diagnostic, ofWholeFile } from '../manifest/diagnostic.ts';
import { mistake } from '../manifest/mistake.ts';
import {
  type DataFile,
  dataFileOf,
  type ReadData,
  type RefusedFile,
  refuse,
  tooLarge,
} from '../manifest/read/data-file.ts';
import { formatOf, looksLikeData } from '../manifest/read/file-kind.ts';
import { checkSize, type ManifestFiles, type ReadResult } from '../manifest/read/read.ts';
import { type ManifestFile, type ManifestFormat, sourceOf } from '../manifest/read/source.ts';
import { MISSING_OBJECT_HINT } from './git/error.ts';
import type { Repository } from './git/repository-paths.ts';
import { askGit, gitBytes } from './git.ts';

/** Location of manifests in a commit. */
export interface CommittedManifests {
  readonly repository: Repository;
  /** The commit's full id. */
  readonly commit: string;
  /** Path from the tree's root to the manifests; empty for the root itself. */
  readonly path: string;
  /** Directory that is prefixed to file names for display; empty for none. */
  readonly directory: string;
}

interface TreeEntry {
  readonly mode: string;
  readonly id: string;
  readonly size: number;
  /** Relative to the manifest directory. */
  readonly path: string;
}

interface Blob extends TreeEntry {
  readonly name: string;
  readonly format: ManifestFormat;
}

const LINK = '120000';
const SUBMODULE = '160000';

/**
 * Returns the manifest files of a commit, which are read on demand. Reading throws HintedError `base` if the path is not a
 * directory or an object is missing, and `git` if git fails.
 */
export function manifestsAtCommit(manifests: CommittedManifests): ManifestFiles {
  const data: ReadData = (from) => dataAtCommit(from, manifests);
  return { read: () => readAtCommit(manifests), data, suppressions: data };
}

/**
 * Reads a file that a manifest names, by its path relative to the parent of the manifest directory. Refuses links, and
 * paths that lead out of the repository.
 */
async function dataAtCommit(from: string, manifests: CommittedManifests): Promise<DataFile | RefusedFile> {
  const found = await contentBeside(from, manifests);
  if ('refused' in found) return found;
  const name = posix.join(posix.dirname(manifests.directory), from);
  return dataFileOf(name, posix.normalize(from.replaceAll('\\', '/')), found.content);
}

async function contentBeside(
  from: string,
  { repository, commit, path }: CommittedManifests,
): Promise<{ readonly content: Uint8Array } | RefusedFile> {
  const beside = path === '' ? undefined : posix.join(posix.dirname(path), from.replaceAll('\\', '/'));
  if (beside === undefined || posix.isAbsolute(from) || beside === '..' || beside.startsWith('../'))
    return refuse({ why: 'leaves' });
  const listing = await gitBytes(repository, ['ls-tree', '-l', '-z', '--full-tree', commit, '--', beside]);
  const [entry] = entriesIn(listing.toString('utf8'));
  if (entry === undefined) return refuse({ why: 'missing' });
  if (!entry.mode.startsWith('100')) return refuse({ why: 'not-a-file' });
  const refused = tooLarge(entry.size);
  if (refused !== undefined) return refused;
  const [content = new Uint8Array()] = await contentsOf(repository, [entry]);
  return { content };
}

async function readAtCommit(manifests: CommittedManifests): Promise<ReadResult> {
  const { repository, commit, directory } = manifests;
  const tree = await findTree(manifests);
  // Hidden files and directories are ignored, as they are on disk.
  const entries = (tree === undefined ? [] : await entriesOf(repository, tree)).filter(
    ({ path }) => !/(?:^|\/)\./.test(path),
  );
  const diagnostics: Diagnostic[] = entries.filter(isElsewhere).map((entry) => notFollowed(entry, directory));
  const blobs: Blob[] = [];
  for (const entry of entries) {
    const format = isElsewhere(entry) ? undefined : formatOf(entry.path);
    if (format === undefined) continue;
    const name = nameOf(entry, directory);
    const refused = checkSize(name, entry.size);
    if (refused === undefined) blobs.push({ ...entry, name, format });
    else diagnostics.push(refused);
  }
  if (blobs.length === 0 && diagnostics.length === 0) diagnostics.push(nothingThere(directory, commit));
  diagnostics.push(...entries.filter(isIgnored).map((entry) => ignored(entry, manifests)));
  const files: ManifestFile[] = [];
  const contents = await contentsOf(repository, blobs);
  for (const [index, { name, format }] of blobs.entries()) {
    const file = sourceOf(name, format, contents[index] ?? new Uint8Array());
    if ('text' in file) files.push(file);
    else diagnostics.push(file);
  }
  return { files, diagnostics };
}

/** Id of the directory's tree; undefined if the path does not exist in the commit. */
async function findTree({ repository, commit, path, directory }: CommittedManifests): Promise<string | undefined> {
  const found = await askGit(repository, ['rev-parse', '--verify', '--quiet', `${commit}:${path}`]);
  if (!found.ok) return undefined;
  const id = found.output.toString('utf8').trim();
  const type = (await gitBytes(repository, ['cat-file', '-t', id])).toString('utf8').trim();
  if (type === 'tree') return id;
  throw new HintedError(
    'base',
    sentence`${personal('file', directory)} is not a directory at ${shown(shortId(commit))}, but a file or a link`,
    {
      hint: sentence`choose a later base, or write \`--base none\``,
    },
  );
}

async function entriesOf(repository: Repository, tree: string): Promise<readonly TreeEntry[]> {
  return entriesIn((await gitBytes(repository, ['ls-tree', '-r', '-l', '-z', tree])).toString('utf8'));
}

/** Parses the output of `git ls-tree -l -z`. */
function entriesIn(listing: string): readonly TreeEntry[] {
  return listing
    .split('\0')
    .filter((record) => record !== '')
    .map((record) => {
      const tab = record.indexOf('\t');
      const [mode = '', , id = '', size = ''] = record.slice(0, tab).split(/ +/);
      return { mode, id, size: Number(size) || 0, path: record.slice(tab + 1) };
    });
}

/** Reads the contents of all files with one git process, because one process per file would be slow. */
async function contentsOf(repository: Repository, blobs: readonly TreeEntry[]): Promise<readonly Uint8Array[]> {
  if (blobs.length === 0) return [];
  const input = blobs.map(({ id }) => `${id}\n`).join('');
  const output = await gitBytes(repository, ['cat-file', '--batch'], { input });
  let offset = 0;
  return blobs.map(({ id }) => {
    const lineEnd = output.indexOf('\n', offset);
    const [found, type, size] = output.toString('utf8', offset, lineEnd).split(' ');
    if (found !== id || type !== 'blob') {
      throw new HintedError('base', sentence`the repository lacks the object ${shown(id)}`, {
        hint: MISSING_OBJECT_HINT,
      });
    }
    const start = lineEnd + 1;
    offset = start + Number(size) + 1;
    return output.subarray(start, offset - 1);
  });
}

function isElsewhere({ mode }: TreeEntry): boolean {
  return mode === LINK || mode === SUBMODULE;
}

function isIgnored(entry: TreeEntry): boolean {
  return !isElsewhere(entry) && looksLikeData(entry.path);
}

function ignored(entry: TreeEntry, { directory, commit }: CommittedManifests): Diagnostic {
  return ofWholeFile(nameOf(entry, directory), mistake('file-ignored', { commit: shortId(commit) }, 'note'));
}

function notFollowed({ mode, path }: TreeEntry, directory: string): Diagnostic {
  const code = mode === LINK ? 'link-not-followed' : 'submodule-not-followed';
  return ofWholeFile(nameOf({ path }, directory), mistake(code, {}, 'note'));
}

function nameOf({ path }: Pick<TreeEntry, 'path'>, directory: string): string {
  return directory === '' ? path : `${directory}/${path}`;
}

function nothingThere(directory: string, commit: string): Diagnostic {
  return ofWholeFile(directory === '' ? '.' : directory, mistake('no-manifests', { commit: shortId(commit) }, 'note'));
}

/** The first ten digits of a commit's id, for display. */
export function shortId(commit: string): string {
  return commit.slice(0, 10);
}
