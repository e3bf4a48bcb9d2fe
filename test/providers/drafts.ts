// Builders for unit tests of codecs and requests: a valid value, bent per test.

import type { DesiredContact, LiveContact } from '../../src/contact/contact.ts';
import type { ApiResponse } from '../../src/http/request.ts';
import type { ChangeDraft, RequestDraft } from '../../src/providers/provider.ts';

export function desired(overrides: Partial<DesiredContact> = {}): DesiredContact {
  return {
    account: 'a',
    key: 'a/jane@example.com',
    source: { file: 'contacts.yaml', line: 1, column: 1 },
    identifiers: { email: 'jane@example.com' },
    scalars: {},
    sets: {},
    customProperties: {},
    pruneCustomProperties: false,
    channels: {},
    welcome: false,
    protect: false,
    ...overrides,
  };
}

export function live(overrides: Partial<LiveContact> = {}): LiveContact {
  return {
    emails: ['jane@example.com'],
    phones: [],
    scalars: {},
    sets: {},
    customProperties: {},
    channels: {},
    ...overrides,
  };
}

export function update(overrides: Partial<ChangeDraft> = {}): ChangeDraft {
  return { id: 'c1', action: 'update', desired: desired(), live: live(), differences: [], ...overrides };
}

export function create(overrides: Partial<Omit<ChangeDraft, 'live'>> = {}): ChangeDraft {
  return { id: 'c1', action: 'create', desired: desired(), differences: [], ...overrides };
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
