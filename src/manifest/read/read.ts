// A directory goes in, its manifests' bytes come out: recursive, each real file once, in a stable order. Reads nothing else,
// and parses nothing. A directory that cannot be read is an error; a file that cannot be read is a diagnostic.

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { HintedError } from '../../contact/hinted-error.ts';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { mistake } from '../mistake.ts';
import { type ManifestFile, type ManifestFormat, sourceOf } from './source.ts';

export interface ReadResult {
  readonly files: readonly ManifestFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where manifests come from, if not from a directory. */
export interface ManifestFiles {
  read(): Promise<ReadResult>;
}

/** Of a directory; nothing is read before it is asked for. */
export function manifestsIn(directory: string, workingDirectory: string): ManifestFiles {
  return { read: () => readManifests(directory, workingDirectory) };
}

const FORMATS: Readonly<Record<string, ManifestFormat>> = { yaml: 'yaml', yml: 'yaml', json: 'json', ndjson: 'ndjson' };

/** Node cannot hold a longer text in one string. */
const MAX_BYTES = 500 * 1024 * 1024;

/** Files open at the same time. */
const AT_ONCE = 16;

export async function readManifests(directory: string, workingDirectory: string): Promise<ReadResult> {
  const root = resolve(workingDirectory, directory);
  const paths = await manifestPaths(root, directory);
  const files: ManifestFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const some = paths.slice(start, start + AT_ONCE);
    const results = await Promise.all(
      some.map((path) => readManifest(path, displayName(path, root, directory, workingDirectory))),
    );
    for (const read of results) {
      if (read === undefined) continue;
      if ('text' in read) files.push(read);
      else diagnostics.push(read);
    }
  }
  if (paths.length === 0) {
    diagnostics.push(ofWholeFile(directory.replace(/(?<=.)\/+$/, ''), mistake('no-manifests', {})));
  }
  return { files, diagnostics };
}

/**
 * Paths of all manifests, each below `root`. Real paths already seen end a loop of links and keep a file that is linked
 * twice from being read twice.
 */
export async function manifestPaths(root: string, directory: string): Promise<readonly string[]> {
  const seen = new Set<string>();
  const paths: string[] = [];
  const pending: Found[] = [{ path: root }];
  for (let found = pending.pop(); found !== undefined; found = pending.pop()) {
    const next = found.path;
    const real =
      found.file ?? (await realpath(next).catch((cause: unknown) => undefinedUnlessRoot(next, root, directory, cause)));
    if (real !== undefined && seen.has(real)) continue;
    if (real !== undefined) seen.add(real);
    const kind = real === undefined || found.file !== undefined ? 'file' : await kindOf(real);
    if (kind === 'directory') pending.push(...(await entriesOf(next, real ?? next, directory)).reverse());
    else if (next === root)
      throw new HintedError('manifest-directory', `${directory} is not a directory`, {
        hint: 'Name the directory that holds the manifests with --dir',
      });
    else if (formatOf(next) !== undefined) paths.push(next);
  }
  return paths.sort();
}

interface Found {
  readonly path: string;
  /** Its real path, where the directory's entry says that it is a plain file: then nothing needs to be asked. */
  readonly file?: string;
}

async function kindOf(path: string): Promise<'directory' | 'file'> {
  return (await stat(path)).isDirectory() ? 'directory' : 'file';
}

/** Entries whose names begin with a dot belong to editors and to git. */
async function entriesOf(path: string, real: string, directory: string): Promise<Found[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(directory, cause);
  });
  return entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ path: join(path, entry.name), ...(entry.isFile() ? { file: join(real, entry.name) } : {}) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A link that leads nowhere, or round in a circle, becomes a diagnostic once it is read. */
function undefinedUnlessRoot(path: string, root: string, directory: string, cause: unknown): undefined {
  if (path === root) throw unreadable(directory, cause);
  return undefined;
}

function unreadable(directory: string, cause: unknown): HintedError {
  const code = codeOf(cause);
  if (code === 'ENOENT') {
    return new HintedError('manifest-directory', `There is no directory ${directory}`, {
      hint: 'Create it, or name another one with --dir',
      cause,
    });
  }
  return new HintedError('manifest-directory', `${directory} cannot be read (${code})`, {
    hint: 'Check that you may read it and everything in it',
    cause,
  });
}

async function readManifest(path: string, name: string): Promise<ManifestFile | Diagnostic | undefined> {
  const format = formatOf(path);
  if (format === undefined) return undefined;
  try {
    const { size, isFile } = await stat(path).then((stats) => ({ size: stats.size, isFile: stats.isFile() }));
    if (!isFile) return ofWholeFile(name, mistake('unreadable-file', { why: 'not-a-file' }));
    return checkSize(name, size) ?? sourceOf(name, format, await readFile(path));
  } catch (error) {
    return ofWholeFile(name, mistake('unreadable-file', { why: 'system', error: codeOf(error) }));
  }
}

export function checkSize(name: string, size: number): Diagnostic | undefined {
  if (size <= MAX_BYTES) return undefined;
  const megabytes = Math.ceil(size / 1024 / 1024);
  return ofWholeFile(name, mistake('file-too-large', { what: 'whole', megabytes }));
}

export function formatOf(path: string): ManifestFormat | undefined {
  const extension = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}

function displayName(path: string, root: string, directory: string, workingDirectory: string): string {
  const below = relative(workingDirectory, path);
  const name = below.startsWith('..') ? join(directory, relative(root, path)) : below;
  return name.split(sep).join('/');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
