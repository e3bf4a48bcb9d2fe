import { expect, test } from 'vitest';
import { type Call, clock, JANE, jane, sandbox } from './harness.ts';

const CONTACTS = '/v5/contacts';
const KEY = { 'X-API-KEY': 'brand-secret' };

async function v5(options: Parameters<typeof sandbox>[0] = {}) {
  const started = await sandbox({ now: clock().now, ...options });
  return {
    ...started,
    send: (method: string, path: string, call: Call = {}) => started.call(method, path, { headers: KEY, ...call }),
  };
}

function email(id: string, status = 'subscribed', statusDate?: string) {
  return { type: 'email', id, channels: { email: { status, statusDate } } };
}

test.each([
  ['no key', {}, 401, 'Unauthorized'],
  ['a wrong key', { 'X-API-KEY': 'wrong' }, 401, 'Unauthorized'],
  ['the scheme of the dated API', { Authorization: 'Omnisend-API-Key brand-secret' }, 401, 'Unauthorized'],
  ['a key without scopes', { 'X-API-KEY': 'noscope' }, 403, 'Forbidden'],
])('reading with %s', async (_name, headers, status, error) => {
  const { send } = await v5();
  const reply = await send('GET', CONTACTS, { headers });
  expect([reply.status, reply.body]).toEqual([status, { error }]);
});

test('a key and a token are accepted, without a version header', async () => {
  const { send } = await v5();
  for (const headers of [KEY, { Authorization: 'Bearer token' }, { 'X-API-KEY': 'readonly' }]) {
    expect((await send('GET', CONTACTS, { headers })).status).toBe(200);
  }
  const body = { identifiers: [email('a@example.com')] };
  expect((await send('POST', CONTACTS, { headers: { 'X-API-KEY': 'readonly' }, body })).status).toBe(403);
});

test('POST creates and updates with 200, {email, contactID}, and one brand serves all dialects', async () => {
  const { send, call } = await v5();
  const body = { identifiers: [email('A@Example.com')], firstName: 'Ada', tags: ['a'] };
  const created = await send('POST', CONTACTS, { body });
  expect([created.status, created.body]).toEqual([
    200,
    { email: 'a@example.com', contactID: expect.stringMatching(/^[0-9a-f]{24}$/) },
  ]);
  const again = await send('POST', CONTACTS, { body: { ...body, tags: ['b'] } });
  expect(again).toMatchObject({ status: 200, body: created.body });
  const { contactID } = created.body;
  const dated = await call('GET', `/api/contacts/${contactID}`);
  expect(dated.body).toMatchObject({ id: contactID, firstName: 'Ada', tags: ['b'], status: 'subscribed' });
});

test('a contact is read with contactID and statusDate', async () => {
  const { send, contacts } = await v5();
  await contacts([jane()]);
  const { body } = await send('GET', `${CONTACTS}/${JANE}`);
  expect(body).toMatchObject({ contactID: JANE, email: 'jane@example.com', firstName: 'Jane' });
  expect(body.identifiers[0].channels.email).toEqual({ status: 'subscribed', statusDate: '2024-01-01T00:00:00Z' });
  expect(Object.keys(body)).not.toContain('id');
  const found = await send('GET', CONTACTS, { query: { email: 'JANE@example.com' } });
  expect(found.body).toEqual({ contacts: [body], paging: { previous: null, next: null, limit: 100 } });
  expect((await send('GET', CONTACTS, { query: { email: 'nobody@example.com' } })).body.contacts).toEqual([]);
  const missing = await send('GET', `${CONTACTS}/${'0'.repeat(24)}`);
  expect([missing.status, missing.body]).toEqual([404, { error: 'Contact not found' }]);
});

test('pages are linked by URLs that can be followed unchanged', async () => {
  const { send, url } = await v5({ contacts: 5 });
  const ids: string[] = [];
  let query = 'limit=2';
  for (let page = 0; page < 3; page += 1) {
    const { body } = await send('GET', CONTACTS, { query });
    ids.push(...body.contacts.map((contact: { contactID: string }) => contact.contactID));
    expect(body.paging.previous === null).toBe(page === 0);
    if (page === 2) expect(body.paging.next).toBeNull();
    else {
      const next = new URL(body.paging.next);
      expect([next.origin, next.pathname]).toEqual([url, `/omnisend${CONTACTS}`]);
      expect([...next.searchParams.keys()]).toEqual(['after', 'limit']);
      query = next.search.slice(1);
    }
  }
  expect(new Set(ids).size).toBe(5);
});

test.each(['offset', 'updatedAtFrom', 'sort'])('the unknown parameter %s is refused', async (name) => {
  const { send } = await v5();
  const reply = await send('GET', CONTACTS, { query: { [name]: '1' } });
  expect([reply.status, reply.body]).toEqual([
    400,
    {
      error: "1 error(s) found. Check 'fields' array for details.",
      fields: { 0: [`${name}: Unknown query parameter`] },
    },
  ]);
});

test('PATCH by id and by email changes the members in its body, and answers with email and id', async () => {
  const { send, contacts, state } = await v5();
  await contacts([jane({ lastName: 'Doe', tags: ['old'], customProperties: { age: 1, height: 2 } })]);
  const body = { firstName: '', tags: ['new'], customProperties: { height: null } };
  const byId = await send('PATCH', `${CONTACTS}/${JANE}`, { body });
  expect([byId.status, byId.body]).toEqual([200, { email: 'jane@example.com', contactID: JANE }]);
  const byEmail = await send('PATCH', CONTACTS, { query: { email: 'jane@example.com' }, body: { city: 'Oslo' } });
  expect(byEmail).toMatchObject({ status: 200, body: byId.body });
  expect((await state()).contacts[0]).toMatchObject({
    firstName: '',
    lastName: 'Doe',
    city: 'Oslo',
    tags: ['new'],
    customProperties: { age: 1 },
  });
  expect((await send('PATCH', CONTACTS, { query: { email: 'no@example.com' }, body })).status).toBe(404);
  expect((await send('PATCH', CONTACTS, { body })).body.fields).toEqual({
    0: ['email: field required but not found in Json'],
  });
});

test('a PATCH adds an identifier that is free and ignores a taken one', async () => {
  const { send, contacts, state } = await v5();
  await contacts([jane(), { identifiers: [{ type: 'phone', id: '+12025550100' }] }]);
  const phone = (id: string) => ({ type: 'phone', id, channels: { sms: { status: 'nonSubscribed' } } });
  const identifiers = [phone('+12025550100'), phone('+12025550101'), email('second@example.com')];
  expect((await send('PATCH', `${CONTACTS}/${JANE}`, { body: { identifiers } })).status).toBe(200);
  const [changed] = (await state()).contacts;
  expect(changed.identifiers.map(({ id }: { id: string }) => id)).toEqual([
    'jane@example.com',
    '+12025550101',
    'second@example.com',
  ]);
  const onlyTaken = await send('POST', CONTACTS, { body: { identifiers: [phone('+12025550100')] } });
  expect([onlyTaken.status, onlyTaken.body]).toEqual([422, { error: 'Contact identifier already exists' }]);
  expect((await state()).contacts).toHaveLength(2);
});

test('an earlier status date is ignored', async () => {
  const { send, contacts, state } = await v5();
  await contacts([jane()]);
  const channel = async (statusDate?: string) => {
    const body = { identifiers: [email('jane@example.com', 'unsubscribed', statusDate)] };
    await send('PATCH', `${CONTACTS}/${JANE}`, { body });
    return (await state()).contacts[0].identifiers[0].channels.email;
  };
  expect(await channel('2023-01-01T00:00:00Z')).toMatchObject({ status: 'subscribed' });
  expect(await channel()).toEqual({ status: 'unsubscribed', statusChangedAt: '2026-05-01T12:00:00Z' });
});

test('a welcome message is sent only if sendWelcomeEmail is true and the contact becomes subscribed', async () => {
  const { send, state } = await v5();
  await send('POST', CONTACTS, { body: { identifiers: [email('silent@example.com')] } });
  await send('POST', CONTACTS, {
    body: { identifiers: [email('non@example.com', 'nonSubscribed')], sendWelcomeEmail: true },
  });
  expect((await state()).sent).toEqual([]);
  const asked = { identifiers: [email('asked@example.com')], sendWelcomeEmail: true };
  await send('POST', CONTACTS, { body: asked });
  await send('POST', CONTACTS, { body: asked });
  expect((await state()).sent).toEqual([{ to: 'asked@example.com', kind: 'welcome', at: '2026-05-01T12:00:00Z' }]);
});

test.each([
  ['no identifiers', {}, ['identifiers: field required but not found in Json']],
  [
    'no channels',
    { identifiers: [{ type: 'email', id: 'a@example.com' }] },
    ['identifiers[0].channels: field required but not found in Json'],
  ],
  [
    'no status',
    { identifiers: [{ type: 'email', id: 'a@example.com', channels: { email: {} } }] },
    ['identifiers[0].channels.email.status: field required but not found in Json'],
  ],
  [
    'two mistakes',
    { identifiers: [email('a@example.com')], gender: '', birthdate: '' },
    ['gender: Must be m or f', 'birthdate: Must be a date in YYYY-MM-DD format'],
  ],
])('%s: 400 with the fields', async (_name, body, fields) => {
  const { send, state } = await v5();
  const reply = await send('POST', CONTACTS, { body });
  expect([reply.status, reply.body]).toEqual([
    400,
    { error: `${fields.length} error(s) found. Check 'fields' array for details.`, fields: { 0: fields } },
  ]);
  expect((await state()).contacts).toEqual([]);
});

test('a channel that does not match its identifier is reported by a message without fields', async () => {
  const { send } = await v5();
  const identifiers = [{ type: 'phone', id: '+12025550100', channels: { email: { status: 'subscribed' } } }];
  const reply = await send('POST', CONTACTS, { body: { identifiers } });
  expect([reply.status, reply.body]).toEqual([400, { error: 'Provide sms channel for phone identifier.' }]);
});

test('there are no endpoints for tags', async () => {
  const { send } = await v5();
  const reply = await send('POST', `${CONTACTS}/tags`, { body: { tags: ['a'], emails: ['a@example.com'] } });
  expect(reply.status).toBe(405);
  expect((await send('GET', '/v5/segments')).body).toEqual({ error: 'No such endpoint.' });
});

test('headers state the remaining quota, which all dialects share', async () => {
  const time = clock();
  const { send, call } = await v5({ rateLimit: 1 / 100, now: time.now });
  const standing = (reply: { headers: Headers }) =>
    ['limit', 'remaining', 'reset'].map((name) => reply.headers.get(`x-rate-limit-${name}`));
  expect(standing(await send('GET', CONTACTS))).toEqual(['4', '3', '60']);
  time.advance(20_000);
  expect((await call('GET', '/api/contacts')).status).toBe(200);
  expect(standing(await send('GET', CONTACTS))).toEqual(['4', '1', '40']);
  await send('GET', '/v3/contacts');
  const refused = await send('GET', CONTACTS);
  expect([refused.status, refused.body, standing(refused)]).toEqual([
    429,
    { error: 'Too many requests' },
    ['4', '0', '40'],
  ]);
  expect((await call('GET', '/api/contacts')).body.retryAfter).toBe(40);
  time.advance(40_000);
  expect(standing(await send('GET', CONTACTS))).toEqual(['4', '0', '20']);
});

test('without rate limits, answers have no rate-limit headers', async () => {
  const { send } = await v5();
  expect((await send('GET', CONTACTS)).headers.get('x-rate-limit-limit')).toBeNull();
});

test('an identifier needs its type', async () => {
  const { send, contacts } = await v5();
  await contacts([jane()]);
  const identifiers = [{ id: 'jane@example.com', channels: { email: { status: 'unsubscribed' } } }];
  expect((await send('PATCH', `${CONTACTS}/${JANE}`, { body: { identifiers } })).status).toBe(400);
});
