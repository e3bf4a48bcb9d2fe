// The types of an operation of the Loops API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { Audience } from './audience.ts';

/** What an operation works with. */
export interface LoopsContext {
  readonly audience: Audience;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Must be called after every change. */
  readonly changed: () => void;
}

/** Carries a request out and answers it. */
export type Operation = (context: LoopsContext, request: VendorRequest) => Answer;
