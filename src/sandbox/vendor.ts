// The contract between the sandbox and one vendor's behaviour. A vendor is added by listing it in vendors.ts.

import type { Answer, VendorRequest } from './server/exchange.ts';

export interface VendorContext {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly seed: number;
  /** Delay before the vendor's asynchronous effects show. */
  readonly asyncDelayMs: number;
  /** Multiplies the vendor's real limits; Infinity means none. */
  readonly rateFactor: number;
  /** To be called after every change of state. */
  readonly changed: () => void;
}

export interface Vendor {
  readonly name: string;
  /**
   * @param state as `state()` returned it, or undefined for an empty account
   * @throws StateError if the state is not one
   */
  open(state: unknown, context: VendorContext): VendorAccount;
}

/** One vendor's side of one account: its data and its answers. */
export interface VendorAccount {
  handle(request: VendorRequest): Answer;
  /**
   * A failure as this vendor words it; nothing is carried out.
   *
   * @param retryAfter seconds, told with a 429 where the vendor tells them
   */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
  /** Adds the deterministic contacts 1 … count that are not there yet. */
  fill(count: number): void;
  /** Everything that must survive a restart, as plain JSON data. */
  state(): unknown;
  /** Carries out at once what was accepted and is still delayed. */
  settle(): void;
}

/** The state that was loaded or put is not a state; the message says where and why. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
