// One apply per vendor and credential. Enters: a key. Leaves: the lock, or who holds it. The lock of a dead process on this
// host is taken over; one of another host never is.

import { randomBytes } from 'node:crypto';
import { readFileSync, unlinkSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ensurePrivateDirectory } from './directory.ts';
import { type LockFile, type LockHolder, place, readLock, writeDraft } from './lock-file.ts';
import { errorCode, toStoreError } from './store-error.ts';

export interface LockTaken {
  readonly ok: false;
  /** Absent where the lock file cannot be understood. */
  readonly holder?: LockHolder;
  /** Who holds it, and what to do. */
  readonly message: string;
}

export interface Lock {
  readonly ok: true;
  release(): Promise<void>;
  /** For a process that ends at once: as far as that can be done without waiting. */
  releaseNow(): void;
}

/** Tokens of this process; a file with our process id and another token is of an earlier process with the same number. */
const ours = new Set<string>();

/**
 * @param store the path of `.rollcall`
 * @param key vendor and credential, from `credentialKey`
 * @throws HintedError `store` where no lock can be written
 */
export async function acquireLock(
  store: string,
  key: string,
  who: Pick<LockHolder, 'command' | 'startedAt'>,
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

async function acquire(path: string, holder: LockHolder): Promise<Lock | LockTaken> {
  const file: LockFile = { ...holder, token: randomBytes(8).toString('hex') };
  const draft = `${path}.${file.token}`;
  ours.add(file.token);
  try {
    await writeDraft(draft, file);
    for (;;) {
      if (await place(draft, path)) return lockOf(path, file.token);
      const found = await readLock(path);
      if (found === 'gone') continue;
      if (found === 'unclear' || !isDead(found)) return giveUp(path, file.token, found);
      const blocker = await clear(path, found, holder);
      if (blocker !== undefined) return giveUp(path, file.token, blocker);
    }
  } finally {
    await unlink(draft).catch(() => {});
  }
}

/** Removes a dead process's lock. Of several takers one goes on: the guard is a lock itself, so its owner may die too. */
async function clear(path: string, dead: LockFile, holder: LockHolder): Promise<LockHolder | 'unclear' | undefined> {
  const guard = await acquire(`${path}.takeover`, holder);
  if (!guard.ok) return guard.holder ?? 'unclear';
  try {
    const found = await readLock(path);
    if (typeof found === 'object' && found.token === dead.token) await unlink(path);
    return undefined;
  } finally {
    await guard.release();
  }
}

function giveUp(path: string, token: string, holder: LockHolder | 'unclear'): LockTaken {
  ours.delete(token);
  const remedy = `if nothing runs any more, delete ${path}`;
  if (holder === 'unclear') return { ok: false, message: `another run holds the lock; ${remedy}` };
  const { pid, host, startedAt, command } = holder;
  const who = `\`${command}\` (process ${pid} on ${host}, since ${startedAt})`;
  return {
    ok: false,
    holder: { pid, host, startedAt, command },
    message: `${who} holds the lock; wait for it, or ${remedy}`,
  };
}

function lockOf(path: string, token: string): Lock {
  return { ok: true, release: () => release(path, token), releaseNow: () => releaseNow(path, token) };
}

async function release(path: string, token: string): Promise<void> {
  const found = await readLock(path).catch(() => 'unclear' as const);
  if (typeof found === 'object' && found.token === token) await unlink(path).catch(() => {});
  ours.delete(token);
}

function releaseNow(path: string, token: string): void {
  try {
    if (readFileSync(path, 'utf8').includes(`"${token}"`)) unlinkSync(path);
  } catch {
    // The next run takes over the lock of a dead process.
  }
}

function isDead(holder: LockFile): boolean {
  if (holder.host !== hostname()) return false;
  if (holder.pid === process.pid) return !ours.has(holder.token);
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    // EPERM: it lives, as another user.
    return errorCode(error) === 'ESRCH';
  }
}
