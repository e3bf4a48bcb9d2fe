import { constants, copyFile, type FileHandle, link, lstat, open } from 'node:fs/promises';
import { personal } from '../contact/argument.ts';
import { sentence } from '../contact/sentence.ts';
import { errorCode, storeError } from './store-error.ts';

/** The process that has taken a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** RFC 3339 instant. */
  readonly startedAt: string;
  /** The command that the process runs, for messages: `rollcall apply`. */
  readonly command: string;
}

/** The content of a lock file. */
export interface LockFile extends LockOwner {
  /** Random text that distinguishes the locks of one process. */
  readonly token: string;
}

/**
 * Writes the content of a lock to a draft file, which publishLock then links to its final name.
 *
 * @throws the system's error
 */
export async function writeDraft(draft: string, content: LockFile): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    // Without this, a power cut could leave an empty lock file.
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Takes the lock by linking the draft to its final name.
 *
 * @returns false if the lock is already taken
 * @throws the system's error
 */
export async function publishLock(draft: string, path: string): Promise<boolean> {
  try {
    // Use a hard link instead of an exclusive open, so that the lock file has its content as soon as it is visible.
    await link(draft, path).catch((error: unknown) => {
      if (errorCode(error) === 'EEXIST') throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Reads a lock file. `gone`: it does not exist; `unreadable`: its content is not a lock, or another user owns it.
 *
 * @throws HintedError `store` if it is not a regular file: a link, a FIFO, a directory
 */
export async function readLock(path: string): Promise<LockFile | 'gone' | 'unreadable'> {
  let file: FileHandle | undefined;
  try {
    if (!(await lstat(path)).isFile()) throw notAFile(path);
    // Without O_NONBLOCK, opening a FIFO that has just taken the file's place would wait for a writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    if (!(await file.stat()).isFile()) throw notAFile(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_LENGTH), 0, MAX_LENGTH, 0);
    const content: unknown = JSON.parse(buffer.toString('utf8', 0, bytesRead));
    return isLockFile(content) ? content : 'unreadable';
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return 'gone';
    if (code === 'ELOOP') throw notAFile(path);
    if (code === 'EACCES' || error instanceof SyntaxError) return 'unreadable';
    throw error;
  } finally {
    await file?.close();
  }
}

/** Maximum number of bytes that are read from a lock file; its content is much shorter. */
const MAX_LENGTH = 16 * 1024;

function notAFile(path: string): Error {
  return storeError(
    'not-a-file',
    sentence`cannot use ${personal('file', path)} as a lock: it is not a regular file`,
    sentence`move it away`,
  );
}

function isLockFile(value: unknown): value is LockFile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, startedAt, command, token } = value as Partial<Record<keyof LockFile, unknown>>;
  return Number.isInteger(pid) && [host, startedAt, command, token].every((text) => typeof text === 'string');
}
