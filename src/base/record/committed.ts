// Decides whether the manifests that were read are exactly those of the commit that is checked out. Compares the bytes that were
// read, because the files may have changed on disk since: first their ids as blobs, as git does, and the contents where these
// differ. Runs none of the filter programs that git may be configured with, so files that such a filter changes on checkout are
// treated as different from the committed ones.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type DataFile, utf8TextOf } from '../../manifest/read/data-file.ts';
import { formatOf } from '../../manifest/read/file-kind.ts';
import { type GitObject, objectsNamed } from '../git/objects.ts';
import type { Repository } from '../git/repository-paths.ts';
import { askGit } from '../git.ts';
import type { RepositoryLocation } from '../resolve-commit.ts';

/** A manifest as it was read. */
export interface ReadManifest {
  /** Relative to the manifest directory, with `/` as separator. */
  readonly name: string;
  /** sha256 of the bytes. */
  readonly hash: string;
  /** The id that a git repository with SHA-1 ids gives to a blob of these bytes; absent: unknown. */
  readonly blobId?: string;
  /** The decoded text. It is read only after the hashes did not match, to recognise a file that has both kinds of line breaks. */
  readonly text?: string;
}

/** Maximum number of paths that are resolved at the same time. */
const CONCURRENCY = 64;

/**
 * Returns the id of HEAD if the manifests that were read are exactly those of HEAD. As in git, CRLF in place of LF makes no
 * difference.
 *
 * @param location where the manifest directory lies in its repository
 * @param files the manifests that were read
 * @param data the files of data that these manifests name
 * @returns the full id; undefined if a file was added, changed, renamed or removed, if a link or a submodule is among them, or if
 *   there is no commit yet
 * @throws HintedError `git`
 */
export async function committedRevision(
  { repository, path }: RepositoryLocation,
  files: readonly ReadManifest[],
  data: readonly DataFile[] = [],
): Promise<string | undefined> {
  const head = await askGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (!head.ok) return undefined;
  const commit = head.output.toString('utf8').trim();
  const blobs = await committedManifests(repository, `${commit}:${path}`);
  const byName = new Map(files.map((file) => [nameInGit(file), file]));
  if (blobs === undefined || blobs.size !== byName.size || files.length !== byName.size) return undefined;
  if (![...blobs.keys()].every((name) => byName.has(name))) return undefined;
  const others = [...blobs].filter(([name, id]) => byName.get(name)?.blobId !== id);
  if (await someAreLinked(join(repository.workTree, path), files)) return undefined;
  const contents = await objectsNamed(
    repository,
    others.map(([, id]) => id),
  );
  const isCommitted = others.every(([name], index) => isSameText(byName.get(name), contents[index]));
  return isCommitted && (await isDataCommitted(repository, commit, path, data)) ? commit : undefined;
}

/**
 * True if the files of data that manifests name have the same content in a commit. False if one of them lies outside the
 * repository.
 */
async function isDataCommitted(
  repository: Repository,
  commit: string,
  path: string,
  data: readonly DataFile[],
): Promise<boolean> {
  if (data.length === 0) return true;
  const inTree = data.map(({ from }) => posix.join(posix.dirname(path), from));
  if (path === '' || inTree.some((name) => name.startsWith('../') || name.includes('\n'))) return false;
  const objects = await objectsNamed(
    repository,
    inTree.map((name) => `${commit}:${nameInGit({ name })}`),
  );
  const files = data.map((file) => {
    const text = utf8TextOf(file);
    return { name: file.from, hash: file.hash, ...(text === undefined ? {} : { text }) };
  });
  if (!objects.every((object, index) => isSameText(files[index], object))) return false;
  return !(await someAreLinked(
    repository.workTree,
    inTree.map((name) => ({ name, hash: '' })),
  ));
}

/**
 * Returns a map from the name of each manifest in a tree to its blob id; undefined if the tree does not exist, or contains a link
 * or a submodule.
 */
async function committedManifests(
  repository: Repository,
  tree: string,
): Promise<ReadonlyMap<string, string> | undefined> {
  const listing = await askGit(repository, ['ls-tree', '-r', '-z', tree]);
  if (!listing.ok) return undefined;
  const blobs = new Map<string, string>();
  for (const row of listing.output.toString('utf8').split('\0')) {
    const [, mode, id, name] = /^([0-7]+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
    // Hidden files and directories are ignored, as they are on disk.
    if (mode === undefined || id === undefined || name === undefined || /(?:^|\/)\./.test(name)) continue;
    if (!mode.startsWith('100')) return undefined;
    if (formatOf(name) !== undefined) blobs.set(name, id);
  }
  return blobs;
}

/** Returns the name under which git stores a file. On macOS git uses composed form (NFC), even if the disk does not. */
function nameInGit({ name }: Pick<ReadManifest, 'name'>): string {
  return process.platform === 'darwin' ? name.normalize('NFC') : name;
}

/** True if one of the files, or a directory above it, is a link on disk or no longer exists. */
async function someAreLinked(root: string, files: readonly ReadManifest[]): Promise<boolean> {
  for (let start = 0; start < files.length; start += CONCURRENCY) {
    const paths = files.slice(start, start + CONCURRENCY).map(({ name }) => join(root, name));
    const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
    if (real.some((path, index) => path !== paths[index])) return true;
  }
  return false;
}

/** True if the file has the content of the blob, apart from CRLF in place of LF. */
function isSameText(file: ReadManifest | undefined, blob: GitObject | undefined): boolean {
  if (file === undefined || blob?.type !== 'blob') return false;
  const { hash } = file;
  if (hashOf(blob.content) === hash) return true;
  // Decode as Latin-1, which loses nothing because it has a character for every byte.
  const unix = withLineFeeds(blob.content.toString('latin1'));
  // A blob that contains CR CR LF still contains CR LF in `unix`. Then neither form is a mere change of line breaks, so skip it.
  const forms = [unix, unix.replaceAll('\n', '\r\n')].filter((form) => withLineFeeds(form) === unix);
  if (forms.some((form) => hashOf(Buffer.from(form, 'latin1')) === hash)) return true;
  if (!isUtf8(blob.content)) return false;
  const { text } = file;
  return text !== undefined && withLineFeeds(text) === withLineFeeds(textOf(blob.content));
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Decodes UTF-8 without a byte order mark, as the text of a manifest is decoded. */
function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}

function withLineFeeds(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
