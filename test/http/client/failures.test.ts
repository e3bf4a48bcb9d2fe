import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectOptions, connect, createLimiter } from '../../../src/http/index.ts';
import { type ApiRequest, HttpError, type Repeat } from '../../../src/http/request.ts';
import { json, serve } from '../server.ts';

const KEY = 'sk_live_9f8e7d6c5b4a';
const ID = 'account-4711';
const BASIC = Buffer.from(`${ID}:${KEY}`).toString('base64');

const get: ApiRequest = { method: 'GET', path: '/api/contacts', query: [['email', 'jane@example.com']] };

const patch: ApiRequest = { method: 'PATCH', path: '/api/contacts/1', query: [], body: {} };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

/** Returns the error of a request, and checks that it contains no secret. */
async function failure(
  baseUrl: string,
  options: Partial<ConnectOptions> = {},
  request: ApiRequest = get,
  repeat: Repeat = 'idempotent',
): Promise<HttpError> {
  const headers = { authorization: `Basic ${BASIC}`, 'x-api-key': KEY };
  const connection = connect({ baseUrl, label: 'shop', headers, retry: { baseMs: 1 }, ...options });
  open.push(connection);
  const error: unknown = await connection.send(request, { budgets: [], repeat }).catch((thrown: unknown) => thrown);
  if (!(error instanceof HttpError)) throw new Error(`no HttpError: ${inspect(error)}`);
  const everything = inspect(error, { depth: 20, showHidden: true });
  for (const secret of [KEY, ID, BASIC, 'jane@example.com', 'jane%40example.com'])
    expect(everything).not.toContain(secret);
  expect(error.message).toMatch(/^shop: (GET|PATCH) \/\S+: /);
  return error;
}

async function answering(answer: Parameters<typeof serve>[0]): Promise<string> {
  const server = await serve(answer);
  open.push(server);
  return server.url;
}

describe('no usable response', () => {
  it('a closed port', async () => {
    const server = await serve(() => {});
    await server.close();
    const error = await failure(server.url);
    expect(error).toMatchObject({ kind: 'refused', maybeSent: false });
    expect(error.message).toMatch(
      /^shop: GET \/api\/contacts: connection to 127\.0\.0\.1:\d+ refused — is the base URL right, and is the server running\? \(4 attempts\)$/,
    );
  });

  it('a name that does not resolve', async () => {
    const error = await failure('http://nowhere.invalid');
    expect(error).toMatchObject({ kind: 'refused', maybeSent: false });
    expect(error.message).toContain('the name nowhere.invalid does not resolve');
  });

  it('a reset of every attempt', async () => {
    const url = await answering((_request, response) => response.socket?.destroy());
    const error = await failure(url, { retry: { baseMs: 1, maxAttempts: 2 } }, patch);
    expect(error).toMatchObject({ kind: 'reset', maybeSent: true });
    expect(error.message).toMatch(/ \(2 attempts\); the vendor may have carried the request out$/);
  });

  it('the error of a write, but not of a read, says that it may have been carried out', {
    tags: ['slow'],
  }, async () => {
    const answers: readonly Parameters<typeof serve>[0][] = [
      (_request, response) => response.socket?.destroy(),
      () => {},
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('[1,2');
        setTimeout(() => response.socket?.destroy(), 5);
      },
    ];
    for (const answer of answers) {
      const url = await answering(answer);
      const error = await failure(url, { timeouts: { headersMs: 50 }, retry: { maxAttempts: 1 } });
      expect(error.message).not.toContain('carried');
      const write = await failure(url, { timeouts: { headersMs: 50 }, retry: { maxAttempts: 1 } }, patch);
      expect(write.message).toMatch(/; the vendor may have carried the request out$/);
    }
  });

  it('no response in time, or only a part of it', { tags: ['slow'] }, async () => {
    const silent = await answering(() => {});
    const stopping = await answering((_request, response) => {
      response.writeHead(200).write('{');
    });
    const retry = { maxAttempts: 1 };
    const [nothing, half] = await Promise.all([
      failure(silent, { timeouts: { headersMs: 50 }, retry }),
      failure(stopping, { timeouts: { bodyMs: 50 }, retry }),
    ]);
    expect(nothing).toMatchObject({ kind: 'timeout', maybeSent: true, status: undefined });
    expect(half).toMatchObject({ kind: 'timeout', maybeSent: true, status: 200 });
  });

  it('a body cut short', async () => {
    const url = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('[1,2');
      setTimeout(() => response.socket?.destroy(), 5);
    });
    const error = await failure(url);
    expect(error).toMatchObject({ kind: 'malformed', status: 200, maybeSent: true });
    expect(error.message).toContain('the response was cut short');
    expect(error.message).toContain('(3 attempts)');
  });

  it.each<[string, string | Buffer, Record<string, string>]>([
    ['HTML', '<html>log in</html>', { 'content-type': 'text/html; charset=utf-8' }],
    ['cut JSON', '{"contacts":[{"id":', {}],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}],
    ['broken gzip', 'plain', { 'content-encoding': 'gzip' }],
    ['an unknown encoding', 'x', { 'content-encoding': 'snappy' }],
  ])('%s with status 200', async (_name, body, headers) => {
    const url = await answering((_request, response) => response.writeHead(200, headers).end(body));
    const error = await failure(url);
    expect(error).toMatchObject({ kind: 'malformed', status: 200, maybeSent: true });
    expect(error.message).toContain('is the base URL right?');
  });

  it('a server that does not speak HTTP', async () => {
    const server = createServer((socket) => socket.resume().end('220 mail.example.com ESMTP\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
    const error = await failure(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    expect(error.kind).toBe('malformed');
    expect(error.message).toContain('did not answer with HTTP');
  });

  it.each([true, false])('a huge body (compressed: %s)', async (compressed) => {
    const body = Buffer.alloc(1_000_000, ' ');
    const url = await answering((_request, response) => {
      if (compressed) response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(body));
      else response.end(body);
    });
    const error = await failure(url, { maxBodyBytes: 100_000 });
    expect(error).toMatchObject({ kind: 'too-large', maybeSent: true });
  });

  it('a redirect, which is not followed', async () => {
    const elsewhere = await serve((_request, response) => json(response, 200, {}));
    open.push(elsewhere);
    const target = elsewhere.url.replace('http://', `http://${ID}:${KEY}@`);
    const url = await answering((_request, response) => {
      response.writeHead(302, { location: `${target}/login?key=${KEY}` }).end();
    });
    const error = await failure(url);
    expect(error).toMatchObject({ kind: 'redirect', status: 302 });
    expect(error.message).toContain(new URL(elsewhere.url).host);
    expect(elsewhere.received).toHaveLength(0);
  });

  it('a credential in the path is redacted', async () => {
    const url = await answering((_request, response) => response.end('x'));
    const error = await failure(url, {}, { ...get, path: `/api/${encodeURIComponent(KEY)}/contacts` });
    expect(error.message).toContain('/api/***/contacts');
  });

  it('the error says if an earlier attempt may have been carried out', async () => {
    const url = await answering((_request, response) => {
      response.socket?.destroy();
      void open.shift()?.close();
    });
    const error = await failure(url);
    expect(error).toMatchObject({ kind: 'refused', maybeSent: true });
  });

  it('a credential that cannot be sent in a header is reported before anything is sent', () => {
    const headers = { authorization: `Bearer ${KEY}\n` };
    const attempt = () => connect({ baseUrl: 'http://127.0.0.1:9', label: 'shop', headers });
    expect(attempt).toThrow('shop: the header authorization cannot be sent');
    expect(attempt).not.toThrow(KEY);
  });
});

describe('aborted by the caller', () => {
  it('while in flight', async () => {
    const stop = new AbortController();
    const url = await answering(() => stop.abort());
    expect(await failure(url, { signal: stop.signal })).toMatchObject({ kind: 'aborted', maybeSent: true });
  });

  it('before sending', async () => {
    const url = await answering((_request, response) => json(response, 200, {}));
    expect(await failure(url, { signal: AbortSignal.abort() })).toMatchObject({ kind: 'aborted', maybeSent: false });
  });

  it('while waiting to retry', async () => {
    const stop = new AbortController();
    const url = await answering((_request, response) => {
      json(response, 500, {});
      setTimeout(() => stop.abort(), 20);
    });
    const error = await failure(url, { signal: stop.signal, retry: { baseMs: 60_000 }, random: () => 0.99 });
    expect(error).toMatchObject({ kind: 'aborted', maybeSent: true });
  });

  it('by the signal of one request: a request in flight gets its response, a waiting one is not sent again', async () => {
    const stop = new AbortController();
    const server = await serve((_request, response) => {
      stop.abort();
      json(response, server.received.length === 1 ? 500 : 200, {});
    });
    const connection = connect({ baseUrl: server.url, label: 'shop', headers: {}, retry: { baseMs: 60_000 } });
    open.push(server, connection);
    const options = { budgets: [], repeat: 'idempotent', signal: stop.signal } as const;
    await expect(connection.send(patch, options)).rejects.toMatchObject({ kind: 'aborted', maybeSent: true });
    expect(server.received).toHaveLength(1);
    expect((await connection.send(patch, { ...options, signal: new AbortController().signal })).status).toBe(200);
  });

  it('while waiting for the limiter, together with many others', async () => {
    const stop = new AbortController();
    const url = await answering((_request, response) => json(response, 200, {}));
    const limiter = createLimiter({ budgets: [{ name: 'x', limit: 1, windowMs: 60_000 }] });
    const connection = connect({ baseUrl: url, label: 'shop', headers: {}, limiter, signal: stop.signal });
    open.push(connection);
    const sends = Array.from({ length: 50 }, () => connection.send(get, { budgets: ['x'], repeat: 'idempotent' }));
    expect((await sends[0])?.status).toBe(200);
    stop.abort();
    const rest = await Promise.allSettled(sends.slice(1));
    expect(
      rest.every((end) => end.status === 'rejected' && end.reason.kind === 'aborted' && !end.reason.maybeSent),
    ).toBe(true);
  });
});
