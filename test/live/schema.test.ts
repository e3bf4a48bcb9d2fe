// What an account defines is read side by side, and counts for a minute.

import { expect, test } from 'vitest';
import type { ApiRequest, Connection } from '../../src/http/request.ts';
import { createReader } from '../../src/live/reader.ts';
import { providerOf } from '../../src/providers/table.ts';

const ANSWERS: Readonly<Record<string, unknown>> = {
  '/v2/customfields': [{ name: 'Age', field_type: 'text' }],
  '/v1/interests': { 1: 'News' },
  '/v1/autoresponders': [],
};

/** An Envoke account. */
function open(status: (request: ApiRequest) => number = () => 200) {
  const sent: string[] = [];
  let now = 0;
  let inFlight = 0;
  let most = 0;
  const connection: Connection = {
    async send(request) {
      sent.push(request.path);
      inFlight += 1;
      most = Math.max(most, inFlight);
      await Promise.resolve();
      inFlight -= 1;
      return { status: status(request), headers: {}, body: ANSWERS[request.path] };
    },
    redact: (text) => text,
    sent: 0,
    givenUp: undefined,
    close: async () => {},
  };
  const clock = { now: () => now, sleep: async () => {} };
  const source = createReader({ account: 'news', provider: providerOf('envoke@v1'), connection, clock });
  function pass(milliseconds: number): void {
    now += milliseconds;
  }
  return { source, sent, most: () => most, pass };
}

test('all of it is asked for at once', async () => {
  const { source, most } = open();
  expect(await source.schema()).toEqual({
    requests: 3,
    schema: { properties: new Map([['Age', 'string']]), lists: new Set(['News']), autoresponders: new Set() },
  });
  expect(most()).toBe(3);
});

test('within a minute it is not read again, and costs no more requests', async () => {
  const { source, sent, pass } = open();
  const first = await source.schema();
  pass(59_999);
  expect(await source.schema()).toEqual({ ...first, requests: 0 });
  expect(sent).toHaveLength(3);
  pass(1);
  expect(await source.schema()).toEqual(first);
  expect(sent).toHaveLength(6);
});

test('a failure is no answer to keep', async () => {
  let isDown = true;
  const { source } = open(({ path }) => (isDown && path === '/v1/interests' ? 500 : 200));
  expect(await source.schema()).toMatchObject({ requests: 3, problem: { code: 'server' } });
  isDown = false;
  expect(await source.schema()).toMatchObject({ requests: 3, schema: { lists: new Set(['News']) } });
});
