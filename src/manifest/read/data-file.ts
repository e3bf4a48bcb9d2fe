// Opens a data file (CSV, NDJSON, …) that a manifest names with `from`. Enters: the path, relative to the parent of the directory
// of manifests. Leaves: its bytes, or why it cannot be used. The file must not leave the repository, whether by its path or
// through links.

import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import type { DataFileRefusal } from '../sources/mistakes.ts';

/** Maximum file size; Node's maximum string length is only slightly larger. */
const MAX_BYTES = 500 * 1024 * 1024;

/** A data file in memory. */
export interface DataFile {
  /** Path as the user would type it. */
  readonly name: string;
  /** Path relative to the parent of the directory of manifests, with `/` as separator. */
  readonly from: string;
  /** Contents of the file, not decoded. */
  readonly bytes: Uint8Array;
  /** sha256 of the bytes. */
  readonly hash: string;
}

/** Why a file cannot be used. */
export interface RefusedFile {
  readonly refused: DataFileRefusal;
}

/** Reads a data file by its path `from`, as a manifest writes it. Every call reads the file again. */
export type ReadData = (from: string) => Promise<DataFile | RefusedFile>;

/** Location of the manifests, beside which data files lie. */
export interface DataPlace {
  readonly directory: string;
  readonly workingDirectory: string;
  readonly boundary?: string | undefined;
}

/**
 * Returns the path with `/` as separator and without steps such as `./`; undefined if it is absolute, or leads out of the
 * directory that it is relative to.
 */
function pathBeside(from: string): string | undefined {
  const path = posix.normalize(from.replaceAll('\\', '/'));
  return posix.isAbsolute(path) || isAbsolute(from) || path === '.' || path.startsWith('../') || path === '..'
    ? undefined
    : path;
}

/** Creates a data file from its bytes. */
export function dataFileOf(name: string, from: string, bytes: Uint8Array): DataFile {
  return { name, from, bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/** Creates a function that reads data files beside a directory of manifests. */
export function dataBeside(place: DataPlace): ReadData {
  return (from) => readBeside(from, place);
}

/** Creates a function that returns data files which were read before. */
export function loadedData(files: readonly DataFile[]): ReadData {
  const byPath = new Map(files.map((file) => [file.from, file] as const));
  return async (from) => byPath.get(comparablePath(from)) ?? refuse({ why: 'missing' });
}

/** Returns the path of a data file as `DataFile.from` has it. */
export function comparablePath(from: string): string {
  return pathBeside(from) ?? posix.normalize(from.replaceAll('\\', '/'));
}

async function readBeside(
  from: string,
  { directory, workingDirectory, boundary }: DataPlace,
): Promise<DataFile | RefusedFile> {
  const parent = dirname(resolve(workingDirectory, directory));
  // A path may lead out of the parent of the directory as long as it stays in the repository.
  const path = resolve(parent, from);
  const top = await realpath(boundary ?? parent).catch(() => boundary ?? parent);
  if (isAbsolute(from)) return refuse({ why: 'leaves' });
  try {
    const real = await realpath(path);
    if (isOutside(real, top)) return refuse({ why: 'leaves' });
    const name = nameOf(path, workingDirectory, join(dirname(directory), from));
    return await readRegular(real, name, comparablePath(from));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    if (isOutside(await realPathOf(path), top)) return refuse({ why: 'leaves' });
    return refuse(code === 'ENOENT' ? { why: 'missing' } : { why: 'system', error: code });
  }
}

/** Returns the real path of a file that may be missing: that of the nearest directory that exists, followed by the rest. */
async function realPathOf(path: string): Promise<string> {
  const parent = dirname(path);
  const real = await realpath(path).catch(() => undefined);
  return real ?? (parent === path ? path : join(await realPathOf(parent), basename(path)));
}

async function readRegular(path: string, name: string, from: string): Promise<DataFile | RefusedFile> {
  // Without O_NONBLOCK, opening a named pipe would wait for somebody to write to it. Windows does not know the flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) return refuse({ why: 'not-a-file' });
    return tooLarge(status.size) ?? dataFileOf(name, from, await file.readFile());
  } finally {
    await file.close();
  }
}

/** Refuses a file whose size, in bytes, exceeds the maximum. */
export function tooLarge(size: number): RefusedFile | undefined {
  return size <= MAX_BYTES ? undefined : refuse({ why: 'too-large', megabytes: Math.ceil(size / 1024 / 1024) });
}

/** Creates a refusal. */
export function refuse(refused: DataFileRefusal): RefusedFile {
  return { refused };
}

function isOutside(path: string, top: string): boolean {
  const below = relative(top, path);
  return below === '..' || below.startsWith(`..${sep}`) || isAbsolute(below);
}

function nameOf(path: string, workingDirectory: string, otherwise: string): string {
  const below = relative(workingDirectory, path);
  return (below.startsWith('..') ? otherwise : below).split(sep).join('/');
}

/** Returns the text of a data file; undefined if it is not UTF-8. */
export function utf8TextOf({ bytes }: Pick<DataFile, 'bytes'>): string | undefined {
  return isUtf8(bytes) ? new TextDecoder('utf-8').decode(bytes) : undefined;
}
