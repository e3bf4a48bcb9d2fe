// The locks of all accounts that an apply sends to, as one: two applies never use the same credential at once.

import { acquireLock, type Lock, type LockTaken } from '../store/lock.ts';

/**
 * @param keys what the accounts are locked by
 * @returns all of the locks as one, or the first that somebody else holds
 * @throws HintedError `store`
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
    // In one order everywhere, so that two runs never wait for each other's half.
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
