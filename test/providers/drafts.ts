// Builders for unit tests of codecs and requests: a valid value, with overrides for each test.

import type { ApiResponse } from '../../src/http/request.ts';
import type { ChangeDraft, RequestDraft } from '../../src/providers/contract.ts';
import { aDesired, aLive } from '../builders/contacts.ts';

export { aDesired as desired, aLive as live };

export function update(overrides: Partial<ChangeDraft> = {}): ChangeDraft {
  return { id: 'c1', action: 'update', desired: aDesired(), live: aLive(), differences: [], ...overrides };
}

export function create(overrides: Partial<Omit<ChangeDraft, 'live'>> = {}): ChangeDraft {
  return { id: 'c1', action: 'create', desired: aDesired(), differences: [], ...overrides };
}

export function response(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return { status, headers, body };
}

/** The parts of a request that reach the vendor. */
export function sent({
  method,
  path,
  query,
  body,
}: RequestDraft): Pick<RequestDraft, 'method' | 'path' | 'query' | 'body'> {
  return { method, path, query, body };
}
