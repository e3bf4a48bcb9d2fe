// What an operation of the Loops API gets and gives.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { Audience } from './audience.ts';

export interface LoopsContext {
  readonly audience: Audience;
  readonly now: () => number;
  readonly changed: () => void;
}

export type Operation = (context: LoopsContext, request: VendorRequest) => Answer;
