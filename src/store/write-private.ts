// Atomic writing of files that only their owner can read. Enters: a path and text, or a stream of text or bytes, which need not
// fit into memory. Leaves: the file with exactly that content, or the old file unchanged and a HintedError `store`. Never follows
// a symbolic link to a file or directory: in a shared directory, another user may have created it.

import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, open, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { removeLeftDrafts, trackDraft, untrackDraft } from './drafts.ts';
import { errorCode, storeError, toStoreError } from './store-error.ts';

/** The content of a file: text, or a stream of text or bytes. */
export type Content = string | Iterable<string> | AsyncIterable<string | Uint8Array>;

/** Settings of a write. */
export interface WriteOptions {
  /** Whether the content survives a power cut once it is written (default: true). */
  readonly durable?: boolean;
}

/** Small pieces of text are joined until they have at least this many characters, and are then written together. */
const CHUNK = 256 * 1024;

/**
 * Replaces a file atomically. If the path is a character device, such as a terminal, or a pipe, writes to it directly.
 *
 * @throws HintedError `store` if the file cannot be written; errors that the content's stream throws pass through
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
    // Convert only system errors: an error of the content's stream must reach the caller unchanged.
    throw errorCode(error) === undefined ? error : toStoreError(error, 'write', path);
  }
}

/**
 * Checks whether `writePrivate` can write to the path. Call it before long work whose result is to be written there.
 *
 * @throws HintedError `store` if the path cannot be written
 */
export async function assertWritable(path: string): Promise<void> {
  try {
    if (!(await isDevice(path))) await (await openDraft(path)).discard();
  } catch (error) {
    throw toStoreError(error, 'write', path);
  }
}

/**
 * True for a character device or a pipe, or a symbolic link to one: they must not be replaced by a file. False for a regular file
 * and for a path that does not exist.
 *
 * @throws HintedError `store` for anything else, such as a directory or a symbolic link to a file
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
  /**
   * Replaces the target with the draft.
   *
   * @throws the system's error; then the caller must still call `discard`
   */
  commit(): Promise<void>;
  /** Removes the draft; never rejects. */
  discard(): Promise<void>;
}

/**
 * Creates a draft to which the caller writes the content piece by piece. The caller must commit or discard it.
 *
 * @throws the system's error, not a HintedError `store`
 */
export async function openDraft(path: string, { durable = true }: WriteOptions = {}): Promise<DraftFile> {
  // Create it in the target's directory, because a rename is atomic only within one file system.
  const temporary = join(dirname(path), `.rollcall-${randomBytes(6).toString('hex')}.tmp`);
  await removeLeftDrafts(dirname(path));
  trackDraft(temporary);
  const file = await open(temporary, 'wx', 0o600).catch((error: unknown) => {
    untrackDraft(temporary);
    throw error;
  });
  return {
    file,
    async commit() {
      if (durable) await file.sync();
      await file.close();
      await rename(temporary, path);
      untrackDraft(temporary);
      if (durable) await syncDirectory(dirname(path));
    },
    async discard() {
      await file.close().catch(() => {});
      await unlink(temporary).catch(() => {});
      untrackDraft(temporary);
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

/**
 * Makes new and renamed entries of a directory durable. Does nothing on Windows, where directories cannot be opened.
 *
 * @throws the system's error
 */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
