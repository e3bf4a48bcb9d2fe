// Announces the pauses that a vendor asks for, so that a run that waits does not look as if it hung.

import type { Clock } from '../clock.ts';

/** A pause that a vendor asked for. */
export interface Pause {
  /** The account's name. */
  readonly account: string;
  readonly milliseconds: number;
}

/** Called when a pause begins. Must not throw. */
export type PauseListener = (pause: Pause) => void;

/** Shorter pauses are not announced: they are over before anybody wonders. Milliseconds. */
const ANNOUNCED_FROM_MS = 2_000;

/**
 * Creates a function that announces pauses. Several requests that are throttled together get the same pause, which is announced
 * once.
 */
export function createPauseAnnouncer(account: string, clock: Clock, listener: PauseListener | undefined) {
  let until = Number.NEGATIVE_INFINITY;
  return (milliseconds: number): void => {
    const end = clock.now() + milliseconds;
    if (milliseconds < ANNOUNCED_FROM_MS || end < until + ANNOUNCED_FROM_MS) return;
    until = end;
    listener?.({ account, milliseconds });
  };
}
