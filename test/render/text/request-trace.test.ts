import { expect, test } from 'vitest';
import type { RequestTrace } from '../../../src/http/trace.ts';
import { renderRequestTrace } from '../../../src/render/text/request-trace.ts';

const TRACE: RequestTrace = {
  account: 'shop',
  method: 'GET',
  path: '/api/contacts',
  queryNames: ['limit', 'after'],
  status: 200,
  failure: null,
  durationMs: 84.4,
  waitedMs: 0,
  quota: { limit: 1000, remaining: 398 },
};

test.each<[string, Partial<RequestTrace>]>([
  ['http shop: GET /api/contacts?limit=…&after=… 200 in 84 ms, quota 398 of 1,000 left', {}],
  ['http shop: GET /api/contacts 200 in 84 ms, quota 0 left', { queryNames: [], quota: { remaining: 0 } }],
  [
    'http shop: GET /api/contacts 429 in 84 ms after waiting 1,500 ms',
    { queryNames: [], quota: {}, status: 429, waitedMs: 1500 },
  ],
  [
    'http shop: GET /api/contacts timeout in 30,000 ms',
    { queryNames: [], quota: {}, status: null, failure: 'timeout', durationMs: 30_000 },
  ],
  ['http shop: GET /api/contacts 200 malformed in 84 ms', { queryNames: [], quota: {}, failure: 'malformed' }],
])('%s', (line, changed) => {
  expect(renderRequestTrace({ ...TRACE, ...changed }, false)).toBe(line);
});

test('an identifier in the path is shown, or masked if output is redacted', () => {
  const trace = {
    ...TRACE,
    method: 'PATCH',
    path: '/v1/contacts/jane%40example.com',
    queryNames: [],
    quota: {},
  } as const;
  expect(renderRequestTrace(trace, false)).toBe('http shop: PATCH /v1/contacts/jane%40example.com 200 in 84 ms');
  expect(renderRequestTrace(trace, true)).toBe('http shop: PATCH /v1/contacts/‹id› 200 in 84 ms');
});

test('hostile text stays on one line and is neutralised', () => {
  const line = renderRequestTrace({ ...TRACE, account: 'x\n::error::\u001b[2J' }, false);
  for (const active of ['\u001b', '\n']) expect(line).not.toContain(active);
});
