import { expect, test } from 'vitest';
import { LOOPS, vendorSandbox } from './vendor-harness.ts';

const FIND = '/api/v1/contacts/find';
const CREATE = '/api/v1/contacts/create';
const UPDATE = '/api/v1/contacts/update';
const DELETE = '/api/v1/contacts/delete';

const PEOPLE = {
  contacts: [
    { id: 'cjane', email: 'jane@example.com', userId: 'u1', firstName: 'Jane', userGroup: 'customers' },
    { id: 'cjoe', email: 'joe@example.com', subscribed: false },
  ],
};

async function people() {
  const started = await vendorSandbox(LOOPS, PEOPLE);
  return {
    ...started,
    update: (body: unknown) => started.call('PUT', UPDATE, { body }),
    async find(email: string) {
      return (await started.call('GET', FIND, { query: { email } })).body[0];
    },
    async count() {
      return (await started.state()).contacts.length;
    },
  };
}

test('find returns a list of at most one contact with all fixed members', async () => {
  const { call, find } = await people();
  expect(await find('joe@example.com')).toEqual({
    id: 'cjoe',
    email: 'joe@example.com',
    firstName: null,
    lastName: null,
    source: 'API',
    subscribed: false,
    userGroup: '',
    userId: null,
    mailingLists: {},
    optInStatus: null,
  });
  const byUserId = await call('GET', FIND, { query: { userId: 'u1' } });
  expect(byUserId.body.map(({ id }: { id: string }) => id)).toEqual(['cjane']);
  const none = await call('GET', FIND, { query: { email: 'nobody@example.com' } });
  expect([none.status, none.body]).toEqual([200, []]);
});

test('a plus in an email must be encoded, as in any query', async () => {
  const { call, find } = await people();
  await call('POST', CREATE, { body: { email: 'a+b@example.com' } });
  expect(await find('a+b@example.com')).toMatchObject({ email: 'a+b@example.com' });
  expect((await call('GET', FIND, { query: 'email=a+b@example.com' })).status).toBe(400);
});

test.each(['', 'email=jane@example.com&userId=u1', 'email=jane', 'email=', 'userId='])(
  'find refuses the query %j',
  async (query) => {
    const { call } = await people();
    const reply = await call('GET', FIND, { query });
    expect([reply.status, reply.body]).toEqual([400, { success: false, message: expect.any(String) }]);
  },
);

test('create subscribes by default, and returns the id that find returns', async () => {
  const { call, find } = await people();
  const created = await call('POST', CREATE, { body: { email: 'New@example.com', lastName: 'New' } });
  expect([created.status, created.body]).toEqual([
    200,
    { success: true, id: expect.stringMatching(/^c[0-9a-f]{24}$/) },
  ]);
  const contact = await find('new@example.com');
  expect(contact).toMatchObject({ id: created.body.id, lastName: 'New', subscribed: true, source: 'API' });
  await call('POST', CREATE, { body: { email: 'quiet@example.com', subscribed: false, source: 'CRM' } });
  expect(await find('quiet@example.com')).toMatchObject({ subscribed: false, source: 'CRM' });
});

test.each([{ email: 'JANE@example.com' }, { email: 'other@example.com', userId: 'u1' }])(
  'create refuses the taken %j with 409 and writes nothing',
  async (body) => {
    const { call, count, find } = await people();
    const reply = await call('POST', CREATE, { body: { ...body, firstName: 'Changed', brandNew: 'x' } });
    expect([reply.status, reply.body.success]).toEqual([409, false]);
    expect([await count(), (await find('jane@example.com')).firstName]).toEqual([2, 'Jane']);
  },
);

test.each([{}, { userId: 'u9' }, { email: 'no email' }, { email: 7 }, [], 'text', ''])(
  'create refuses the body %j',
  async (body) => {
    const { call, count } = await people();
    expect((await call('POST', CREATE, { body })).status).toBe(400);
    expect(await count()).toBe(2);
  },
);

test('update does not change members that the body does not contain', async () => {
  const { find, update } = await people();
  const before = await find('jane@example.com');
  const reply = await update({ email: 'jane@example.com', lastName: 'Doe' });
  expect([reply.status, reply.body]).toEqual([200, { success: true, id: 'cjane' }]);
  expect(await find('jane@example.com')).toEqual({ ...before, lastName: 'Doe' });
});

test('update with an unknown identifier creates a subscribed contact', async () => {
  const { count, find, update } = await people();
  const reply = await update({ email: 'jnae@example.com', firstName: 'Jane' });
  expect([reply.status, await count()]).toEqual([200, 3]);
  expect(await find('jnae@example.com')).toMatchObject({ subscribed: true, firstName: 'Jane' });
});

test('update by userId alone cannot create', async () => {
  const { count, update } = await people();
  expect((await update({ userId: 'u9', firstName: 'X' })).status).toBe(400);
  expect((await update({ firstName: 'X' })).status).toBe(400);
  expect(await count()).toBe(2);
});

test('if one identifier matches, the other one is overwritten', async () => {
  const { call, find, update } = await people();
  await update({ email: 'joe@example.com', userId: 'u2' });
  expect(await find('joe@example.com')).toMatchObject({ id: 'cjoe', userId: 'u2', subscribed: false });
  await update({ userId: 'u1', email: 'jane.new@example.com' });
  expect(await find('jane.new@example.com')).toMatchObject({ id: 'cjane', firstName: 'Jane' });
  expect(await find('jane@example.com')).toBeUndefined();
  await update({ email: 'jane.new@example.com', userId: 'u3' });
  expect((await call('GET', FIND, { query: { userId: 'u1' } })).body).toEqual([]);
});

test('an email and a userId of different contacts are refused', async () => {
  const { find, update } = await people();
  const reply = await update({ email: 'joe@example.com', userId: 'u1', firstName: 'X' });
  expect([reply.status, reply.body.message]).toEqual([400, expect.stringContaining('Multiple contacts')]);
  expect((await find('jane@example.com')).firstName).toBe('Jane');
});

test('null resets names and group, and removes no identifier', async () => {
  const { find, update } = await people();
  await update({ email: 'jane@example.com', userId: null, firstName: null, userGroup: null });
  expect(await find('jane@example.com')).toMatchObject({ userId: 'u1', firstName: null, userGroup: '' });
  await update({ userId: 'u1', email: null, userGroup: 'x' });
  expect(await find('jane@example.com')).toMatchObject({ userGroup: 'x' });
});

test('subscribed: true resubscribes; without it an opt-out stays', async () => {
  const { find, update } = await people();
  await update({ email: 'joe@example.com', firstName: 'Joe' });
  expect((await find('joe@example.com')).subscribed).toBe(false);
  await update({ email: 'joe@example.com', subscribed: true });
  expect((await find('joe@example.com')).subscribed).toBe(true);
});

test.each([{ userId: 7 }, { firstName: 7 }, { subscribed: 'true' }, { subscribed: null }, { mailingLists: [] }])(
  'update refuses %j',
  async (member) => {
    const { update } = await people();
    expect((await update({ email: 'jane@example.com', ...member })).status).toBe(400);
  },
);

test('read-only and reserved names are ignored', async () => {
  const { find, state, update } = await people();
  const body = { id: 'x', optInStatus: 'accepted', notes: 'n', teamId: 't', createdAt: 1, suppressed: true };
  await update({ email: 'jane@example.com', ...body });
  expect(await find('jane@example.com')).toMatchObject({ id: 'cjane', optInStatus: null });
  expect(await state()).toMatchObject({ properties: [], contacts: [{ suppressed: false }, {}] });
});

test('delete requires exactly one identifier', async () => {
  const { call, find } = await people();
  const remove = (body: unknown) => call('POST', DELETE, { body });
  expect((await remove({ email: 'jane@example.com', userId: 'u1' })).status).toBe(400);
  expect((await remove({})).status).toBe(400);
  expect((await remove({ email: 'nobody@example.com' })).status).toBe(404);
  const reply = await remove({ userId: 'u1' });
  expect([reply.status, reply.body]).toEqual([200, { success: true, message: 'Contact deleted.' }]);
  expect(await find('jane@example.com')).toBeUndefined();
  expect((await remove({ userId: 'u1' })).status).toBe(404);
});

test('deleting and creating again loses the opt-out', async () => {
  const { call, find } = await people();
  await call('POST', DELETE, { body: { email: 'joe@example.com' } });
  await call('POST', CREATE, { body: { email: 'joe@example.com' } });
  expect((await find('joe@example.com')).subscribed).toBe(true);
});

test('events that start workflows are recorded; reads and failures record none', async () => {
  const { call, state, update } = await people();
  await call('POST', CREATE, { body: { email: 'a@example.com' } });
  await update({ email: 'a@example.com', firstName: 'A' });
  await update({ email: 'b@example.com' });
  await call('POST', CREATE, { body: { email: 'a@example.com' } });
  await call('GET', FIND, { query: { email: 'a@example.com' } });
  expect((await state()).events.map(({ kind, email }: Record<string, string>) => [kind, email])).toEqual([
    ['contact added', 'a@example.com'],
    ['contact updated', 'a@example.com'],
    ['contact added', 'b@example.com'],
  ]);
});
