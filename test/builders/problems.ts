// Builders for why something could not be read or written.

import { personal } from '../../src/contact/argument.ts';
import type { NoAnswer, VendorRefusal } from '../../src/live/problem.ts';

/** The vendor refused a request of account shop. */
export function aRefusal(words = 'no', overrides: Partial<VendorRefusal> = {}) {
  const path = personal('path', '/api/contacts');
  return {
    code: 'invalid',
    args: { account: 'shop', method: 'GET', path, status: 400, words: personal('vendor', words), ...overrides },
  } as const;
}

/** No answer came from account shop's vendor. */
export function aTimeout(what = 'no answer in time', overrides: Partial<NoAnswer> = {}) {
  return { code: 'timeout', args: { account: 'shop', what, ...overrides } } as const;
}
