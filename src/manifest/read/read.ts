// Reads manifest files. Enters: a directory. Leaves: the content of its manifests, recursively, each real file once, in a
// stable order. Reads no other files and parses nothing, but names the files that look like data. An unreadable directory is an
// error; an unreadable file is a diagnostic.

import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { sentence, shown } from '../../contact/sentence.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { type Mistake, mistake } from '../mistake.ts';
import { dataBeside, type ReadData } from './data-file.ts';
import { formatOf, looksLikeData } from './file-kind.ts';
import { type ManifestFile, sourceOf } from './source.ts';

/** The manifests that could be read, and a diagnostic for each that could not, and for each other file that looks like data. */
export interface ReadResult {
  readonly files: readonly ManifestFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A source of manifest files, such as a directory or a commit. */
export interface ManifestFiles {
  /** Reads all files. @throws HintedError if the source itself cannot be read */
  read(): Promise<ReadResult>;
  /** Reads a data file that a manifest names. Absent: data files are read from disk, beside the directory. */
  readonly data?: ReadData;
  /** Reads a file of suppressions that a manifest names, as it was then. Absent: what it said then is not known. */
  readonly suppressions?: ReadData;
}

/** Location of the manifests. */
export interface ManifestPlace {
  /** May be relative to the working directory. */
  readonly directory: string;
  readonly workingDirectory: string;
  /** The directory that links must not leave, such as the root of a repository; absent: the parent of the directory. */
  readonly boundary?: string | undefined;
}

/** Creates a source for a directory, which is read only when `read` is called. */
export function manifestsIn(place: ManifestPlace): ManifestFiles {
  return { read: () => readManifests(place), data: dataBeside(place) };
}

/** Maximum file size; Node's maximum string length is only slightly larger. */
const MAX_BYTES = 500 * 1024 * 1024;

/** Maximum number of files open at the same time. */
const CONCURRENCY = 16;

/**
 * Reads all manifests in a directory.
 *
 * @throws HintedError `manifest-directory` if the directory cannot be read, or is a link that leaves the boundary
 */
export async function readManifests({ directory, workingDirectory, boundary }: ManifestPlace): Promise<ReadResult> {
  const root = resolve(workingDirectory, directory);
  const nameOf = (path: string): string => displayName(path, root, directory, workingDirectory);
  const { manifests: paths, ignored, leaving } = await findFiles(root, directory, boundary ?? dirname(root));
  const files: ManifestFile[] = [];
  const diagnostics = [
    ...ignored.map((path) => ofWholeFile(nameOf(path), mistake('file-ignored', {}, 'warning'))),
    ...[...paths, ...ignored].flatMap((path) => personalName(nameOf(path)) ?? []),
    ...leaving.map((path) => ofWholeFile(nameOf(path), mistake('link-leaves', {}))),
  ];
  for (let start = 0; start < paths.length; start += CONCURRENCY) {
    const batch = paths.slice(start, start + CONCURRENCY);
    const results = await Promise.all(batch.map((path) => readManifest(path, nameOf(path))));
    for (const read of results) {
      if (read === undefined) continue;
      if ('text' in read) files.push(read);
      else diagnostics.push(read);
    }
  }
  if (paths.length + leaving.length === 0)
    diagnostics.push(ofDirectory(directory, mistake('no-manifests', {}, 'warning')));
  return { files, diagnostics };
}

/** Returns a warning about a path that contains an email address or a phone number; undefined for any other path. */
function personalName(name: string): Diagnostic | undefined {
  const what = /[^\s/@]@[^\s/@]+\.[^\s/@]{2}/.test(name) ? 'email' : /\+\d{7}/.test(name) ? 'phone' : undefined;
  return what && ofWholeFile(name, mistake('personal-file-name', { what }, 'warning'));
}

/** Creates a diagnostic that concerns a directory of manifests, as the user named it. */
export function ofDirectory(directory: string, found: Mistake): Diagnostic {
  return ofWholeFile(directory.replace(/(?<=.)\/+$/, ''), found);
}

/** Paths below a directory, sorted. */
interface FoundFiles {
  readonly manifests: readonly string[];
  /** Files that are not manifests but look like data. */
  readonly ignored: readonly string[];
  /** Links that leave the boundary; they are not followed. */
  readonly leaving: readonly string[];
}

/**
 * Finds the files below a directory. Tracks real paths, to stop at link cycles and to read a file that is linked twice only once.
 */
async function findFiles(root: string, directory: string, boundary: string): Promise<FoundFiles> {
  const isOutside = await outsideOf(boundary);
  const seen = new Set<string>();
  const manifests: string[] = [];
  const ignored: string[] = [];
  const leaving: string[] = [];
  const pending: Found[] = [{ path: root }];
  for (let found = pending.pop(); found !== undefined; found = pending.pop()) {
    const next = found.path;
    const real =
      found.file ?? (await realpath(next).catch((cause: unknown) => undefinedUnlessRoot(next, root, directory, cause)));
    if (real !== undefined && seen.has(real)) continue;
    if (real !== undefined) seen.add(real);
    if (real !== undefined && isOutside(real)) {
      if (next === root) throw leavingRoot(directory);
      leaving.push(next);
      continue;
    }
    const kind = real === undefined || found.file !== undefined ? 'file' : await kindOf(real);
    if (kind === 'directory') pending.push(...(await entriesOf(next, real ?? next, directory)).reverse());
    else if (next === root)
      throw new HintedError('manifest-directory', sentence`${personal('file', directory)} is not a directory`, {
        hint: sentence`name the directory that holds the manifests with --dir`,
      });
    else if (formatOf(next) !== undefined) manifests.push(next);
    else if (looksLikeData(relative(root, next).split(sep).join('/'))) ignored.push(next);
  }
  return { manifests: manifests.sort(), ignored: ignored.sort(), leaving: leaving.sort() };
}

/** Returns a function that tells whether a real path lies outside a directory. */
async function outsideOf(boundary: string): Promise<(real: string) => boolean> {
  const top = await realpath(boundary).catch(() => boundary);
  return (real) => {
    const below = relative(top, real);
    return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
  };
}

function leavingRoot(directory: string): HintedError {
  const message = sentence`${personal('file', directory)} is a link that leaves the repository`;
  return new HintedError('manifest-directory', message, { hint: sentence`name its target with --dir` });
}

interface Found {
  readonly path: string;
  /** Real path, known if the directory entry is a regular file; saves a call to realpath and stat. */
  readonly file?: string;
}

async function kindOf(path: string): Promise<'directory' | 'file'> {
  return (await stat(path)).isDirectory() ? 'directory' : 'file';
}

/** Lists a directory, without entries whose names begin with a dot: those belong to editors and git. */
async function entriesOf(path: string, real: string, directory: string): Promise<Found[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(directory, cause);
  });
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ path: join(path, entry.name), ...(entry.isFile() ? { file: join(real, entry.name) } : {}) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Ignores that a broken or circular link has no real path; reading it later gives a diagnostic. Throws for the root directory.
 */
function undefinedUnlessRoot(path: string, root: string, directory: string, cause: unknown): undefined {
  if (path === root) throw unreadable(directory, cause);
  return undefined;
}

function unreadable(directory: string, cause: unknown): HintedError {
  const code = codeOf(cause);
  if (code === 'ENOENT') {
    return new HintedError('manifest-directory', sentence`there is no directory ${personal('file', directory)}`, {
      hint: sentence`create it, or name another one with --dir`,
      cause,
    });
  }
  return new HintedError(
    'manifest-directory',
    sentence`${personal('file', directory)} cannot be read (${shown(code)})`,
    {
      hint: sentence`check that you may read it and everything in it`,
      cause,
    },
  );
}

async function readManifest(path: string, name: string): Promise<ManifestFile | Diagnostic | undefined> {
  const format = formatOf(path);
  if (format === undefined) return undefined;
  // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it. Windows does not know the flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error: unknown) =>
    ofWholeFile(
      name,
      mistake('unreadable-file', isSpecial(error) ? NOT_A_FILE : { why: 'system', error: codeOf(error) }),
    ),
  );
  if ('code' in file) return file;
  try {
    const status = await file.stat();
    if (!status.isFile()) return ofWholeFile(name, mistake('unreadable-file', NOT_A_FILE));
    return checkSize(name, status.size) ?? sourceOf(name, format, await file.readFile());
  } catch (error) {
    return ofWholeFile(name, mistake('unreadable-file', { why: 'system', error: codeOf(error) }));
  } finally {
    await file.close();
  }
}

const NOT_A_FILE = { why: 'not-a-file' } as const;

/** Returns whether a file could not be opened because it is a socket, or a device without a driver. */
function isSpecial(error: unknown): boolean {
  return ['ENXIO', 'EOPNOTSUPP', 'ENODEV'].includes(codeOf(error));
}

/** Returns a diagnostic if a file's size, in bytes, exceeds the maximum. */
export function checkSize(name: string, size: number): Diagnostic | undefined {
  if (size <= MAX_BYTES) return undefined;
  const megabytes = Math.ceil(size / 1024 / 1024);
  return ofWholeFile(name, mistake('file-too-large', { what: 'whole', megabytes }));
}

function displayName(path: string, root: string, directory: string, workingDirectory: string): string {
  const below = relative(workingDirectory, path);
  const name = below.startsWith('..') ? join(directory, relative(root, path)) : below;
  return name.split(sep).join('/');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
