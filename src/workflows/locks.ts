// Locks all accounts that an apply sends to, so that two applies never use the same credential at once.

import { acquireLock, type Lock, type LockTaken } from '../store/lock.ts';

/**
 * Acquires all locks, or none of them.
 *
 * @param keys keys of the accounts' destinations
 * @param who shown to other runs while the locks are taken
 * @returns one lock that stands for all, or the first that another run has taken
 * @throws HintedError `store` if a lock cannot be written
 */
export async function lockAll(
  store: string,
  keys: readonly string[],
  who: { readonly command: string; readonly startedAt: string },
): Promise<Lock | LockTaken> {
  const locks: Lock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  const releaseNow = (): void => {
    for (const lock of locks) lock.releaseNow();
  };
  try {
    // Always in the same order: otherwise two runs could each get some of the locks, and both would fail.
    for (const key of [...new Set(keys)].sort()) {
      const lock = await acquireLock(store, key, who);
      if (!lock.ok) {
        await release();
        return lock;
      }
      locks.push(lock);
    }
    return { ok: true, release, releaseNow };
  } catch (error) {
    await release();
    throw error;
  }
}
