// One file, whole or not at all, readable by its owner only. Enters: a path and text, or a stream of text or bytes that need not
// fit into memory. Leaves: the file with exactly that content, or the old one untouched and a HintedError `store`. Never writes
// through a link: in a shared directory somebody else may have put it there.

import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, storeError, toStoreError } from './store-error.ts';

export type Text = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

export interface WriteOptions {
  /** False: the content may be lost in a power cut. Default true. */
  readonly durable?: boolean;
}

/** Small pieces are joined up to about this many characters before they are written. */
const CHUNK = 256 * 1024;

export async function writePrivate(path: string, content: Text, { durable = true }: WriteOptions = {}): Promise<void> {
  try {
    if (await isDevice(path)) await writeThrough(path, content);
    else await replace(path, content, durable);
  } catch (error) {
    // What the content's own source throws is not ours to rename.
    throw errorCode(error) === undefined ? error : toStoreError(error, 'write', path);
  }
}

/**
 * Finds out now whether `writePrivate` could write there, for what is written after long work only.
 *
 * @throws HintedError `store`
 */
export async function assertWritable(path: string): Promise<void> {
  try {
    if (!(await isDevice(path))) await (await openDraft(path)).discard();
  } catch (error) {
    throw toStoreError(error, 'write', path);
  }
}

/** True for a terminal, a pipe or /dev/null, which must not be replaced by a file. */
async function isDevice(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(absent);
  if (entry === undefined || entry.isFile()) return false;
  const target = await stat(path).catch(absent);
  if (target?.isCharacterDevice() || target?.isFIFO()) return true;
  const what = target?.isDirectory()
    ? 'a directory'
    : entry.isSymbolicLink()
      ? 'a symbolic link'
      : 'not a regular file';
  throw storeError('not-a-file', `cannot write ${path}: it is ${what}`, 'name a file');
}

function absent(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
}

async function writeThrough(path: string, content: Text): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writeAll(file, content);
  } finally {
    await file.close();
  }
}

async function replace(path: string, content: Text, durable: boolean): Promise<void> {
  const draft = await openDraft(path, { durable });
  try {
    await writeAll(draft.file, content);
    await draft.commit();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** A file that is written beside its place, and takes it as a whole. */
export interface TemporaryFile {
  readonly file: FileHandle;
  commit(): Promise<void>;
  /** Never rejects. */
  discard(): Promise<void>;
}

/** For content that comes in pieces over time; whoever opens it commits or discards it. Errors are the system's own. */
export async function openDraft(path: string, { durable = true }: WriteOptions = {}): Promise<TemporaryFile> {
  // Beside the target, because only a rename within one file system is atomic.
  const temporary = join(dirname(path), `.rollcall-${randomBytes(6).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', 0o600);
  return {
    file,
    async commit() {
      if (durable) await file.sync();
      await file.close();
      await rename(temporary, path);
      if (durable) await syncDirectory(dirname(path));
    },
    async discard() {
      await file.close().catch(() => {});
      await unlink(temporary).catch(() => {});
    },
  };
}

async function writeAll(file: FileHandle, content: Text): Promise<void> {
  if (typeof content === 'string') return void (await file.appendFile(content));
  let pending = '';
  for await (const piece of content) {
    if (typeof piece !== 'string') {
      await file.appendFile(piece);
      continue;
    }
    pending += piece;
    if (pending.length < CHUNK) continue;
    await file.appendFile(pending);
    pending = '';
  }
  await file.appendFile(pending);
}

/** Makes a new name last. Windows cannot open directories, and keeps names by itself. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
