import { expect, test } from 'vitest';
import { emailIdentifier, jane, sandbox } from './harness.ts';

const CONTACTS = '/api/contacts';

test('a state needs only identifiers', async () => {
  const { contacts, state } = await sandbox();
  await contacts([
    { identifiers: [{ type: 'email', id: 'A@example.com', channels: { email: { status: 'subscribed' } } }] },
  ]);
  const createdAt = '2020-01-01T00:00:00Z';
  const channel = { status: 'subscribed', statusChangedAt: createdAt };
  expect((await state()).contacts).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{24}$/),
      identifiers: [{ id: 'a@example.com', type: 'email', channels: { email: channel } }],
      tags: [],
      customProperties: {},
      statuses: [{ channel: 'email', ...channel }],
      optIns: [{ channel: 'email', optInAt: createdAt }],
      consents: [],
      segments: [],
      createdAt,
      updatedAt: createdAt,
    },
  ]);
});

test('a saved state can be loaded again, and so can contacts as the API returns them', async () => {
  const { call, contacts, admin, state } = await sandbox({ contacts: 5 });
  const whole = (await admin('GET', '/state')).body;
  const shown = (await call('GET', CONTACTS, { query: { sort: 'createdAt', direction: 'asc' } })).body.contacts;
  await contacts([]);
  expect((await state()).contacts).toEqual([]);
  await admin('PUT', '/state', whole);
  expect((await admin('GET', '/state')).body).toEqual(whole);
  await contacts(shown);
  expect((await call('GET', CONTACTS, { query: { sort: 'createdAt', direction: 'asc' } })).body.contacts).toEqual(
    shown,
  );
});

const BAD_STATES: readonly (readonly [unknown, string])[] = [
  ['no json', 'not JSON'],
  [{}, '"version": 1'],
  [{ version: 2, accounts: {} }, '"version": 1'],
  [{ version: 1, accounts: [] }, 'accounts'],
  [{ version: 1, accounts: { a: { acme: {} } } }, 'accounts.a.acme'],
  [omnisendState({ contacts: {} }), 'accounts.a.omnisend.contacts'],
  [omnisendState({ contact: [] }), 'accounts.a.omnisend.contact:'],
  [omnisendState({ takenIdentifier: '400' }), 'takenIdentifier'],
  [omnisendState({ sent: ['x'] }), 'sent'],
  [omnisendState({ contacts: [{}] }), 'contacts[0].identifiers'],
  [omnisendState({ contacts: [jane({ firstname: 'x' })] }), 'contacts[0].firstname'],
  [omnisendState({ contacts: [jane({ firstName: 1 })] }), 'contacts[0].firstName'],
  [omnisendState({ contacts: [jane({ id: 'short' })] }), 'contacts[0].id'],
  [omnisendState({ contacts: [jane({ createdAt: 'now' })] }), 'contacts[0].createdAt'],
  [omnisendState({ contacts: [jane({ consents: [{}] })] }), 'contacts[0].consents'],
  [omnisendState({ contacts: [jane({ identifiers: [{ type: 'fax', id: '1' }] })] }), 'identifiers[0].type'],
  [omnisendState({ contacts: [jane(), jane()] }), 'twice'],
  [omnisendState({ contacts: [jane(), { identifiers: jane().identifiers }] }), 'belongs to another'],
];

function omnisendState(side: unknown) {
  return { version: 1, accounts: { a: { omnisend: side } } };
}

test.each(BAD_STATES)('the invalid state %j is refused as a whole', async (bad, message) => {
  const { contacts, admin, state } = await sandbox();
  await contacts([jane()]);
  const reply = await admin('PUT', '/state', bad);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await state()).contacts).toHaveLength(1);
});

test('accounts are separate; a path without an account is the account `default`', async () => {
  const { call, admin } = await sandbox();
  const body = { identifiers: [emailIdentifier('a@example.com')] };
  await call('POST', CONTACTS, { body });
  await call('POST', CONTACTS, { body, account: 'my shop' });
  expect((await call('POST', CONTACTS, { body, account: 'default' })).status).toBe(200);
  const { accounts } = (await admin('GET', '/state')).body;
  expect(Object.keys(accounts)).toEqual(['default', 'my shop']);
  expect(accounts['my shop'].omnisend.contacts).toHaveLength(1);
});

test('an account may be called __proto__', async () => {
  const { call, admin } = await sandbox();
  await call('POST', CONTACTS, { account: '__proto__', body: { identifiers: [emailIdentifier('a@example.com')] } });
  const { accounts } = (await admin('GET', '/state')).body;
  expect(Object.keys(accounts)).toEqual(['__proto__']);
});

test('requests are logged in order, credentials masked', async () => {
  const { call, admin } = await sandbox();
  await call('GET', CONTACTS, { query: 'email=a%2Bb@example.com', account: 'shop' });
  await call('POST', CONTACTS, { body: { firstName: 'x' } });
  await call('POST', CONTACTS, { body: '{broken' });
  const { body } = await admin('GET', '/requests');
  expect(body).toMatchObject([
    {
      n: 1,
      account: 'shop',
      vendor: 'omnisend',
      method: 'GET',
      path: '/api/contacts',
      query: [['email', 'a+b@example.com']],
      body: null,
      status: 200,
    },
    { n: 2, account: 'default', method: 'POST', query: [], body: { firstName: 'x' }, status: 400 },
    { n: 3, body: '{broken', status: 400 },
  ]);
  expect(body[0].headers).toMatchObject({ authorization: 'Omnisend-API-Key ***', 'omnisend-version': '2026-03-15' });
  expect(JSON.stringify(body)).not.toContain('brand-secret');

  expect((await admin('DELETE', '/requests')).status).toBe(204);
  expect((await admin('GET', '/requests')).body).toEqual([]);
});

test.each([
  ['GET', '/unknown'],
  ['POST', '/state'],
])('%s %s is not an admin route', async (method, path) => {
  const { admin } = await sandbox();
  expect((await admin(method, path)).status).toBe(404);
});

test.each([
  '/',
  '/acme/api/contacts',
  '/@/omnisend/api/contacts',
  '/@%E0%A4/omnisend/api/contacts',
  '/omnisend/v9/contacts',
])('%s is answered 404', async (path) => {
  const { url } = await sandbox();
  expect((await fetch(`${url}${path}`)).status).toBe(404);
});
