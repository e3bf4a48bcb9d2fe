import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '../../../src/http/index.ts';
import type { ApiRequest, Connection, Repeat, Transmission } from '../../../src/http/request.ts';
import { hurryingClock } from '../../helpers/hurrying-clock.ts';
import { json, serve, type TestServer } from '../server.ts';
import { VirtualClock } from '../virtual-clock.ts';

const get: ApiRequest = { method: 'GET', path: '/api/contacts', query: [] };
const patch: ApiRequest = { method: 'PATCH', path: '/api/contacts/1', query: [], body: { firstName: 'Jane' } };
const create: ApiRequest = { method: 'POST', path: '/api/contacts', query: [], body: { email: 'jane@example.com' } };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

async function started(answer: Parameters<typeof serve>[0]): Promise<TestServer> {
  const server = await serve(answer);
  open.push(server);
  return server;
}

function connected(server: TestServer, options: Partial<ConnectOptions> = {}): Connection {
  const connection = connect({ baseUrl: server.url, label: 'shop', headers: {}, clock: impatient(), ...options });
  open.push(connection);
  return connection;
}

/** A clock with the real time on which sleeping takes no time. */
function impatient(): VirtualClock {
  const clock = new VirtualClock();
  clock.sleep = async (milliseconds) => {
    clock.slept.push(milliseconds);
  };
  return clock;
}

function send(connection: Connection, request: ApiRequest, repeat: Repeat = 'idempotent') {
  return connection.send(request, { budgets: [], repeat });
}

describe('connections', () => {
  it('are reused: sequential requests share one and its handshake', async () => {
    const ports: (number | undefined)[] = [];
    const server = await started((_request, response) => {
      ports.push(response.socket?.remotePort);
      json(response, 200, { ok: true });
    });
    const connection = connected(server);
    for (let count = 0; count < 5; count += 1) await send(connection, get);
    expect(ports).toEqual(Array.from({ length: 5 }, () => ports[0]));
    await Promise.all([send(connection, get), send(connection, get)]);
    for (let count = 0; count < 5; count += 1) await send(connection, get);
    expect(new Set(ports).size).toBe(2);
  });
});

describe('what is sent', () => {
  it('headers of one request, on each of its attempts and on no other request', async () => {
    const server = await started((_request, response, n) => json(response, n === 1 ? 503 : 200, {}));
    const connection = connected(server, { headers: { 'x-a': 'connection', 'x-b': 'connection' } });
    await connection.send(patch, { budgets: [], repeat: 'idempotent', headers: { 'x-b': 'request' } });
    await send(connection, patch);
    expect(server.received.map(({ headers }) => [headers['x-a'], headers['x-b']])).toEqual([
      ['connection', 'request'],
      ['connection', 'request'],
      ['connection', 'connection'],
    ]);
  });

  it('headers, path prefix, encoded query and JSON body', async () => {
    const server = await started((_request, response) => json(response, 200, { ok: true }));
    const connection = connected(server, {
      baseUrl: `${server.url}/omnisend/`,
      headers: { 'X-API-KEY': 'k', 'omnisend-version': '2026-03-15' },
    });
    const query = [
      ['email', 'a+b c@example.com'],
      ['filter[email][$in]', 'é&=?#/'],
    ] as const;
    await send(connection, { ...get, query });
    await send(connection, { ...patch, method: 'DELETE', body: { ids: ['ž', '__proto__'] } });
    const [first, second] = server.received;
    expect(first?.url).toBe(
      '/omnisend/api/contacts?email=a%2Bb%20c%40example.com&filter%5Bemail%5D%5B%24in%5D=%C3%A9%26%3D%3F%23%2F',
    );
    expect(first?.headers).toMatchObject({
      'x-api-key': 'k',
      'omnisend-version': '2026-03-15',
      accept: 'application/json',
    });
    expect(first?.headers['content-type']).toBeUndefined();
    expect(second).toMatchObject({ method: 'DELETE', body: '{"ids":["ž","__proto__"]}' });
    expect(second?.headers['content-type']).toBe('application/json');
    expect(connection.sent).toBe(2);
  });

  it('uses a connection again', async () => {
    const sockets = new Set<unknown>();
    const server = await started((_request, response) => {
      sockets.add(response.socket);
      json(response, 200, {});
    });
    const connection = connected(server, { maxConnections: 3 });
    await Promise.all(Array.from({ length: 60 }, () => send(connection, patch)));
    expect(sockets.size).toBeLessThanOrEqual(3);
    expect(server.received).toHaveLength(60);
  });
});

describe('what comes back', () => {
  it('status, lower-case headers and the parsed body, whatever the status', async () => {
    const server = await started((_request, response) =>
      json(response, 404, { title: 'Not found' }, { 'X-Thing': 'a' }),
    );
    const { status, headers, body } = await send(connected(server), get);
    expect([status, headers['x-thing'], body]).toEqual([404, 'a', { title: 'Not found' }]);
  });

  it('an empty body is undefined', async () => {
    const server = await started((_request, response) => response.writeHead(202).end());
    expect(await send(connected(server), patch)).toMatchObject({ status: 202, body: undefined });
  });

  it('keys like __proto__ are data', async () => {
    const server = await started((_request, response) => response.end('\uFEFF{"__proto__":{"polluted":true}}'));
    const { body } = await send(connected(server), get);
    expect(Object.hasOwn(body as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('gzip is decompressed', async () => {
    const server = await started((request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"name":"Žofie"}'));
    });
    expect((await send(connected(server), get)).body).toEqual({ name: 'Žofie' });
  });

  it('HTML with an error status gives that status with an undefined body', async () => {
    const server = await started((_request, response) => response.writeHead(403).end('<html>blocked</html>'));
    expect(await send(connected(server), get)).toMatchObject({ status: 403, body: undefined });
  });
});

describe('retries', () => {
  it('retries after 429, 500 and a reset, and returns the final response', async () => {
    const server = await started((_request, response, count) => {
      if (count === 1) json(response, 429, { retryAfter: 3 });
      else if (count === 2) response.writeHead(502).end('<html>Bad gateway</html>');
      else if (count === 3) response.socket?.destroy();
      else json(response, 200, { ok: true });
    });
    const clock = impatient();
    const rateHint: ConnectOptions['rateHint'] = ({ status }) => (status === 429 ? { retryAfterMs: 3_000 } : {});
    const connection = connected(server, { clock, rateHint, random: () => 0.5 });
    expect((await send(connection, patch)).status).toBe(200);
    expect(clock.slept).toEqual([3_250, 500, 1_000]);
    expect(connection.sent).toBe(4);
    expect(new Set(server.received.map(({ body }) => body)).size).toBe(1);
  });

  it('respects a Retry-After header that the provider did not decode', async () => {
    const server = await started((_request, response, count) =>
      json(response, count === 1 ? 429 : 200, {}, count === 1 ? { 'retry-after': '7' } : {}),
    );
    const clock = impatient();
    await send(connected(server, { clock, random: () => 0 }), patch);
    expect(clock.slept).toEqual([7_000]);
  });

  it('returns the last response when the attempts are used up', async () => {
    const server = await started((_request, response) => json(response, 500, {}));
    const connection = connected(server, { retry: { maxAttempts: 3 } });
    expect((await send(connection, patch)).status).toBe(500);
    expect(connection.sent).toBe(3);
  });

  it.each<[string, Parameters<typeof serve>[0]]>([
    ['a reset', (_request, response) => response.socket?.destroy()],
    ['a 500', (_request, response) => json(response, 500, {})],
    ['a 503', (_request, response) => json(response, 503, {})],
    ['garbage', (_request, response) => response.end('{"id":')],
    ['a truncated response', (_request, response) => cut(response)],
  ])('never sends a create again after %s', async (_name, answer) => {
    const server = await started(answer);
    await send(connected(server), create, 'look-first').catch(() => {});
    expect(server.received).toHaveLength(1);
  });

  it('sends a create again after 429, which means that it was not carried out', async () => {
    const server = await started((_request, response, count) => json(response, count === 1 ? 429 : 201, {}));
    expect((await send(connected(server), create, 'look-first')).status).toBe(201);
    expect(server.received).toHaveLength(2);
  });
});

it('reports every attempt with its waiting time, its time of sending and its result', async () => {
  const server = await started((_request, response, count) => {
    if (count === 1) json(response, 429, {}, { 'retry-after': '7' });
    else if (count === 2) response.socket?.destroy();
    else json(response, 200, {});
  });
  const attempts: Transmission[] = [];
  const connection = connected(server, { clock: hurryingClock(), random: () => 0 });
  const onAttempt = (attempt: Transmission): void => void attempts.push(attempt);
  await connection.send(patch, { budgets: [], repeat: 'idempotent', onAttempt });
  expect(attempts).toMatchObject([
    { status: 429, failure: null, maybeCarriedOut: false },
    { status: null, failure: 'reset', maybeCarriedOut: true },
    { status: 200, failure: null, maybeCarriedOut: false },
  ]);
  const [first, second, third] = attempts.map(({ waitedMs }) => Math.floor(waitedMs / 1000));
  expect([first, second, third]).toEqual([0, 7, 0]);
  const times = attempts.flatMap(({ sentAt, endedAt }) => [sentAt, endedAt]);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
});

it('a slow response times out without delaying other requests', { tags: ['slow'] }, async () => {
  const server = await started((request, response) => {
    if (request.method === 'GET') json(response, 200, {});
  });
  const connection = connected(server, { timeouts: { headersMs: 80 }, maxConnections: 2 });
  const slow = send(connection, create, 'look-first');
  expect((await send(connection, get)).status).toBe(200);
  await expect(slow).rejects.toMatchObject({ kind: 'timeout', maybeSent: true });
});

it('5,000 requests take seconds, not minutes', { tags: ['slow'] }, async () => {
  const server = await started((_request, response) => json(response, 200, { ok: true }));
  const connection = connected(server);
  const before = performance.now();
  await Promise.all(Array.from({ length: 5_000 }, () => send(connection, patch)));
  expect(connection.sent).toBe(5_000);
  expect(performance.now() - before).toBeLessThan(10_000);
});

function cut(response: Parameters<Parameters<typeof serve>[0]>[1]): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"contacts":[');
  setTimeout(() => response.socket?.destroy(), 5);
}
