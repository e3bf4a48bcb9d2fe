// The contract of a dialect: one generation of Omnisend's API.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { BatchRules } from './batches/operations.ts';
import type { BrandContext } from './operation.ts';

/** One generation of the API. */
export interface Dialect {
  /** Prefix of its paths: `/api/`. */
  readonly prefix: string;
  readonly batches: BatchRules;
  /** Carries a request out and answers it. */
  handle(context: BrandContext, request: VendorRequest): Answer;
  /**
   * Builds the answer for an injected failure.
   *
   * @param retryAfter seconds
   */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
}
