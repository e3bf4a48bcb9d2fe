// The interface that every vendor of the sandbox implements. vendors.ts lists the vendors.

import type { Answer, VendorRequest } from './server/exchange.ts';

/** The settings and callbacks that the sandbox passes to a vendor. */
export interface VendorContext {
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  readonly seed: number;
  /** Delay of the vendor's asynchronous effects, in milliseconds. */
  readonly asyncDelayMs: number;
  /** Factor by which the vendor's real rate limits are multiplied; Infinity disables them. */
  readonly rateFactor: number;
  /** The vendor must call this after every change of its data, so that the data is saved. */
  readonly changed: () => void;
}

/** A vendor that the sandbox simulates. */
export interface Vendor {
  readonly name: string;
  /**
   * Opens an account.
   *
   * @param state as returned by `VendorAccount.state()`, or undefined for an empty account
   * @param onInvalid called for each contact or definition of the state that is not valid and is therefore left out; if absent,
   *   such a contact or definition is an error
   * @throws StateError if the state is not valid
   */
  open(state: unknown, context: VendorContext, onInvalid?: OnInvalid): VendorAccount;
}

/** Called for a contact or definition that is not valid and is left out. The message of the error may contain personal data. */
export type OnInvalid = (error: StateError) => void;

/** One account at one vendor: it stores the account's data and answers requests. */
export interface VendorAccount {
  /** Carries out a request and returns the answer. */
  handle(request: VendorRequest): Answer;
  /**
   * Builds the vendor's error answer for an injected failure, without carrying out the request.
   *
   * @param retryAfter seconds that a 429 tells the client to wait; ignored by vendors whose 429 states no time
   */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
  /** Adds the sample contacts with the numbers 1 to `count`, and skips those that already exist. */
  fill(count: number): void;
  /**
   * Adds definitions to the account: lists, properties and the like, as members of a saved state. A definition that the account
   * already has under the same name stays unchanged.
   *
   * @returns how many definitions were added or switched on
   * @throws StateError if the definitions are not valid; then nothing is added
   */
  define(definitions: unknown): number;
  /** Returns all data that must survive a restart, as plain JSON data. */
  state(): unknown;
  /**
   * Runs all delayed effects now, such as batches that the vendor has accepted but not yet processed. Slow batches (the fault
   * `slow-batch`) stay pending, and continue when the saved state is loaded.
   */
  runDelayedEffects(): void;
}

/**
 * Runs `add`. If it throws a StateError and `onInvalid` is given, passes the error to `onInvalid` instead of throwing it.
 *
 * @throws every other error of `add`, and a StateError if `onInvalid` is absent
 */
export function addOrLeaveOut(add: () => unknown, onInvalid: OnInvalid | undefined): void {
  try {
    add();
  } catch (error) {
    if (onInvalid === undefined || !(error instanceof StateError)) throw error;
    onInvalid(error);
  }
}

/** Thrown if a saved state or the body of an admin request is not valid. The message contains the path and the reason. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
