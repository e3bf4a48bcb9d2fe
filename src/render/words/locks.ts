// Sentences about the locks of an apply. Pure.

import { formatSeconds } from './numbers.ts';

/**
 * Returns the message that an apply waits for another one.
 *
 * @param who the other apply: its command, process, host and start
 * @param timeout how long the apply waits at most, in milliseconds
 */
export function waitingForLock(who: string, timeout: number): string {
  return `Waiting for ${who} to end, for at most ${formatSeconds(timeout / 1000)}; Ctrl+C ends the wait.`;
}

/**
 * Returns the warning that the locks are in `.rollcall`, where an apply from another checkout does not see them.
 *
 * @param reason why the locks are not in this user's directory; without a full stop
 */
export function locksNotShared(reason: string): string {
  return `Locks are kept in .rollcall, where an apply from another checkout does not see them: ${reason}.`;
}
