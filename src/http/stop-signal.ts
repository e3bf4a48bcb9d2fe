/**
 * What stops work that is under way: an AbortController's `signal`.
 *
 * The part of AbortSignal that is used here, since that name is known only where the types of Node or of a browser are.
 */
export interface StopSignal {
  readonly aborted: boolean;
  /** What was given to `abort()`. */
  readonly reason: unknown;
  /** @throws the reason, once aborted */
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
