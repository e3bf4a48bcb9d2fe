import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConnectOptions, connect } from '../../../src/http/index.ts';
import type { ApiRequest, Connection, HttpError } from '../../../src/http/request.ts';
import { afterRequest, type FailureRun, NO_FAILURES } from '../../../src/http/retry/circuit.ts';
import type { AttemptOutcome } from '../../../src/http/retry/retry.ts';
import { hurryingClock } from '../../helpers/hurrying-clock.ts';
import { json, serve, type TestServer } from '../server.ts';

const FAULT: AttemptOutcome = { status: 503 };

/** Finishes requests one after the other; each takes the given number of seconds. */
function inARow(outcomes: readonly AttemptOutcome[], seconds = 8): FailureRun {
  return outcomes.reduce((run, outcome, index) => {
    const startedAt = index * seconds * 1000;
    return afterRequest(run, { startedAt, endedAt: startedAt + seconds * 1000, outcome });
  }, NO_FAILURES);
}

function times(count: number, outcome: AttemptOutcome = FAULT): readonly AttemptOutcome[] {
  return Array.from({ length: count }, () => outcome);
}

describe('the decision', () => {
  it('opens after five consecutive failures within at least half a minute, and not earlier', () => {
    expect(inARow(times(4), 180)).toMatchObject({ isOpen: false, failures: 4 });
    expect(inARow(times(5))).toMatchObject({ isOpen: true, failures: 5 });
    expect(inARow(times(5), 5.9).isOpen).toBe(false);
    expect(inARow(times(6), 5.9).isOpen).toBe(true);
  });

  it.each<[string, AttemptOutcome]>([
    ['5xx', { status: 500 }],
    ['408', { status: 408 }],
    ['429', { status: 429 }],
    ['a time-out', { failure: 'timeout', maybeSent: true }],
    ['a time-out while connecting', { failure: 'timeout', maybeSent: false }],
    ['a reset', { failure: 'reset', maybeSent: true }],
    ['an unreadable response', { failure: 'malformed', maybeSent: true }],
    ['connection refused', { failure: 'refused', maybeSent: false }],
    ['a redirect', { failure: 'redirect', maybeSent: true }],
  ])('%s is a failure', (_, outcome) => {
    expect(inARow(times(5, outcome)).isOpen).toBe(true);
  });

  it.each([200, 201, 400, 401, 404, 409, 422])('%i counts as answered, and ends the run', (status) => {
    const run = inARow([...times(4), { status }, ...times(4)]);
    expect(run).toMatchObject({ isOpen: false, failures: 4 });
  });

  it('a request aborted by the caller counts neither as a failure nor as an answer', () => {
    const aborted: AttemptOutcome = { failure: 'aborted', maybeSent: true };
    expect(inARow([FAULT, FAULT, aborted, FAULT, FAULT, aborted]).isOpen).toBe(false);
    expect(inARow([FAULT, FAULT, aborted, FAULT, FAULT, FAULT]).isOpen).toBe(true);
  });

  it('failures at the same moment count as one event, however many there are', () => {
    const burst = times(200).reduce(
      (run, outcome, n) => afterRequest(run, { startedAt: n, endedAt: 15_000 + n, outcome }),
      NO_FAILURES,
    );
    expect(burst).toMatchObject({ isOpen: false, failures: 200 });
    expect(afterRequest(burst, { startedAt: 15_200, endedAt: 30_000, outcome: FAULT }).isOpen).toBe(true);
  });

  it('stays open, even if a request in flight succeeds', () => {
    const open = inARow(times(5));
    expect(afterRequest(open, { startedAt: 0, endedAt: 90_000, outcome: { status: 200 } })).toBe(open);
  });

  it('never opens while every fifth request is answered', () => {
    const outcome = fc.constantFrom<AttemptOutcome>({ status: 500 }, { status: 200 }, { status: 404 });
    fc.assert(
      fc.property(fc.array(fc.array(outcome, { minLength: 4, maxLength: 4 }), { maxLength: 30 }), (groups) => {
        expect(inARow(groups.flatMap((group) => [...group, { status: 200 }])).isOpen).toBe(false);
      }),
    );
  });
});

describe('the client', () => {
  const get: ApiRequest = { method: 'GET', path: '/api/contacts', query: [] };
  const patch: ApiRequest = { method: 'PATCH', path: '/api/contacts/1', query: [], body: {} };
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const closable of open.splice(0).reverse()) await closable.close();
  });

  async function started(answer: Parameters<typeof serve>[0], options: Partial<ConnectOptions> = {}) {
    const server = await serve(answer);
    const connection = connect({
      baseUrl: server.url,
      label: 'shop',
      headers: {},
      clock: hurryingClock(),
      random: () => 0.8,
      retry: { baseMs: 10_000, maxAttempts: 2 },
      ...options,
    });
    open.push(server, connection);
    return { server, connection };
  }

  async function sendMany(connection: Connection, request: ApiRequest, times: number): Promise<readonly string[]> {
    const ends: string[] = [];
    for (let n = 0; n < times; n += 1) {
      const end = await connection.send(request, { budgets: [], repeat: 'idempotent' }).then(
        ({ status }) => String(status),
        ({ kind }: HttpError) => kind,
      );
      ends.push(end);
    }
    return ends;
  }

  function sentTo({ received }: TestServer, method: string): number {
    return received.filter((request) => request.method === method).length;
  }

  it('gives up after consecutive failures with retries; the error has their number and the last result', async () => {
    const { server, connection } = await started((_request, response) => json(response, 503, {}));
    expect(await sendMany(connection, patch, 7)).toEqual([...Array(5).fill('503'), 'given-up', 'given-up']);
    expect(sentTo(server, 'PATCH')).toBe(10);
    expect(connection.givenUp).toMatchObject({
      kind: 'given-up',
      maybeSent: false,
      message: 'shop: gave up: 5 writes in a row failed, the last one with status 503',
    });
  });

  it('reports why the last request had no response', async () => {
    const { connection } = await started((_request, response) => response.socket?.destroy());
    expect(await sendMany(connection, get, 6)).toEqual([...Array(5).fill('reset'), 'given-up']);
    expect(connection.givenUp?.message).toMatch(
      /^shop: gave up: 5 reads in a row failed, the last one: the connection to \S+ broke/,
    );
  });

  it('still reads when only writes fail', async () => {
    const { connection } = await started(({ method }, response) => json(response, method === 'GET' ? 200 : 500, {}));
    const ends: string[] = [];
    for (let n = 0; n < 6; n += 1) ends.push(...(await sendMany(connection, patch, 1)));
    expect(ends).toEqual([...Array(5).fill('500'), 'given-up']);
    expect(await sendMany(connection, get, 2)).toEqual(['200', '200']);
  });

  it('does not retry requests that were in flight when it gave up', async () => {
    const held: ServerResponse[] = [];
    const { server, connection } = await started(({ url }, response) => {
      if (url === '/slow') held.push(response);
      else json(response, 500, {});
    });
    const slow = connection.send({ ...patch, path: '/slow' }, { budgets: [], repeat: 'idempotent' });
    await expect.poll(() => held.length).toBe(1);
    await sendMany(connection, patch, 5);
    for (const response of held) json(response, 500, {});
    expect((await slow).status).toBe(500);
    expect(server.received.filter(({ url }) => url === '/slow')).toHaveLength(1);
  });
});
