import { constants, copyFile, link, open, readFile } from 'node:fs/promises';
import { errorCode } from './store-error.ts';

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
 * Reads a lock file.
 *
 * @returns `gone` if it does not exist, `unreadable` if its content is not that of a lock
 * @throws the system's error
 */
export async function readLock(path: string): Promise<LockFile | 'gone' | 'unreadable'> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isLockFile(content) ? content : 'unreadable';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'gone';
    if (error instanceof SyntaxError) return 'unreadable';
    throw error;
  }
}

function isLockFile(value: unknown): value is LockFile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, startedAt, command, token } = value as Partial<Record<keyof LockFile, unknown>>;
  return Number.isInteger(pid) && [host, startedAt, command, token].every((text) => typeof text === 'string');
}
