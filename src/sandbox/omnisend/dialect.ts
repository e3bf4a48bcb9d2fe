// One generation of Omnisend's API over a brand.

import type { Answer, VendorRequest } from '../server/exchange.ts';
import type { BatchRules } from './batches/operations.ts';
import type { BrandContext } from './operation.ts';

export interface Dialect {
  /** Of its paths: `/api/`. */
  readonly prefix: string;
  readonly batches: BatchRules;
  handle(context: BrandContext, request: VendorRequest): Answer;
  /** @param retryAfter seconds */
  failure(request: VendorRequest, status: number, retryAfter: number): Answer;
}
