// Atomic writing of files that only their owner can read. Enters: a path and text, or a stream of text or bytes that
// need not fit into memory. Leaves: the file with exactly that content, or the old file unchanged and a HintedError
// `store`. Never writes through a symbolic link: in a shared directory another user may have created it.

import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';

/** What is written: text, or a stream of text or bytes. */
export type Content = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

/** Settings of a write. */
export interface WriteOptions {
  /** False: the content may be lost in a power cut (default: true). */
  readonly durable?: boolean;
}

/** Small pieces are joined to about this many characters before they are written. */
const CHUNK = 256 * 1024;

/**
 * Replaces a file atomically. A terminal, a pipe or a character device is written to in place.
 *
 * @throws HintedError `store`, and whatever the content's stream throws
 */
export async function writePrivate(
  path: string,
  content: Content,
  { durable = true }: WriteOptions = {},
): Promise<void> {
  try {
    if (await isDevice(path)) await writeInPlace(path, content);
    else await replace(path, content, durable);
  } catch (error) {
    // Only system errors become HintedErrors `store`; an error of the content's stream passes unchanged.
    throw errorCode(error) === undefined ? error : toStoreError(error, 'write', path);
  }
}

/**
 * Checks in advance whether `writePrivate` can write to the path; call it before long work whose result is written there.
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

/**
 * True for a terminal, a pipe or /dev/null, which must not be replaced by a file.
 *
 * @throws HintedError `store` for a directory, a symbolic link or anything else that is not a regular file
 */
async function isDevice(path: string): Promise<boolean> {
  const entry = await lstat(path).catch(undefinedIfMissing);
  if (entry === undefined || entry.isFile()) return false;
  const target = await stat(path).catch(undefinedIfMissing);
  if (target?.isCharacterDevice() || target?.isFIFO()) return true;
  const what = target?.isDirectory()
    ? 'a directory'
    : entry.isSymbolicLink()
      ? 'a symbolic link'
      : 'not a regular file';
  throw storeError(
    'not-a-file',
    sentence`cannot write ${personal('file', path)}: it is ${what}`,
    sentence`name a file`,
  );
}

function undefinedIfMissing(error: unknown): undefined {
  if (errorCode(error) !== 'ENOENT') throw error;
}

async function writeInPlace(path: string, content: Content): Promise<void> {
  const file = await open(path, 'w');
  try {
    await writeAll(file, content);
  } finally {
    await file.close();
  }
}

async function replace(path: string, content: Content, durable: boolean): Promise<void> {
  const draft = await openDraft(path, { durable });
  try {
    await writeAll(draft.file, content);
    await draft.commit();
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** A temporary file that replaces its target atomically when it is committed. */
export interface DraftFile {
  readonly file: FileHandle;
  /** @throws the system's error; then `discard` must still be called */
  commit(): Promise<void>;
  /** Never rejects. */
  discard(): Promise<void>;
}

/**
 * Creates a draft for content that is written over time. The caller must commit or discard it.
 *
 * @throws the system's error, not a HintedError `store`
 */
export async function openDraft(path: string, { durable = true }: WriteOptions = {}): Promise<DraftFile> {
  // In the target's directory, because a rename is atomic only within one file system.
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

async function writeAll(file: FileHandle, content: Content): Promise<void> {
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

/** Makes a new or renamed entry of the directory durable. Does nothing on Windows, where directories cannot be opened. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
