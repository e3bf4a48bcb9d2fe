// Locks that allow one apply at a time per destination. Enters: a key. Leaves: the lock, or the process that
// has taken it. Takes over the lock of a dead process on this host; never the lock of another host.

import { randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
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

/** Tokens of this process's locks. A lock with our process id but another token was taken by an earlier, dead process. */
const ownTokens = new Set<string>();

/**
 * Tries to take the lock; does not wait for it.
 *
 * @param store the path of `.rollcall`
 * @param key of the destination (providers/destination.ts)
 * @throws HintedError `store` if the lock file cannot be written
 */
export async function acquireLock(
  store: string,
  key: string,
  who: Pick<LockOwner, 'command' | 'startedAt'>,
): Promise<Lock | LockTaken> {
  const directory = join(store, 'locks');
  const path = join(directory, `${key}.lock`);
  try {
    await ensurePrivateDirectory(directory);
    return await acquire(path, { ...who, pid: process.pid, host: hostname() });
  } catch (error) {
    throw toStoreError(error, 'write', path);
  }
}

async function acquire(path: string, owner: LockOwner): Promise<Lock | LockTaken> {
  const file: LockFile = { ...owner, token: randomBytes(8).toString('hex') };
  const draft = `${path}.${file.token}`;
  ownTokens.add(file.token);
  try {
    await writeDraft(draft, file);
    for (;;) {
      if (await publishLock(draft, path)) return createLock(path, file.token);
      const found = await readLock(path);
      if (found === 'gone') continue;
      if (found === 'unreadable' || !isDead(found)) return lockTaken(path, file.token, found);
      const blocker = await removeDeadLock(path, found, owner);
      if (blocker !== undefined) return lockTaken(path, file.token, blocker);
    }
  } finally {
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

function lockTaken(path: string, token: string, owner: LockOwner | 'unreadable'): LockTaken {
  ownTokens.delete(token);
  const remedy = sentence`if nothing is running any more, delete ${personal('file', path)}`;
  if (owner === 'unreadable') return { ok: false, message: sentence`another run has taken the lock; ${remedy}` };
  const { pid, host, startedAt, command } = owner;
  const who = sentence`\`${shown(command)}\` (process ${pid} on ${shown(host)}, since ${shown(startedAt)})`;
  return {
    ok: false,
    owner: { pid, host, startedAt, command },
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
    if (readFileSync(path, 'utf8').includes(`"${token}"`)) unlinkSync(path);
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
