// Locks all destinations that an apply sends to, so that two applies never write to the same vendor account at once, from whichever
// checkout on this machine they start.

import { join } from 'node:path';
import { HintedError } from '../contact/hinted-error.ts';
import { sentence, unmasked } from '../contact/sentence.ts';
import type { Clock } from '../http/clock.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { Destination } from '../providers/contract.ts';
import { acquireLock, type Lock, type LockPlace, type LockTaken } from '../store/lock.ts';
import { type LockPlaceOptions, lockPlaces } from './lock-places.ts';

/** Pause between two attempts to take a lock, in milliseconds. A pause and an attempt together take less than a second. */
const PAUSE = 400;

/** Settings of the locks of an apply. */
export interface LockSettings extends LockPlaceOptions {
  /** How long to wait for another apply, in milliseconds; absent: do not wait. */
  readonly timeout?: number | undefined;
  /** Called for what a person should know while the locks are taken. */
  readonly onEvent?: ((event: LockEvent) => void) | undefined;
}

/** What a person should know while locks are taken. */
export type LockEvent =
  /** The locks lie in `.rollcall`, where applies of other checkouts do not see them; `reason` is a sentence without a full stop. */
  | { readonly type: 'not-shared'; readonly reason: string }
  /** Another run has taken a lock; the apply waits for it at most `timeout` milliseconds altogether. */
  | { readonly type: 'waiting'; readonly taken: LockTaken; readonly timeout: number };

/** The locks, and whether another run had to be waited for: what was read before may then be outdated. */
export interface DestinationLocks {
  readonly lock: Lock;
  readonly hasWaited: boolean;
}

/**
 * Takes the locks of destinations: all, or none.
 *
 * @param store the path of `.rollcall`
 * @throws HintedError `locked` if another run has one of them, and still has it after the time to wait; `interrupted` if the signal
 *   is aborted meanwhile; `store` if a lock cannot be written
 */
export async function lockDestinations(
  store: string,
  destinations: readonly Destination[],
  settings: LockSettings,
  { clock, signal }: { readonly clock: Clock; readonly signal?: StopSignal | undefined },
): Promise<DestinationLocks> {
  const { places, reason } = await lockPlaces(store, destinations, settings);
  if (reason !== undefined) settings.onEvent?.({ type: 'not-shared', reason });
  const who = { command: 'rollcall apply', startedAt: new Date().toISOString() };
  const { timeout = 0, onEvent } = settings;
  const until = clock.now() + timeout;
  let waitsFor: string | undefined;
  for (;;) {
    const lock = await lockAll(places, who);
    if (lock.ok) return { lock, hasWaited: waitsFor !== undefined };
    const left = until - clock.now();
    if (left <= 0) throw new HintedError('locked', sentence`another apply is running: ${lock.message}`);
    const message = unmasked(lock.message);
    if (message !== waitsFor) onEvent?.({ type: 'waiting', taken: lock, timeout });
    waitsFor = message;
    await clock.sleep(Math.min(PAUSE, left), signal).catch(unlessInterrupted(signal));
  }
}

function unlessInterrupted(signal: StopSignal | undefined): (error: unknown) => never {
  return (error) => {
    throw signal?.aborted === true ? new HintedError('interrupted', sentence`not applied; nothing was sent`) : error;
  };
}

/**
 * Acquires all locks, or none of them.
 *
 * @returns one lock that stands for all, or the first that another run has taken
 * @throws HintedError `store` if a lock cannot be written
 */
async function lockAll(
  places: readonly LockPlace[],
  who: { readonly command: string; readonly startedAt: string },
): Promise<Lock | LockTaken> {
  const locks: Lock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of locks.splice(0)) await lock.release();
  };
  const releaseNow = (): void => {
    for (const lock of locks) lock.releaseNow();
  };
  const byPath = new Map(places.map((place) => [join(place.directory, place.key), place]));
  try {
    // Always in the same order, so that two runs cannot block each other with half of the locks each.
    for (const [, place] of [...byPath].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const lock = await acquireLock(place, who);
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
