import { expect, test } from 'vitest';
import { type Call, clock, JANE, jane, sandbox } from './harness.ts';

const CONTACTS = '/v3/contacts';
const KEY = { 'X-API-KEY': 'brand-secret' };

async function v3(options: Parameters<typeof sandbox>[0] = {}) {
  const started = await sandbox({ now: clock().now, ...options });
  return {
    ...started,
    send: (method: string, path: string, call: Call = {}) => started.call(method, path, { headers: KEY, ...call }),
  };
}

test.each([
  ['no key', {}],
  ['a wrong key', { 'X-API-KEY': 'wrong-one' }],
  ['a token', { Authorization: 'Bearer token' }],
  ['a key without scopes', { 'X-API-KEY': 'noscope' }],
])('%s: 403', async (_name, headers) => {
  const { send } = await v3();
  const reply = await send('GET', CONTACTS, { headers });
  expect([reply.status, reply.body]).toEqual([403, { error: 'Forbidden' }]);
});

test('the setting v3Blocked makes v3 answer 403, and does not affect other dialects', async () => {
  const { send, call, contacts } = await v3();
  await contacts([jane()], { v3Blocked: true });
  const reply = await send('PATCH', `${CONTACTS}/${JANE}`, { body: { city: 'Oslo' } });
  expect([reply.status, reply.body]).toEqual([403, { error: 'Forbidden' }]);
  expect((await call('GET', `/api/contacts/${JANE}`)).body.city).toBeUndefined();
  expect((await send('GET', `/v5/contacts/${JANE}`)).status).toBe(200);
});

test('unset members are "" or null', async () => {
  const { send, contacts } = await v3();
  await contacts([jane()]);
  const { status, body } = await send('GET', `${CONTACTS}/${JANE}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    email: 'jane@example.com',
    contactID: JANE,
    createdAt: '2020-01-01T00:00:00Z',
    firstName: 'Jane',
    lastName: '',
    gender: '',
    birthdate: '',
    country: '',
    countryCode: '',
    state: '',
    city: '',
    address: '',
    postalCode: '',
    phone: null,
    status: 'subscribed',
    tags: [],
    segments: [],
    statuses: [{ channel: 'email', status: 'subscribed', date: '2024-01-01T00:00:00Z' }],
    optIns: [{ channel: 'email', date: '2024-01-01T00:00:00Z' }],
    consents: null,
    customProperties: null,
    identifiers: [
      {
        id: 'jane@example.com',
        type: 'email',
        channels: { email: { status: 'subscribed', statusDate: '2024-01-01T00:00:00Z' } },
      },
    ],
  });
});

test('unset members of an answer are refused in a write', async () => {
  const { send, contacts } = await v3();
  await contacts([jane()]);
  const { body } = await send('GET', `${CONTACTS}/${JANE}`);
  const echoed = await send('PATCH', `${CONTACTS}/${JANE}`, { body });
  expect(echoed.status).toBe(400);
  expect(echoed.body.fields[0].map((text: string) => text.split(':')[0])).toEqual([
    'gender',
    'birthdate',
    'countryCode',
    'customProperties',
  ]);
});

test('POST answers 200 {email, contactID}; status and date have defaults', async () => {
  const { send, state } = await v3();
  const consent = { source: 'form', createdAt: '2024-01-01T00:00:00Z' };
  const identifiers = [{ type: 'email', id: 'a@example.com', channels: { email: {} }, consent }];
  const reply = await send('POST', CONTACTS, { body: { identifiers, createdAt: '2019-01-01T00:00:00Z' } });
  expect([reply.status, Object.keys(reply.body)]).toEqual([200, ['email', 'contactID']]);
  const [contact] = (await state()).contacts;
  expect(contact.identifiers[0].channels.email).toEqual({
    status: 'subscribed',
    statusChangedAt: '2026-05-01T12:00:00Z',
  });
  expect(contact.customProperties).toEqual({ externalCreated: '2019-01-01T00:00:00Z' });
  expect((await send('GET', `${CONTACTS}/${reply.body.contactID}`)).body.consents).toEqual([
    { channel: 'email', ...consent },
  ]);
  expect((await send('POST', CONTACTS, { body: { identifiers } })).body).toEqual(reply.body);
});

test('PATCH answers with four members, by id and by email', async () => {
  const { send, contacts } = await v3();
  await contacts([jane()]);
  const answer = { email: 'jane@example.com', contactID: JANE, firstName: 'Jane', lastName: 'Doe' };
  const byId = await send('PATCH', `${CONTACTS}/${JANE}`, { body: { lastName: 'Doe', city: 'Oslo' } });
  expect([byId.status, byId.body]).toEqual([200, answer]);
  const byEmail = await send('PATCH', CONTACTS, { query: { email: 'jane@example.com' }, body: { city: 'Rome' } });
  expect([byEmail.status, byEmail.body]).toEqual([200, answer]);
  expect((await send('GET', `${CONTACTS}/${JANE}`)).body.city).toBe('Rome');
  const missing = await send('PATCH', `${CONTACTS}/${'0'.repeat(24)}`, { body: {} });
  expect([missing.status, missing.body]).toEqual([404, { error: 'Contact not found' }]);
});

test('the email cannot change; a phone is added if it is not taken', async () => {
  const { send, contacts, state } = await v3();
  await contacts([jane()]);
  const identifiers = [
    { type: 'email', id: 'other@example.com', channels: { email: { status: 'subscribed' } } },
    { type: 'phone', id: '+12025550100', channels: { sms: { status: 'nonSubscribed' } } },
  ];
  expect((await send('PATCH', `${CONTACTS}/${JANE}`, { body: { identifiers } })).status).toBe(200);
  const ids = (await state()).contacts[0].identifiers.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(['jane@example.com', '+12025550100']);
  expect((await send('GET', `${CONTACTS}/${JANE}`)).body.phone).toEqual(['+12025550100']);
});

test.each([
  ['replace', ['new']],
  ['append', ['old', 'new']],
])('tags of a write %s those that are there', async (v3Tags, tags) => {
  const { send, contacts, state } = await v3();
  await contacts([jane({ tags: ['old'] })], { v3Tags });
  await send('PATCH', `${CONTACTS}/${JANE}`, { body: { tags: ['new'] } });
  expect((await state()).contacts[0].tags).toEqual(tags);
  const identifiers = [{ type: 'email', id: 'jane@example.com', channels: { email: { status: 'subscribed' } } }];
  await send('POST', CONTACTS, { body: { identifiers, tags: ['new'] } });
  expect((await state()).contacts[0].tags).toEqual(tags);
  await send('PATCH', '/v5/contacts', { query: { email: 'jane@example.com' }, body: { tags: ['v5'] } });
  expect((await state()).contacts[0].tags).toEqual(['v5']);
});

test('offset is returned, and unknown parameters are ignored', async () => {
  const { send } = await v3({ contacts: 3 });
  const { status, body } = await send('GET', CONTACTS, { query: { offset: '7', sort: 'name', limit: '2' } });
  expect([status, body.contacts.length]).toEqual([200, 2]);
  expect(body.paging).toEqual({ previous: null, next: expect.any(String), offset: 7, limit: 2 });
  const next = new URL(body.paging.next);
  expect((await send('GET', CONTACTS, { query: next.search.slice(1) })).body.paging).toMatchObject({
    next: null,
    offset: 0,
  });
});

test('a welcome message is sent only if the request asks for it', async () => {
  const { send, state } = await v3();
  const post = (id: string, identifier: object, more: object = {}) =>
    send('POST', CONTACTS, {
      body: { identifiers: [{ type: 'email', id, channels: { email: {} }, ...identifier }], ...more },
    });
  await post('silent@example.com', {});
  await post('declined@example.com', { sendWelcomeMessage: false });
  await post('one@example.com', { sendWelcomeMessage: true });
  await post('two@example.com', {}, { sendWelcomeEmail: true });
  expect((await state()).sent.map(({ to }: { to: string }) => to)).toEqual(['one@example.com', 'two@example.com']);
});

test.each([
  [{ v3Tags: 'merge' }, 'v3Tags: expected one of replace, append'],
  [{ v3Blocked: 'yes' }, 'v3Blocked: expected true or false'],
  [{ v4Tags: 'append' }, 'v4Tags: unknown'],
])('the state %j is refused', async (settings, message) => {
  const { contacts } = await v3();
  await expect(contacts([], settings)).rejects.toThrow(`accounts.default.omnisend.${message}`);
});

test('an identifier in a PATCH may lack its type, as in the guide; in a POST it may not', async () => {
  const { send, contacts } = await v3();
  await contacts([jane()]);
  const id = 'jane@example.com';
  const email = { id, channels: { email: { status: 'unsubscribed', statusDate: '2025-01-01T00:00:00Z' } } };
  const patched = await send('PATCH', `${CONTACTS}/${JANE}`, { body: { identifiers: [email], city: 'Los Angeles' } });
  expect(patched.status).toBe(200);
  expect((await send('GET', `${CONTACTS}/${JANE}`)).body).toMatchObject({
    status: 'unsubscribed',
    city: 'Los Angeles',
  });
  expect((await send('PATCH', `${CONTACTS}?email=${id}`, { body: { identifiers: [email] } })).status).toBe(200);

  const both = { id, channels: { email: { status: 'subscribed' }, sms: { status: 'subscribed' } } };
  for (const body of [{ identifiers: [both] }, { identifiers: [{ id, channels: {} }] }, { identifiers: [{ id }] }])
    expect((await send('PATCH', `${CONTACTS}/${JANE}`, { body })).status).toBe(400);
  expect((await send('POST', CONTACTS, { body: { identifiers: [email] } })).status).toBe(400);
});
