import { expect, test, vi } from 'vitest';
import { type Call, clock, JANE, jane, KEY, sandbox, VERSION } from './harness.ts';

const DIALECTS = [
  { name: '2026-03-15', base: '/api', headers: { ...KEY, ...VERSION }, accepted: 201, created: 201, most: 100 },
  { name: 'v5', base: '/v5', headers: { 'X-API-KEY': 'k' }, accepted: 200, created: 200, most: 100 },
  { name: 'v3', base: '/v3', headers: { 'X-API-KEY': 'k' }, accepted: 200, created: 200, most: 1000 },
] as const;
type Dialect = (typeof DIALECTS)[number];

function contact(id: string, more: object = {}) {
  return { identifiers: [{ type: 'email', id, channels: { email: { status: 'nonSubscribed' } } }], ...more };
}

function batchOf(items: readonly unknown[], more: object = {}) {
  return { method: 'POST', endpoint: 'contacts', items, ...more };
}

async function batches(dialect: Dialect, options: Parameters<typeof sandbox>[0] = {}) {
  const started = await sandbox({ now: clock().now, ...options });
  const send = (method: string, path: string, call: Call = {}) =>
    started.call(method, `${dialect.base}/batches${path}`, { headers: dialect.headers, ...call });
  return {
    ...started,
    send,
    async finished(id: string) {
      await vi.waitFor(async () => expect((await send('GET', `/${id}`)).body.status).toBe('finished'));
      return (await send('GET', `/${id}/items`)).body;
    },
  };
}

test.each(DIALECTS)('$name: accepted at once, pending, in progress, finished', async (dialect) => {
  const { send, state } = await batches(dialect);
  const { status, body } = await send('POST', '', {
    body: batchOf([contact('a@example.com'), contact('b@example.com')]),
  });
  expect([status, body]).toEqual([
    dialect.accepted,
    { batchID: expect.stringMatching(/^[0-9a-f]{24}$/), totalCount: 2 },
  ]);
  // With a delay of 0, each request runs one step of the batch.
  const steps = [await send('GET', `/${body.batchID}`), await send('GET', `/${body.batchID}`)];
  expect(steps.map((step) => [step.body.status, step.body.finishedCount])).toEqual([
    ['inProgress', 0],
    ['finished', 2],
  ]);
  const at = '2026-05-01T12:00:00Z';
  expect(steps[1]?.body).toEqual({
    batchID: body.batchID,
    method: 'POST',
    endpoint: 'contacts',
    status: 'finished',
    createdAt: at,
    startedAt: at,
    endedAt: at,
    totalCount: 2,
    finishedCount: 2,
    errorsCount: 0,
  });
  expect((await state()).contacts).toHaveLength(2);
});

test.each(DIALECTS)('$name: nothing happens before its delay', async (dialect) => {
  const { send, state } = await batches(dialect, { asyncDelayMs: 60_000 });
  const { body } = await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  expect((await send('GET', `/${body.batchID}/items`)).body).toMatchObject({
    status: 'pending',
    finishedCount: 0,
    errors: [],
    responses: [],
  });
  expect((await state()).contacts).toEqual([]);
});

test.each(DIALECTS)('$name: each item is an upsert with its own result', async (dialect) => {
  const { send, contacts, finished } = await batches(dialect);
  await contacts([jane({ tags: ['old'] })]);
  const items = [
    contact('new@example.com'),
    { identifiers: [{ type: 'email', id: 'bad@example.com' }] },
    contact('JANE@example.com', { tags: ['new'] }),
    'no object',
  ];
  const { body } = await send('POST', '', { body: batchOf(items) });
  const result = await finished(body.batchID);
  expect(result).toMatchObject({ totalCount: 4, finishedCount: 4, errorsCount: 2 });
  const code = (item: { responseCode: number; request: unknown }) => [item.responseCode, item.request];
  expect(result.errors.map(code)).toEqual([
    [400, items[1]],
    [400, items[3]],
  ]);
  expect(result.responses.map(code)).toEqual([
    [dialect.created, items[0]],
    [200, items[2]],
  ]);
  const ids = [...result.errors, ...result.responses].map((item: { itemID: string }) => item.itemID);
  expect(new Set(ids).size).toBe(4);
});

test('results have the form of the dialect that accepted the batch', async () => {
  const bad = { identifiers: [{ type: 'email', id: 'bad@example.com' }] };
  const result = async (dialect: Dialect) => {
    const { send, finished } = await batches(dialect);
    const { body } = await send('POST', '', { body: batchOf([contact('a@example.com'), bad]) });
    const { errors, responses } = await finished(body.batchID);
    return [responses[0].response, errors[0].response];
  };
  expect(await result(DIALECTS[0])).toMatchObject([
    { email: 'a@example.com', identifiers: [{ id: 'a@example.com' }] },
    { title: 'Validation failed', errors: [{ field: 'identifiers.0.channels' }] },
  ]);
  expect(await result(DIALECTS[2])).toEqual([
    { email: 'a@example.com', contactID: expect.any(String) },
    {
      error: "1 error(s) found. Check 'fields' array for details.",
      fields: { 0: ['identifiers[0].channels: field required but not found in Json'] },
    },
  ]);
});

test.each(DIALECTS)('$name: PUT of contacts fails item by item', async (dialect) => {
  const { send, state, finished } = await batches(dialect);
  const { status, body } = await send('POST', '', { body: batchOf([contact('a@example.com')], { method: 'PUT' }) });
  expect(status).toBe(dialect.accepted);
  expect(await finished(body.batchID)).toMatchObject({ errorsCount: 1, errors: [{ responseCode: 405 }] });
  expect((await state()).contacts).toEqual([]);
});

test.each(DIALECTS)('$name: at most $most items', async (dialect) => {
  const { send } = await batches(dialect);
  const items = Array.from({ length: dialect.most + 1 }, (_, n) => contact(`user${n}@example.com`));
  const tooMany = await send('POST', '', { body: batchOf(items) });
  expect([tooMany.status, JSON.stringify(tooMany.body)]).toEqual([400, expect.stringContaining('items')]);
  expect((await send('POST', '', { body: batchOf(items.slice(1)) })).body.totalCount).toBe(dialect.most);
});

test.each([
  ['no items', batchOf([]), ['items']],
  ['another method', batchOf(['x'], { method: 'PATCH' }), ['method']],
  ['another endpoint', batchOf(['x'], { endpoint: 'products' }), ['endpoint']],
  ['nothing', {}, ['method', 'endpoint', 'items']],
])('%s: 400', async (_name, body, fields) => {
  const { send, state } = await batches(DIALECTS[0]);
  const reply = await send('POST', '', { body });
  expect([reply.status, reply.body.errors.map(({ field }: { field: string }) => field)]).toEqual([400, fields]);
  expect((await state()).batches).toEqual([]);
});

test('an item that creates a contact can be answered 200, as in the document’s example', async () => {
  const [dialect] = DIALECTS;
  const { contacts, finished, send } = await batches(dialect);
  await contacts([], { batchCreated: '200' });
  const { body } = await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  const { responses } = await finished(body.batchID);
  expect(responses).toMatchObject([{ responseCode: 200, response: { email: 'a@example.com' } }]);
});

test('v3 shows single items, the others do not', async () => {
  const [dated, , v3] = DIALECTS;
  const { finished, send } = await batches(v3);
  const { body } = await send('POST', '', { body: batchOf([contact('a@example.com'), { gender: 'x' }]) });
  expect((await send('GET', `/${body.batchID}/items/2`)).body).toMatchObject({ itemID: '2', status: 'inProgress' });
  await finished(body.batchID);
  expect((await send('GET', `/${body.batchID}/items/1`)).body).toEqual({
    batchID: body.batchID,
    ...{ method: 'POST', endpoint: 'contacts', itemID: '1', status: 'finished', responseCode: 200 },
    request: contact('a@example.com'),
    response: { email: 'a@example.com', contactID: expect.any(String) },
  });
  expect((await send('GET', `/${body.batchID}/items/2`)).body).toMatchObject({ itemID: '2', responseCode: 400 });
  expect((await send('GET', `/${body.batchID}/items/3`)).status).toBe(404);
  expect((await send('GET', '/nowhere/items/1')).status).toBe(404);

  const other = await batches(dated);
  const created = (await other.send('POST', '', { body: batchOf([contact('a@example.com')]) })).body;
  expect((await other.send('GET', `/${created.batchID}/items/1`)).status).toBe(404);
});

test('v3 accepts at most 1 MB', async () => {
  const { send } = await batches(DIALECTS[2]);
  const item = (n: number) => contact('a@example.com', { address: 'x'.repeat(n) });
  expect((await send('POST', '', { body: batchOf([item(1_000_000)]) })).status).toBe(413);
  expect((await send('POST', '', { body: batchOf([item(999_000)]) })).status).toBe(200);
});

test.each(DIALECTS)('$name: the list needs an endpoint, and pages by offset with URLs', async (dialect) => {
  const { send, url } = await batches(dialect);
  const ids: string[] = [];
  for (const id of ['a', 'b', 'c']) {
    ids.unshift((await send('POST', '', { body: batchOf([contact(`${id}@example.com`)]) })).body.batchID);
  }
  expect((await send('GET', '')).status).toBe(400);
  const first = (await send('GET', '', { query: { endpoint: 'contacts', limit: '2' } })).body;
  expect(first.batches.map(({ batchID }: { batchID: string }) => batchID)).toEqual(ids.slice(0, 2));
  const next = new URL(first.paging.next);
  expect([next.origin, next.pathname, first.paging.previous]).toEqual([url, `/omnisend${dialect.base}/batches`, '']);
  const second = (await send('GET', '', { query: next.search.slice(1) })).body;
  expect(second.batches.map(({ batchID }: { batchID: string }) => batchID)).toEqual(ids.slice(2));
  expect(second.paging).toMatchObject({ limit: 2, offset: 2, next: '' });
  expect((await send('GET', '', { query: { endpoint: 'products' } })).body.batches).toEqual([]);
});

test('the list is filtered by status and day', async () => {
  const { send } = await batches(DIALECTS[0], { asyncDelayMs: 60_000 });
  await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  const found = async (query: Record<string, string>) =>
    (await send('GET', '', { query: { endpoint: 'contacts', ...query } })).body.batches.length;
  expect(await found({ status: 'pending', dateFrom: '2026-05-01', dateTo: '2026-05-01' })).toBe(1);
  expect(await found({ status: 'finished' })).toBe(0);
  expect(await found({ dateFrom: '2026-05-02' })).toBe(0);
  expect(await found({ dateTo: '2026-04-30' })).toBe(0);
  const bad = await send('GET', '', { query: { endpoint: 'x', status: 'y', dateFrom: 'z', offset: '-1', after: 'a' } });
  expect(bad.body.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
    'after',
    'dateFrom',
    'endpoint',
    'offset',
    'status',
  ]);
});

test('a batch is deleted after seven days', async () => {
  const time = clock();
  const { send } = await batches(DIALECTS[0], { now: time.now });
  const { body } = await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  time.advance(7 * 86_400_000 - 1);
  expect((await send('GET', `/${body.batchID}`)).status).toBe(200);
  time.advance(1);
  const gone = await send('GET', `/${body.batchID}/items`);
  expect([gone.status, gone.body.detail]).toEqual([404, 'Batch not found']);
});

test('an unfinished batch of a saved state is executed', async () => {
  const { contacts, call, state } = await batches(DIALECTS[0]);
  const items = [{ request: contact('late@example.com') }];
  const batch = { id: 'b1', dialect: 'v3', status: 'inProgress', createdAt: '2026-05-01T11:00:00Z', items };
  await contacts([jane()], { batches: [batch] });
  await vi.waitFor(async () => expect((await call('GET', '/api/batches/b1')).body.status).toBe('finished'));
  const { contacts: after, batches: done } = await state();
  expect(after.map(({ id }: { id: string }) => id)).toEqual([JANE, expect.any(String)]);
  expect(done[0].items[0]).toMatchObject({ responseCode: 200, response: { email: 'late@example.com' } });
});

test('every dialect sees the batches of the others; keys without scopes cannot see any', async () => {
  const { send, call } = await batches(DIALECTS[2]);
  const { body } = await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  expect((await call('GET', `/api/batches/${body.batchID}`)).body.batchID).toBe(body.batchID);
  expect((await send('GET', `/${body.batchID}`, { headers: { 'X-API-KEY': 'noscope' } })).status).toBe(403);
});

test.each([
  [{}, 'batches: expected a list'],
  [[{ id: 'b' }], 'batches[0].status: expected one of'],
  [[{ id: 'b', status: 'stopped' }], 'batches[0].dialect: expected one of'],
  [[{ id: 'b', status: 'stopped', dialect: 'v3', items: [1] }], 'batches[0].items: expected'],
  [[{ id: 'b', status: 'stopped', dialect: 'v3', items: [], createdAt: 'x' }], 'batches[0].createdAt: expected'],
])('the batches %j of a state are refused', async (value, message) => {
  const { contacts } = await batches(DIALECTS[0]);
  await expect(contacts([], { batches: value })).rejects.toThrow(message);
});

test('a slow batch is pending for three minutes by the clock of the sandbox, and is listed', async () => {
  const time = clock();
  const { send, state } = await batches(DIALECTS[0], { now: time.now, faults: 'slow-batch:1' });
  await send('POST', '', { body: batchOf([contact('a@example.com')]) });
  const listed = async () => (await send('GET', '?endpoint=contacts')).body.batches;
  time.advance(179_000);
  expect(await listed()).toMatchObject([{ status: 'pending', totalCount: 1, createdAt: '2026-05-01T12:00:00Z' }]);
  time.advance(1_000);
  expect(await listed()).toMatchObject([{ status: 'finished', finishedCount: 1, startedAt: '2026-05-01T12:03:00Z' }]);
  expect((await state()).contacts).toHaveLength(1);
});
