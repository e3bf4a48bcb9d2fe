// The contract that every vendor of the sandbox implements. A vendor is registered by listing it in vendors.ts.

import type { Answer, VendorRequest } from './server/exchange.ts';

/** What the sandbox provides to its vendors. */
export interface VendorContext {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly seed: number;
  /** Delay of the vendor's asynchronous effects, in milliseconds. */
  readonly asyncDelayMs: number;
  /** Factor on the vendor's real rate limits; Infinity means no limit. */
  readonly rateFactor: number;
  /** Must be called after every change of the state. */
  readonly changed: () => void;
}

/** One vendor's behaviour. */
export interface Vendor {
  readonly name: string;
  /**
   * Opens an account.
   *
   * @param state as returned by `VendorAccount.state()`, or undefined for an empty account
   * @throws StateError if the state is not valid
   */
  open(state: unknown, context: VendorContext): VendorAccount;
}

/** One account at one vendor: its data and its answers. */
export interface VendorAccount {
  /** Carries a request out and answers it. */
  handle(request: VendorRequest): Answer;
  /**
   * Builds the vendor's answer for a failure, without carrying the request out.
   *
   * @param retryAfter seconds; stated in a 429 if the vendor states them
   */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
  /** Adds the sample contacts 1 … count that do not exist yet. */
  fill(count: number): void;
  /** Returns everything that must survive a restart, as plain JSON data. */
  state(): unknown;
  /** Carries out at once everything that was accepted and is delayed. */
  runDelayedEffects(): void;
}

/** A state, or the body of an admin request, is not valid; the message names the path and the reason. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
