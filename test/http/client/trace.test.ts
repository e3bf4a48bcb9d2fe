import { expect, onTestFinished, test } from 'vitest';
import { type ConnectOptions, connect } from '../../../src/http/index.ts';
import type { ApiRequest } from '../../../src/http/request.ts';
import type { RequestTrace } from '../../../src/http/trace.ts';
import { hurryingClock } from '../../helpers/hurrying-clock.ts';
import { json, serve } from '../server.ts';

const KEY = 's3cret-key-0815';

async function traced(
  answer: Parameters<typeof serve>[0],
  request: ApiRequest,
  options: Partial<ConnectOptions> = {},
): Promise<readonly RequestTrace[]> {
  const traces: RequestTrace[] = [];
  const server = await serve(answer);
  const connection = connect({
    baseUrl: `${server.url}/proxy`,
    label: 'shop',
    headers: { Authorization: `Bearer ${KEY}` },
    clock: hurryingClock(),
    trace: (trace) => void traces.push(trace),
    ...options,
  });
  onTestFinished(async () => {
    await connection.close();
    await server.close();
  });
  await connection.send(request, { budgets: [], repeat: 'idempotent' }).catch(() => {});
  return traces;
}

test('every attempt has a trace with its target, its result and the remaining quota', async () => {
  const traces = await traced(
    (_request, response, count) => json(response, count === 1 ? 503 : 200, {}, { 'x-left': String(400 - count) }),
    { method: 'GET', path: '/api/contacts', query: [['limit', '250']] },
    { rateHint: ({ headers }) => ({ limit: 400, remaining: Number(headers['x-left']), resetMs: 1 }) },
  );
  const same = { account: 'shop', method: 'GET', path: '/api/contacts', queryNames: ['limit'], failure: null };
  const times = { durationMs: expect.any(Number), waitedMs: expect.any(Number) };
  expect(traces).toEqual([
    { ...same, ...times, status: 503, quota: { limit: 400, remaining: 399 } },
    { ...same, ...times, status: 200, quota: { limit: 400, remaining: 398 } },
  ]);
  for (const { durationMs } of traces) expect(durationMs).toBeGreaterThan(0);
});

test('the trace of an attempt without a response contains the reason', async () => {
  const traces = await traced(
    (_request, response) => response.socket?.destroy(),
    { method: 'GET', path: '/api/contacts', query: [] },
    { retry: { maxAttempts: 2 } },
  );
  expect(traces.map(({ status, failure, quota }) => [status, failure, quota])).toEqual([
    [null, 'reset', {}],
    [null, 'reset', {}],
  ]);
});

test('a trace contains no credential, query value, body or header', async () => {
  const [trace, ...others] = await traced((_request, response) => json(response, 400, { detail: 'jane@example.com' }), {
    method: 'PATCH',
    path: `/api/contacts/${KEY}`,
    query: [['email', 'jane@example.com']],
    body: { firstName: 'Jane' },
  });
  expect(others).toEqual([]);
  expect(trace).toMatchObject({ path: '/api/contacts/***', queryNames: ['email'], status: 400 });
  expect(JSON.stringify(trace)).not.toMatch(/jane|s3cret|bearer/i);
});
