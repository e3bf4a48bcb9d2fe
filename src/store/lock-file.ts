import { constants, copyFile, link, open, readFile } from 'node:fs/promises';
import { errorCode } from './store-error.ts';

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** RFC 3339 instant. */
  readonly startedAt: string;
  /** `rollcall apply` */
  readonly command: string;
}

export interface LockFile extends LockHolder {
  /** Tells two locks of one process apart. */
  readonly token: string;
}

/** Writes a lock where nobody looks for it yet. */
export async function writeDraft(draft: string, content: LockFile): Promise<void> {
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    // A power cut must not leave a lock that names nobody.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the draft the lock. @returns false if there is a lock already */
export async function place(draft: string, path: string): Promise<boolean> {
  try {
    // A link, and not an exclusive open: whoever sees the lock can read who holds it.
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

export async function readLock(path: string): Promise<LockFile | 'gone' | 'unclear'> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isLockFile(content) ? content : 'unclear';
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'gone';
    if (error instanceof SyntaxError) return 'unclear';
    throw error;
  }
}

function isLockFile(value: unknown): value is LockFile {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, host, startedAt, command, token } = value as Partial<Record<keyof LockFile, unknown>>;
  return Number.isInteger(pid) && [host, startedAt, command, token].every((text) => typeof text === 'string');
}
