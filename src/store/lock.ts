// Locks that allow one apply at a time per destination (an account at a vendor). Enters: a key. Leaves: the lock, or the process
// that has taken it. Takes over the lock of a dead process on this host; never the lock of another host.

import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { personal } from '../contact/argument.ts';
import { type Sentence, sentence, shown } from '../contact/sentence.ts';
import { ensurePrivateDirectory } from './directory.ts';
import { type LockFile, type LockOwner, publishLock, readLock, writeDraft } from './lock-file.ts';
import { errorCode, toStoreError } from './store-error.ts';

/** The result of acquireLock if another run has taken the lock. */
export interface LockTaken {
  readonly ok: false;
  /** The process that has taken the lock; absent if the lock file cannot be read. */
  readonly owner?: LockOwner;
  /** The owner for messages: its command, process, host and start. */
  readonly who: Sentence;
  /** Names the owner, and says what to do. */
  readonly message: Sentence;
}

/** The result of acquireLock if this process has taken the lock. */
export interface Lock {
  readonly ok: true;
  /** Releases the lock; never rejects. */
  release(): Promise<void>;
  /** Releases synchronously, for a process that is about to exit; never throws. */
  releaseNow(): void;
}

/** Location of a lock file. */
export interface LockPlace {
  /** The directory of the lock file; its parent must exist. */
  readonly directory: string;
  /** Name of the lock within the directory, without an extension. */
  readonly key: string;
}

/** Tokens of this process's locks: a lock with our process id but another token belongs to an earlier process. */
const ownTokens = new Set<string>();

/**
 * Tries to take the lock; does not wait for it. Creates the lock's directory with mode 0700 if it is missing.
 *
 * @throws HintedError `store` if the lock file cannot be written, or is not a regular file
 */
export async function acquireLock(
  { directory, key }: LockPlace,
  who: Pick<LockOwner, 'command' | 'startedAt'>,
): Promise<Lock | LockTaken> {
  const path = join(directory, `${key}.lock`);
  try {
    await ensurePrivateDirectory(directory);
    return await acquire(path, { ...who, pid: process.pid, host: hostname() });
  } catch (error) {
    throw toStoreError(error, 'write', path);
  }
}

async function acquire(path: string, owner: LockOwner): Promise<Lock | LockTaken> {
  const taken = await readLock(path);
  // Look at the lock first, so that a run that waits for it does not write a durable draft at every attempt.
  if (taken !== 'gone' && (taken === 'unreadable' || !isDead(taken))) return lockTaken(path, taken);
  const file: LockFile = { ...owner, token: randomBytes(8).toString('hex') };
  const draft = `${path}.${file.token}`;
  let isTaken = false;
  ownTokens.add(file.token);
  try {
    await writeDraft(draft, file);
    for (;;) {
      if (await publishLock(draft, path)) {
        isTaken = true;
        return createLock(path, file.token);
      }
      const found = await readLock(path);
      if (found === 'gone') continue;
      if (found === 'unreadable' || !isDead(found)) return lockTaken(path, found);
      const blocker = await removeDeadLock(path, found, owner);
      if (blocker !== undefined) return lockTaken(path, blocker);
    }
  } finally {
    if (!isTaken) ownTokens.delete(file.token);
    await unlink(draft).catch(() => {});
  }
}

/**
 * Removes the lock of a dead process. A second lock, the guard, ensures that only one process does so at a time. If the owner of
 * the guard dies, the guard is taken over in the same way.
 *
 * @returns undefined if the caller may try again to take the lock; otherwise the owner of the guard
 */
async function removeDeadLock(
  path: string,
  dead: LockFile,
  owner: LockOwner,
): Promise<LockOwner | 'unreadable' | undefined> {
  const guard = await acquire(`${path}.takeover`, owner);
  if (!guard.ok) return guard.owner ?? 'unreadable';
  try {
    const found = await readLock(path);
    if (typeof found === 'object' && found.token === dead.token) await unlink(path);
    return undefined;
  } finally {
    await guard.release();
  }
}

function lockTaken(path: string, owner: LockOwner | 'unreadable'): LockTaken {
  const remedy = sentence`if nothing is running any more, delete ${personal('file', path)}`;
  if (owner === 'unreadable') {
    const who = sentence`another run`;
    return { ok: false, who, message: sentence`${who} has taken the lock; ${remedy}` };
  }
  const { pid, host, startedAt, command } = owner;
  const who = sentence`\`${shown(command)}\` (process ${pid} on ${shown(host)}, since ${shown(startedAt)})`;
  return {
    ok: false,
    owner: { pid, host, startedAt, command },
    who,
    message: sentence`${who} has taken the lock; wait until it ends, or ${remedy}`,
  };
}

function createLock(path: string, token: string): Lock {
  return { ok: true, release: () => release(path, token), releaseNow: () => releaseNow(path, token) };
}

async function release(path: string, token: string): Promise<void> {
  const found = await readLock(path).catch(() => 'unreadable' as const);
  if (typeof found === 'object' && found.token === token) await unlink(path).catch(() => {});
  ownTokens.delete(token);
}

function releaseNow(path: string, token: string): void {
  try {
    if (lstatSync(path).isFile() && readFileSync(path, 'utf8').includes(`"${token}"`)) unlinkSync(path);
  } catch {
    // Ignore the error: the next run takes over the lock of a dead process.
  }
}

function isDead(owner: LockFile): boolean {
  if (owner.host !== hostname()) return false;
  if (owner.pid === process.pid) return !ownTokens.has(owner.token);
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    // EPERM means that the process runs as another user.
    return errorCode(error) === 'ESRCH';
  }
}
