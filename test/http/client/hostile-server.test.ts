// A server that breaks every rule of HTTP: each request ends within its bounds, with a clear error or a true answer.

// @module-tag slow

import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, test } from 'vitest';
import { createBodyMemory } from '../../../src/http/client/body-memory.ts';
import { type ConnectOptions, connect, createLimiter } from '../../../src/http/index.ts';
import { type ApiRequest, type Connection, HttpError, type Repeat } from '../../../src/http/request.ts';
import { answer, chunkedAnswer, dribble, type FaultServer, flood, playFaults } from '../../helpers/fault-server.ts';
import { hurryingClock } from '../../helpers/hurrying-clock.ts';

const get: ApiRequest = { method: 'GET', path: '/api/contacts', query: [] };
const patch: ApiRequest = { method: 'PATCH', path: '/api/contacts/1', query: [], body: { firstName: 'Jane' } };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

async function playing(play: Parameters<typeof playFaults>[0]): Promise<FaultServer> {
  const server = await playFaults(play);
  open.push(server);
  return server;
}

/** Long enough for a busy machine, and short for a test. */
const ANSWER_MS = 300;

function connected({ url }: FaultServer, options: Partial<ConnectOptions> = {}): Connection {
  const quick = { timeouts: { answerMs: ANSWER_MS }, retry: { maxAttempts: 1 }, clock: hurryingClock() };
  const connection = connect({ baseUrl: url, label: 'shop', headers: {}, ...quick, ...options });
  open.push(connection);
  return connection;
}

/** The answer's status and body, or the kind of error. */
async function ending(connection: Connection, request = get, repeat: Repeat = 'idempotent') {
  return connection.send(request, { budgets: [], repeat }).then(
    ({ status, body }) => ({ status, body }),
    (error: unknown) => {
      if (!(error instanceof HttpError)) throw error;
      expect(error.message).not.toContain('\n');
      return { kind: error.kind, maybeSent: error.maybeSent, message: error.message };
    },
  );
}

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('an answer that does not end is given up after its time, and not when it falls silent', () => {
  test.each<[string, (socket: Socket) => void]>([
    [
      'a body of one byte at a time, for ever',
      (socket) => {
        socket.write(`${HEAD}content-length: 100000\r\n\r\n[`);
        dribble(socket, () => ' ', 20);
      },
    ],
    [
      'a chunked body, for ever',
      (socket) => {
        socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
        dribble(socket, () => '1\r\n \r\n', 20);
      },
    ],
    [
      'a body without a length, for ever',
      (socket) => {
        socket.write(`${HEAD}\r\n`);
        dribble(socket, () => ' ', 20);
      },
    ],
    [
      'headers of one byte at a time, for ever',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nx-long: ');
        dribble(socket, () => 'a', 20);
      },
    ],
    [
      'one header after the other, for ever',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        dribble(socket, () => 'x: y\r\n', 20);
      },
    ],
    ['interim answers, for ever', (socket) => dribble(socket, () => 'HTTP/1.1 103 Early Hints\r\n\r\n', 20)],
    ['nothing at all', () => {}],
  ])('%s', async (_name, play) => {
    const server = await playing(play);
    const began = performance.now();
    expect(await ending(connected(server), patch)).toMatchObject({ kind: 'timeout', maybeSent: true });
    expect(performance.now() - began).toBeLessThan(ANSWER_MS * 20);
  });

  it('other requests of the account are answered meanwhile', async () => {
    const server = await playing((socket, { method }) => {
      if (method === 'GET') socket.write(answer(200, '{}'));
      else dribble(socket, () => 'HTTP/1.1 103 Early Hints\r\n\r\n', 20);
    });
    const connection = connected(server);
    const slow = ending(connection, patch);
    expect(await ending(connection)).toMatchObject({ status: 200 });
    expect(await slow).toMatchObject({ kind: 'timeout' });
  });
});

describe('a flood ends the request before it fills the memory', () => {
  test.each<[string, string]>([
    ['headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(1000)}`],
    ['junk', 'junk\r\n'.repeat(1000)],
    ['a body', `${HEAD}\r\n${' '.repeat(65_536)}`],
  ])('of %s', async (_name, piece) => {
    const server = await playing((socket) => flood(socket, piece));
    const { kind } = (await ending(connected(server, { maxBodyBytes: 1024 * 1024 }))) as { kind: string };
    expect(['too-large', 'malformed', 'reset']).toContain(kind);
  });

  it('of interim answers', async () => {
    const server = await playing((socket) => flood(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)));
    const { kind } = (await ending(connected(server))) as { kind: string };
    expect(['timeout', 'malformed', 'reset', 'too-large']).toContain(kind);
  });
});

describe('a length that is wrong', () => {
  const body = '{"contacts":[]}';
  test.each<[string, string, object]>([
    ['too long', answer(200, body, { 'content-length': '100' }), { kind: 'malformed' }],
    ['too short', answer(200, body, { 'content-length': '5' }), { kind: 'malformed' }],
    ['not a number', answer(200, body, { 'content-length': 'many' }), { kind: 'malformed' }],
    ['negative', answer(200, body, { 'content-length': '-1' }), { kind: 'malformed' }],
    ['beyond counting', answer(200, body, { 'content-length': '9'.repeat(400) }), {}],
    ['larger than any body', answer(200, body, { 'content-length': '99999999999' }), { kind: 'too-large' }],
  ])('%s', async (_name, text, expected) => {
    const server = await playing((socket) => void socket.end(text));
    const ended = await ending(connected(server));
    expect(ended).toMatchObject({ kind: expect.any(String), ...expected });
  });
});

test('a chunked body that is broken at any byte is never taken for a whole one', async () => {
  const body = '{"contacts":[{"id":"1"}]}';
  const whole = chunkedAnswer(200, body, 9);
  const bodyStart = whole.indexOf('\r\n\r\n') + 4;
  let at = 0;
  const server = await playing((socket) => void socket.end(`${whole.slice(0, at)}~${whole.slice(at + 1)}`));
  const connection = connected(server);
  for (at = bodyStart; at < whole.length; at += 1) {
    const ended = await ending(connection);
    // A byte of the text itself may be replaced by another; the frame must hold.
    const isWhole = 'status' in ended && JSON.stringify(ended.body)?.length === body.length;
    expect('kind' in ended ? ['malformed', 'reset', 'timeout', 'too-large'].includes(ended.kind) : isWhole).toBe(true);
  }
});

describe('a connection that is closed at any byte of an answer', () => {
  const page = '{"contacts":[{"contactID":"66f0","email":"jane@example.com"}],"paging":{"next":null}}';
  test.each<[string, string, number]>([
    ['a page with a length', answer(200, page), 200],
    ['a page in chunks', chunkedAnswer(200, page), 200],
    ['a compressed page', 'gzip', 200],
    ['an error', answer(400, '{"title":"no","detail":"bad field"}'), 400],
    ['an error in chunks', chunkedAnswer(422, '{"title":"no"}'), 422],
    ['an accepted batch', answer(202, '{"batchID":"b-1"}'), 202],
  ])('%s: no answer, or the whole one', async (_name, text, status) => {
    const zipped = gzipSync(page);
    const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${zipped.length}\r\n\r\n`;
    const whole = text === 'gzip' ? Buffer.concat([Buffer.from(head), zipped]) : Buffer.from(text);
    let bytes = 0;
    const server = await playing((socket) => void socket.end(whole.subarray(0, bytes)));
    const connection = connected(server);
    for (bytes = 0; bytes < whole.length; bytes += 1) {
      const ended = await ending(connection, patch);
      if ('status' in ended) expect([ended.status, ended.body]).toEqual([status >= 400 ? status : 'whole', undefined]);
      else expect(ended).toMatchObject({ kind: expect.stringMatching(/^(reset|malformed)$/), maybeSent: true });
    }
    expect(await ending(connection)).toMatchObject({ status, body: expect.anything() });
    expect(server.received).toHaveLength(whole.length + 1);
  });
});

describe('compressed bodies', () => {
  function zipped(bytes: Uint8Array): (socket: Socket) => void {
    return (socket) => {
      socket.write(`${HEAD}content-encoding: gzip\r\ncontent-length: ${bytes.length}\r\n\r\n`);
      socket.write(bytes);
    };
  }

  it('a bomb is too large', async () => {
    const server = await playing(zipped(gzipSync(Buffer.alloc(200 * 1024 * 1024))));
    expect(await ending(connected(server, { timeouts: {} }))).toMatchObject({ kind: 'too-large' });
  });

  it('one that is cut is malformed', async () => {
    const bytes = gzipSync(JSON.stringify({ contacts: ['x'.repeat(1000)] }));
    const server = await playing(zipped(bytes.subarray(0, -9)));
    expect(await ending(connected(server))).toMatchObject({ kind: 'malformed' });
  });

  it('a large one that is honest is read', async () => {
    const text = 'x'.repeat(3 * 1024 * 1024);
    const server = await playing(zipped(gzipSync(JSON.stringify({ text }))));
    expect(await ending(connected(server))).toMatchObject({ status: 200, body: { text } });
  });
});

describe('what is not HTTP', () => {
  test.each([
    ['HTTP/0.9', '<html>hello</html>'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a status that is none', 'HTTP/1.1 abc OK\r\n\r\n'],
    ['a status beyond three digits', 'HTTP/1.1 99999 OK\r\n\r\n'],
    ['bytes', '\u0000\u0001\u0002\uffff'],
    ['an empty line, and nothing more', '\r\n\r\n'],
  ])('%s is no answer', async (_name, text) => {
    const server = await playing((socket) => void socket.end(text));
    const ended = await ending(connected(server), patch);
    expect(ended).toMatchObject({ kind: expect.stringMatching(/^(malformed|reset)$/), maybeSent: true });
  });

  it('a redirect is not followed, wherever it points', async () => {
    const server = await playing((socket) => socket.write(answer(307, '', { location: 'http://127.0.0.1:1/' })));
    expect(await ending(connected(server))).toMatchObject({ kind: 'redirect' });
    expect(server.received).toHaveLength(1);
  });

  it('an upgrade to another protocol is no answer', async () => {
    const server = await playing((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    });
    expect(await ending(connected(server), patch)).toMatchObject({ kind: expect.any(String), maybeSent: true });
  });
});

describe('a body that is nested 100,000 deep', () => {
  const DEEP = 100_000;
  test.each([
    ['lists', '['.repeat(DEEP), ']'.repeat(DEEP)],
    ['objects', '{"a":'.repeat(DEEP), '}'.repeat(DEEP)],
  ])('in a 400, as %s: the status is known, and the key does not show', async (_name, before, after) => {
    const server = await playing((socket) => socket.write(answer(400, `${before}"key-4711"${after}`)));
    const connection = connected(server, { headers: { authorization: 'Bearer key-4711' }, timeouts: {} });
    const ended = await ending(connection);
    expect(ended).toMatchObject({ status: 400 });
    let value = 'body' in ended ? ended.body : undefined;
    while (typeof value === 'object' && value !== null) value = Object.values(value)[0];
    expect(value).toBe('***');
  });
});

describe('pauses that a vendor asks for', () => {
  function throttling(headers: Readonly<Record<string, string>>): Promise<FaultServer> {
    return playing((socket, _request, count) => socket.write(answer(count === 1 ? 429 : 200, '{}', headers)));
  }

  test.each([
    ['a billion seconds', '1000000000'],
    ['until the year 9999', 'Fri, 31 Dec 9999 23:59:59 GMT'],
    ['a number beyond counting', '9'.repeat(400)],
    ['61 seconds', '61'],
  ])('%s end the work at the account', async (_name, text) => {
    const server = await throttling({ 'retry-after': text });
    const connection = connected(server, { retry: {} });
    const ended = await ending(connection, patch);
    expect(ended).toMatchObject({ kind: 'pause-too-long', maybeSent: false });
    expect(ended).toHaveProperty(
      'message',
      expect.stringMatching(/asks for a pause of .+; rollcall waits 60 seconds at most$/),
    );
    expect(await ending(connection)).toMatchObject({ kind: 'pause-too-long' });
    expect(server.received).toHaveLength(1);
  });

  test.each(['-5', 'soon', '', '1e9', 'Infinity', '31 Dec 9999'])('a delay of %j is none', async (text) => {
    const server = await throttling({ 'retry-after': text });
    expect(await ending(connected(server, { retry: {} }), patch)).toMatchObject({ status: 200 });
  });

  it('also ends the requests that wait behind the limiter', async () => {
    const server = await playing((socket) => socket.write(answer(429, '{}', { 'retry-after': '86400' })));
    const clock = hurryingClock();
    const limiter = createLimiter({ budgets: [{ name: 'general', limit: 10, windowMs: 1000 }], clock });
    const connection = connected(server, { limiter, clock, retry: {} });
    const sent = Array.from({ length: 40 }, () =>
      connection.send(patch, { budgets: ['general'], repeat: 'idempotent' }),
    );
    const kinds = (await Promise.allSettled(sent)).map((end) => end.status === 'rejected' && end.reason.kind);
    expect(new Set(kinds)).toEqual(new Set(['pause-too-long']));
    expect(server.received.length).toBeLessThan(40);
  });

  it('of up to a minute are waited for, and said once for all that wait together', async () => {
    const server = await playing((socket, _request, count) =>
      socket.write(answer(count <= 8 ? 429 : 200, '{}', count <= 8 ? { 'retry-after': '40' } : {})),
    );
    const pauses: number[] = [];
    const clock = { now: () => 0, sleep: async () => {} };
    const onPause = ({ account, milliseconds }: { account: string; milliseconds: number }): void => {
      expect(account).toBe('shop');
      pauses.push(milliseconds);
    };
    const connection = connected(server, { clock, onPause, random: () => 0, retry: {}, timeouts: {} });
    await Promise.all(Array.from({ length: 8 }, () => ending(connection, patch)));
    expect(pauses).toEqual([40_000]);
  });

  it('a limit of next to nothing is one request per window, not one in nine days', async () => {
    const server = await playing((socket) => socket.write(answer(200, '{}', { 'x-limit': '0.0001' })));
    const clock = hurryingClock();
    const budgets = [{ name: 'general', limit: 400, windowMs: 60_000 }];
    const limiter = createLimiter({ budgets, clock });
    const rateHint = () => ({ limit: 0.0001, remaining: 0, resetMs: 1e12 });
    const connection = connected(server, { limiter, clock, rateHint });
    const began = clock.now();
    for (let count = 0; count < 4; count += 1)
      await connection.send(get, { budgets: ['general'], repeat: 'idempotent' });
    expect(clock.now() - began).toBeLessThan(4 * 65_000);
  });
});

describe('the memory for bodies', () => {
  it('40 answers of 60 MB at once: each is refused, and the heap does not grow with them', async () => {
    const server = await playing((socket) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
      flood(socket, `10000\r\n${' '.repeat(65_536)}\r\n`, 960);
    });
    const settings = { timeouts: {}, maxBodyBytes: 6 * 1024 * 1024 };
    const [one, two] = [connected(server, settings), connected(server, settings)];
    let most = 0;
    const before = process.memoryUsage().arrayBuffers;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 5);
    const all = Array.from({ length: 40 }, (_, index) => ending(index % 2 === 0 ? one : two));
    const kinds = new Set((await Promise.all(all)).map((end) => 'kind' in end && end.kind));
    clearInterval(watch);
    expect(kinds).toEqual(new Set(['too-large']));
    // Chunks that were dropped live until they are collected.
    expect(most).toBeLessThan(128 * 1024 * 1024);
  }, 60_000);

  it('bodies that outgrow their place take turns, and all of them arrive', async () => {
    const text = 'x'.repeat(40_000);
    const server = await playing((socket) => socket.write(chunkedAnswer(200, JSON.stringify({ text }), 4096)));
    const bodyMemory = createBodyMemory({ places: 2, placeBytes: 1000 });
    const connection = connected(server, { bodyMemory, timeouts: {} });
    const ends = await Promise.all(Array.from({ length: 12 }, () => ending(connection)));
    for (const end of ends) expect(end).toMatchObject({ status: 200, body: { text } });
  });

  it('a body that waits for its turn does not wait longer than an answer may take', async () => {
    const server = await playing((socket, { target }) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n${(2000).toString(16)}\r\n${' '.repeat(2000)}\r\n`);
      if (target.includes('first')) dribble(socket, () => '1\r\n \r\n', 20);
      else socket.write('2\r\n{}\r\n0\r\n\r\n');
    });
    const bodyMemory = createBodyMemory({ places: 2, placeBytes: 1000 });
    const connection = connected(server, { bodyMemory });
    const first = ending(connection, { ...get, path: '/first' });
    const second = ending(connection);
    expect(await first).toMatchObject({ kind: 'timeout' });
    await second;
    expect(await ending(connection)).toMatchObject({ status: 200, body: {} });
  });
});
