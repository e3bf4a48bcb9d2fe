import { afterEach, expect, test } from 'vitest';
import { connect } from '../../../src/http/index.ts';
import { json, serve } from '../server.ts';

const NOON = Date.parse('2026-06-01T12:00:00Z');
const HOUR = 3_600_000;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closable of open.splice(0).reverse()) await closable.close();
});

async function clockAfter(headers: Readonly<Record<string, string>>, machine: number) {
  const server = await serve((_, response) => {
    response.sendDate = false;
    json(response, 200, {}, headers);
  });
  const clock = { now: () => machine, sleep: async () => {} };
  const connection = connect({ baseUrl: server.url, label: 'shop', headers: {}, clock });
  open.push(server, connection);
  expect(connection.vendorClock?.()).toBeUndefined();
  await connection.send({ method: 'GET', path: '/', query: [] }, { budgets: [], repeat: 'idempotent' });
  return connection.vendorClock?.();
}

const DATE = { date: 'Mon, 01 Jun 2026 12:00:00 GMT' };

test.each([
  ['right', NOON, 0],
  ['an hour slow', NOON - HOUR, -HOUR],
  ['an hour fast', NOON + HOUR, HOUR],
])('the vendor’s clock is that of its responses where this machine’s is %s', async (_, machine, aheadMs) => {
  expect(await clockAfter(DATE, machine)).toEqual({ now: NOON, aheadMs });
});

test('the age of a response from a cache is added', async () => {
  expect(await clockAfter({ ...DATE, age: '60' }, NOON)).toEqual({ now: NOON + 60_000, aheadMs: -60_000 });
  expect(await clockAfter({ ...DATE, age: 'old' }, NOON)).toEqual({ now: NOON, aheadMs: 0 });
});

test('a vendor that sends no date, or none that is one, has no clock', async () => {
  expect(await clockAfter({}, NOON)).toBeUndefined();
  expect(await clockAfter({ date: 'today' }, NOON)).toBeUndefined();
});
