// Ids that would make the path of a request another one: their contacts are unreadable, and no request is made of them (fault I13).

import { describe, expect, test } from 'vitest';
import type { Identifier } from '../../src/contact/contact.ts';
import { isVendorId } from '../../src/contact/vendor-id.ts';
import { encodeRequest } from '../../src/http/client/encode-request.ts';
import type { SentRequest } from '../../src/providers/contract.ts';
import { type DialectName, providerOf } from '../../src/providers/table.ts';

const HOSTILE = ['.', '..', '', '../x', 'a/b', 'a\\b', 'a\u0000b', 'a\nb', 'a\u202eb', '\ud800', 'a'.repeat(256)];
const FINE = ['66f0a1b2c3d4e5f6a7b8c9d0', '12345', '...', 'a.b', 'ž-1', 'a b', 'a%2fb'];

test('an id may be anything that stays one segment of a path', () => {
  expect(HOSTILE.filter(isVendorId)).toEqual([]);
  expect(FINE.filter(isVendorId)).toEqual(FINE);
});

const ASKED: readonly Identifier[] = [{ kind: 'email', value: 'jane@example.com' }];

const ANSWERS: readonly (readonly [DialectName, (id: string) => unknown])[] = [
  ['omnisend@2026-03-15', (id) => ({ contacts: [{ contactID: id, id, email: 'jane@example.com' }] })],
  ['omnisend@v5', (id) => ({ contacts: [{ contactID: id, id, email: 'jane@example.com' }] })],
  ['omnisend@v3', (id) => ({ contacts: [{ contactID: id, id, email: 'jane@example.com' }] })],
  ['envoke@v1', (id) => [{ id, email: 'jane@example.com', consent_status: '' }]],
];

describe.each(ANSWERS)('an answer of %s', (dialect, answer) => {
  const { api } = providerOf(dialect);
  const decode = (id: string) => api.decodeLookUp({ status: 200, headers: {}, body: answer(id) }, ASKED);

  test.each(HOSTILE)('with the id %j is not readable', (id) => {
    expect(decode(id)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  test.each(FINE)('with the id %j is', (id) => {
    expect(decode(id)).toMatchObject({ ok: true, value: [{ id }] });
  });
});

test.each(HOSTILE)('a batch with the id %j is not asked for; reading decides', (batchID) => {
  const { requests } = providerOf('omnisend@2026-03-15');
  const sent = {
    ...{ kind: 'batch', method: 'POST', path: '/api/batches', body: { items: [{}] }, polls: 'job' },
    items: [{ change: 'c1', pointer: '/items/0', carries: [] }],
  } as unknown as SentRequest;
  const results = requests.results(sent, { status: 202, headers: {}, body: { batchID } });
  expect(results).toEqual([{ change: 'c1', result: 'accepted' }]);
});

test.each(['/api/contacts/..', '/api/contacts/./tags', '/api/%2e%2E/x', '/..'])('no request is made to %s', (path) => {
  expect(() => encodeRequest({ method: 'GET', path, query: [] }, '', {})).toThrow(RangeError);
  expect(encodeRequest({ method: 'GET', path: '/api/contacts/...', query: [] }, '', {}).path).toBe('/api/contacts/...');
});
