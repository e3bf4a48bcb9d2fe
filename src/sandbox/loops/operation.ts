// The types of an operation of the Loops API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { Audience } from './audience.ts';

/** The dependencies of an operation. */
export interface LoopsContext {
  readonly audience: Audience;
  /** Returns the current time in milliseconds since the epoch. */
  readonly now: () => number;
  /** The operation must call this after every change of the audience, so that it is saved. */
  readonly changed: () => void;
}

/** An operation of the API: carries out a request and returns the answer. */
export type Operation = (context: LoopsContext, request: VendorRequest) => Answer;
