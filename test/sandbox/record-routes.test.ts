import { expect, test } from 'vitest';
import { sandbox } from './harness.ts';
import { send } from './http.ts';

const DIGEST = 'a'.repeat(64);
const NEW = { 'if-none-match': '*' };

async function routes() {
  const { url, admin } = await sandbox();
  return {
    admin,
    request: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, `${url}/_sandbox${path}`, { body, headers }),
  };
}

test('a record is stored as it was sent, and its version replaces it', async () => {
  const { request } = await routes();
  const first = await request('PUT', '/records/shop-1', { b: 1, a: [null] }, NEW);
  expect(first).toMatchObject({ status: 200, body: { version: expect.stringMatching(/^[0-9a-f]{64}$/) } });
  const { version } = first.body;
  const listed = await request('GET', '/records');
  expect(listed.body).toEqual({ records: [{ name: 'shop-1', version, record: { b: 1, a: [null] } }] });
  const second = await request('PUT', '/records/shop-1', { b: 2 }, { 'if-match': `"${version}"` });
  expect(second.status).toBe(200);
  expect(second.body.version).not.toBe(version);
  expect((await request('DELETE', '/records/shop-1', undefined, { 'if-match': `"${version}"` })).status).toBe(412);
  const { status } = await request('DELETE', '/records/shop-1', undefined, { 'if-match': `"${second.body.version}"` });
  expect([status, (await request('GET', '/records')).body]).toEqual([204, { records: [] }]);
});

test.each([
  ['PUT', NEW, 412],
  ['PUT', { 'if-match': '"other"' }, 412],
  ['PUT', {}, 428],
  ['PUT', { 'if-none-match': '"other"' }, 428],
  ['DELETE', { 'if-match': '"other"' }, 412],
  ['DELETE', {}, 428],
  ['DELETE', NEW, 428],
])('%s of an existing record with %j is answered %i and changes nothing', async (method, headers, status) => {
  const { request } = await routes();
  await request('PUT', '/records/shop-1', { a: 1 }, NEW);
  const before = (await request('GET', '/records')).body;
  expect((await request(method, '/records/shop-1', { a: 2 }, headers as Record<string, string>)).status).toBe(status);
  expect((await request('GET', '/records')).body).toEqual(before);
});

test.each([
  ['/records/Shop', { a: 1 }, 'a name has only'],
  ['/records/__proto__', { a: 1 }, 'a name has only'],
  ['/records/shop-1', [], 'records.shop-1: expected an object'],
  ['/records/shop-1', '{broken', 'not JSON'],
  ['/manifests/short', { a: 1 }, '64 hexadecimal digits'],
  [`/manifests/${DIGEST}`, [], 'expected an object'],
])('PUT %s of %j is refused', async (path, body, message) => {
  const { request } = await routes();
  const reply = await request('PUT', path, body, NEW);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
});

test('manifests are stored as they were sent, under the digest that they were given', async () => {
  const { request } = await routes();
  expect((await request('GET', `/manifests/${DIGEST}`)).status).toBe(404);
  expect((await request('PUT', `/manifests/${DIGEST}`, { files: [1] })).status).toBe(204);
  expect((await request('GET', `/manifests/${DIGEST}`)).body).toEqual({ files: [1] });
  await request('POST', '/manifests/prune', { keep: [DIGEST], olderThanMs: 0 });
  expect((await request('GET', `/manifests/${DIGEST}`)).status).toBe(200);
});

test.each([{ keep: 'x' }, { keep: [1] }, { olderThanMs: -1 }, []])('manifests are not removed by %j', async (body) => {
  const { request } = await routes();
  await request('PUT', `/manifests/${DIGEST}`, { files: [] });
  expect((await request('POST', '/manifests/prune', body)).status).toBe(400);
  expect((await request('GET', `/manifests/${DIGEST}`)).status).toBe(200);
});

test.each([
  ['POST', '/records'],
  ['GET', '/records/shop-1'],
  ['PUT', '/records/shop-1/more'],
  ['DELETE', `/manifests/${DIGEST}`],
])('%s %s is not an admin route', async (method, path) => {
  const { request } = await routes();
  expect((await request(method, path, undefined, NEW)).status).toBe(404);
});

const SAVED = { savedAt: 0, document: {} };

test.each([
  [{ records: [] }, 'records: expected an object'],
  [{ records: { 'shop-1': 1 } }, 'records.shop-1'],
  [{ records: { Shop: {} } }, 'a name has only'],
  [{ manifests: { short: SAVED } }, '64 hexadecimal digits'],
  [{ manifests: { [DIGEST]: { ...SAVED, savedAt: 'now' } } }, 'savedAt'],
  [{ manifests: { [DIGEST]: { savedAt: 0 } } }, 'document: expected an object'],
])('a state with %j is refused as a whole', async (part, message) => {
  const { admin, request } = await routes();
  await request('PUT', '/records/shop-1', { a: 1 }, NEW);
  const before = (await admin('GET', '/state')).body;
  const reply = await admin('PUT', '/state', { version: 1, accounts: {}, ...part });
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await admin('GET', '/state')).body).toEqual(before);
});

test('a state whose accounts are not valid leaves the records as they were', async () => {
  const { admin, request } = await routes();
  await request('PUT', '/records/shop-1', { a: 1 }, NEW);
  expect((await admin('PUT', '/state', { version: 1, accounts: [], records: {} })).status).toBe(400);
  expect((await request('GET', '/records')).body.records).toHaveLength(1);
});
