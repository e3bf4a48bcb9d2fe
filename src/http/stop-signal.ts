/**
 * A signal that stops work in progress: the `signal` of an AbortController.
 *
 * This type declares only the part of AbortSignal that is used here. AbortSignal itself exists only if the types of Node or of the
 * DOM are installed.
 */
export interface StopSignal {
  readonly aborted: boolean;
  /** The value that was passed to `abort()`. */
  readonly reason: unknown;
  /** @throws the reason, if aborted */
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The reason to abort a signal with when a time limit that the user set is reached. */
export const TIME_LIMIT: unique symbol = Symbol('time limit');

/** True if the signal was aborted because a time limit was reached. */
export function isTimeLimit(signal: Pick<StopSignal, 'reason'> | undefined): boolean {
  return signal?.reason === TIME_LIMIT;
}
