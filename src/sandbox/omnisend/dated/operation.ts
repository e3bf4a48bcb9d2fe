// What an operation of API 2026-03-15 gets and gives.

import type { DelayedEffects } from '../../delayed-effects.ts';
import type { Answer, VendorRequest } from '../../exchange.ts';
import type { Brand } from '../brand.ts';
import type { Problem } from './problem.ts';

export interface DatedContext {
  readonly brand: Brand;
  readonly effects: DelayedEffects;
  readonly now: () => number;
  readonly rateFactor: number;
  readonly changed: () => void;
}

export type Reply = Answer | Problem;

/** @param id from the path; empty where the path has none */
export type Operation = (context: DatedContext, request: VendorRequest, id: string) => Reply;
