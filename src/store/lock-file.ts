import { constants, copyFile, link, open, readFile } from 'node:fs/promises';
import { errorCode } from './store-error.ts';

/** The process that has taken a lock. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** RFC 3339 instant. */
  readonly startedAt: string;
  /** For messages: `rollcall apply`. */
  readonly command: string;
}

/** The content of a lock file. */
export interface LockFile extends LockOwner {
  /** Distinguishes two locks of one process. */
  readonly token: string;
}

/** Writes the lock's content to a draft file that does not take the lock yet. */
export async function writeDraft(draft: string, content: LockFile): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    // Otherwise a power cut could leave a lock without its content.
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Takes the lock by giving the draft its final name.
 *
 * @returns false if the lock is already taken
 */
export async function publishLock(draft: string, path: string): Promise<boolean> {
  try {
    // A hard link instead of an exclusive open: the lock file is complete as soon as it is visible.
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

/** Reads a lock file. `gone`: it does not exist; `unreadable`: its content is not a lock. */
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
