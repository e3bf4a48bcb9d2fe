import { expect, test } from 'vitest';
import { emailIdentifier, sandbox } from './harness.ts';

const CONTACTS = '/api/contacts';

async function scripted(answers: readonly unknown[]) {
  const started = await sandbox();
  expect((await started.admin('PUT', '/next', answers)).status).toBe(204);
  return started;
}

test('answers the next matching requests, then the vendor answers again', async () => {
  const { call, admin } = await scripted([
    {
      match: { method: 'GET', path: CONTACTS },
      times: 2,
      status: 502,
      body: '<html>Bad gateway</html>',
      headers: { server: 'cloudflare' },
    },
  ]);
  expect((await call('GET', '/api/contacts/unknown')).status).toBe(404);
  const first = await call('GET', CONTACTS);
  expect([first.status, first.body, first.headers.get('server')]).toEqual([
    502,
    '<html>Bad gateway</html>',
    'cloudflare',
  ]);
  expect((await call('GET', CONTACTS)).status).toBe(502);
  expect((await call('GET', CONTACTS)).status).toBe(200);
  const statuses = (await admin('GET', '/requests')).body.map(({ status }: { status: number }) => status);
  expect(statuses).toEqual([404, 502, 502, 200]);
});

test('an answer can be JSON, skip requests, and match one account', async () => {
  const { call } = await scripted([{ match: { account: 'shop' }, skip: 1, status: 500, body: { title: 'Oops' } }]);
  expect((await call('GET', CONTACTS)).status).toBe(200);
  expect((await call('GET', CONTACTS, { account: 'shop' })).status).toBe(200);
  expect((await call('GET', CONTACTS, { account: 'shop' })).body).toEqual({ title: 'Oops' });
});

test.each(['cut', 'reset'])('%s: the client gets no complete answer, and nothing is written', async (fault) => {
  const { call, admin, state } = await scripted([{ fault }]);
  const body = { identifiers: [emailIdentifier('a@example.com')] };
  await expect(call('POST', CONTACTS, { body })).rejects.toThrow();
  expect((await call('GET', CONTACTS)).body.contacts).toEqual([]);
  expect((await admin('GET', '/requests')).body[0]).toMatchObject({ method: 'POST', status: null });
  expect((await state()).contacts).toEqual([]);
});

test('lost: the write is carried out, but not answered', async () => {
  const { call, state } = await scripted([{ match: { method: 'POST' }, fault: 'lost' }]);
  const body = { identifiers: [emailIdentifier('a@example.com')] };
  await expect(call('POST', CONTACTS, { body })).rejects.toThrow();
  expect((await state()).contacts).toHaveLength(1);
  expect((await call('POST', CONTACTS, { body })).status).toBe(200);
});

test('hang: there is no answer, and closing does not wait for one', async () => {
  const { call, close, admin } = await scripted([{ fault: 'hang' }]);
  const hanging = expect(call('GET', CONTACTS)).rejects.toThrow();
  while ((await admin('GET', '/requests')).body.length === 0);
  await close();
  await hanging;
});

test.each([
  [{}, 'list'],
  [['x'], '[0]'],
  [[{ fault: 'fire' }], '[0].fault'],
  [[{ status: 99 }], '[0].status'],
  [[{ times: -1 }], '[0]'],
  [[{ match: { method: 1 } }], '[0].match'],
  [[{ headers: 'x' }], '[0].headers'],
])('%j is no list of answers', async (answers, message) => {
  const { admin } = await sandbox();
  const reply = await admin('PUT', '/next', answers);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
});
