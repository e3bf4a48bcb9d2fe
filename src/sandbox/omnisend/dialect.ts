// The interface of a dialect. A dialect is one version of Omnisend's API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { BatchRules } from './batches/operations.ts';
import type { BrandContext } from './operation.ts';

/** One version of the API: its paths, its rules for batches, and the function that answers its requests. */
export interface Dialect {
  /** Prefix of the dialect's paths: `/api/`. */
  readonly prefix: string;
  readonly batches: BatchRules;
  /** Carries out a request and returns the answer. */
  handle(context: BrandContext, request: VendorRequest): Answer;
  /**
   * Builds the answer for an injected failure.
   *
   * @param retryAfter seconds that a 429 tells the client to wait
   */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
}
