import { expect, test } from 'vitest';
import { jane, sandbox } from './harness.ts';

const CONTACTS = '/api/contacts';

/** Contacts person0, person1 and so on. They are created one second apart, and updated in the opposite order. */
function people(count: number, more: (n: number) => Record<string, unknown> = () => ({})) {
  return Array.from({ length: count }, (_, n) => ({
    identifiers: [{ type: 'email', id: `person${n}@example.com` }],
    createdAt: new Date(Date.UTC(2024, 0, 1) + n * 1000).toISOString(),
    updatedAt: new Date(Date.UTC(2025, 0, 1) - n * 1000).toISOString(),
    ...more(n),
  }));
}

const names = (reply: { body: { contacts: readonly { email: string }[] } }) =>
  reply.body.contacts.map(({ email }) => Number(/\d+/.exec(email)?.[0]));

test('contacts are listed newest first, a hundred per page', async () => {
  const { call, contacts } = await sandbox();
  await contacts(people(101));
  const first = await call('GET', CONTACTS);
  expect(names(first)).toEqual(Array.from({ length: 100 }, (_, n) => 100 - n));
  expect(first.body.paging).toMatchObject({ limit: 100, hasMore: true, cursors: { before: null } });
  const second = await call('GET', CONTACTS, { query: { after: first.body.paging.cursors.after } });
  expect(names(second)).toEqual([0]);
  expect(second.body.paging).toMatchObject({ hasMore: false, cursors: { after: null } });
});

test('an empty list has no cursors', async () => {
  const { call } = await sandbox();
  const reply = await call('GET', CONTACTS);
  expect(reply.body).toEqual({
    contacts: [],
    paging: { limit: 100, hasMore: false, cursors: { after: null, before: null } },
  });
});

test.each([
  ['createdAt', 'asc', [0, 1, 2, 3, 4]],
  ['createdAt', 'desc', [4, 3, 2, 1, 0]],
  ['updatedAt', 'asc', [4, 3, 2, 1, 0]],
  ['updatedAt', 'desc', [0, 1, 2, 3, 4]],
])('pages by %s %s, forth and back', async (sort, direction, order) => {
  const { call, contacts } = await sandbox();
  await contacts(people(5));
  const page = (query: Record<string, string>) =>
    call('GET', CONTACTS, { query: { limit: '2', sort, direction, ...query } });
  const first = await page({});
  const second = await page({ after: first.body.paging.cursors.after });
  const third = await page({ after: second.body.paging.cursors.after });
  expect([names(first), names(second), names(third)]).toEqual([order.slice(0, 2), order.slice(2, 4), order.slice(4)]);
  expect(third.body.paging).toMatchObject({ hasMore: false, cursors: { after: null } });

  const back = await page({ before: third.body.paging.cursors.before });
  expect([names(back), back.body.paging]).toEqual([names(second), second.body.paging]);
  const start = await page({ before: back.body.paging.cursors.before });
  expect([names(start), start.body.paging.cursors.before]).toEqual([names(first), null]);
});

test('a write moves a contact to the end of the list sorted by updatedAt', async () => {
  const { call, contacts } = await sandbox();
  await contacts(people(3));
  await call('PATCH', CONTACTS, { query: { email: 'person1@example.com' }, body: { city: 'Oslo' } });
  const reply = await call('GET', CONTACTS, { query: { sort: 'updatedAt', direction: 'asc' } });
  expect(names(reply)).toEqual([2, 0, 1]);
});

test.each([
  ['1', 200],
  ['250', 200],
  ['0', 400],
  ['251', 400],
  ['-1', 400],
  ['ten', 400],
  ['', 400],
])('limit %s', async (limit, status) => {
  const { call } = await sandbox();
  expect((await call('GET', CONTACTS, { query: { limit } })).status).toBe(status);
});

test.each([
  ['direction without sort', 'direction=asc', 'direction'],
  ['an unknown direction', 'sort=createdAt&direction=up', 'direction'],
  ['an unknown sort', 'sort=email', 'sort'],
  ['an unknown status', 'status=bounced', 'status'],
  ['tag with status', 'tag=vip&status=subscribed', 'tag'],
  ['updatedAtFrom with email', 'updatedAtFrom=2024-01-01T00:00:00Z&email=a@b.c', 'updatedAtFrom'],
  ['updatedAtFrom with phone', 'updatedAtFrom=2024-01-01T00:00:00Z&phone=%2B1', 'updatedAtFrom'],
  ['updatedAtFrom with status', 'updatedAtFrom=2024-01-01T00:00:00Z&status=subscribed', 'updatedAtFrom'],
  ['updatedAtFrom with segmentID', 'updatedAtFrom=2024-01-01T00:00:00Z&segmentID=x', 'updatedAtFrom'],
  ['updatedAtFrom with tag', 'updatedAtFrom=2024-01-01T00:00:00Z&tag=x', 'updatedAtFrom'],
  ['updatedAtFrom as a day', 'updatedAtFrom=2024-01-01', 'updatedAtFrom'],
  ['an unknown parameter', 'offset=10', 'offset'],
  ['an empty email', 'email=', 'email'],
  ['a garbage cursor', 'after=garbage', 'after'],
  ['a cursor of other contents', `before=${Buffer.from('{"filters":{}}').toString('base64url')}`, 'before'],
  ['both cursors', 'after=a&before=b', 'before'],
])('%s is refused', async (_name, query, field) => {
  const { call } = await sandbox();
  const reply = await call('GET', CONTACTS, { query });
  expect(reply.status).toBe(400);
  expect(reply.body.errors.map((error: { field: string }) => error.field)).toEqual([field]);
});

test('all errors of a query are reported at once', async () => {
  const { call } = await sandbox();
  const reply = await call('GET', CONTACTS, { query: 'limit=0&sort=x&offset=1' });
  expect(reply.body.errors).toHaveLength(3);
});

test('a cursor keeps its filters and refuses others', async () => {
  const { call, contacts } = await sandbox();
  await contacts(people(6, (n) => ({ tags: n % 2 === 0 ? ['even'] : [] })));
  const first = await call('GET', CONTACTS, { query: { tag: 'even', limit: '1' } });
  const { after } = first.body.paging.cursors;
  const kept = await call('GET', CONTACTS, { query: { after } });
  const repeated = await call('GET', CONTACTS, { query: { after, tag: 'even' } });
  expect([names(first), names(kept), names(repeated)]).toEqual([[4], [2, 0], [2, 0]]);
  expect(kept.body.paging.hasMore).toBe(false);
  for (const changed of [{ tag: 'odd' }, { email: 'person2@example.com' }, { sort: 'updatedAt' }]) {
    expect((await call('GET', CONTACTS, { query: { after, ...changed } })).status).toBe(400);
  }
});

test('filters by status of the email channel, tag, segment and updatedAt', async () => {
  const { call, contacts } = await sandbox();
  const email = (n: number, status: string) => [
    { type: 'email', id: `p${n}@example.com`, channels: { email: { status } } },
  ];
  await contacts([
    { identifiers: email(1, 'subscribed'), segments: ['s1'], updatedAt: '2024-01-01T00:00:00Z' },
    { identifiers: email(2, 'unsubscribed'), tags: ['vip'], updatedAt: '2024-01-02T00:00:00Z' },
    {
      identifiers: [{ type: 'phone', id: '+15551234567', channels: { sms: { status: 'subscribed' } } }],
      updatedAt: '2024-01-03T00:00:00Z',
    },
  ]);
  const ids = async (query: Record<string, string>) =>
    (await call('GET', CONTACTS, { query })).body.contacts.map(
      (contact: { identifiers: readonly { id: string }[] }) => contact.identifiers[0]?.id,
    );
  expect(await ids({ status: 'subscribed' })).toEqual(['p1@example.com']);
  expect(await ids({ status: 'unsubscribed' })).toEqual(['p2@example.com']);
  expect(await ids({ status: 'nonSubscribed' })).toEqual([]);
  expect(await ids({ tag: 'vip' })).toEqual(['p2@example.com']);
  expect(await ids({ segmentID: 's1' })).toEqual(['p1@example.com']);
  expect(await ids({ updatedAtFrom: '2024-01-02T00:00:00Z', sort: 'updatedAt', direction: 'asc' })).toEqual([
    'p2@example.com',
    '+15551234567',
  ]);
});

test('a search by email ignores case, and a plus that is not encoded is a space', async () => {
  const { call, contacts } = await sandbox();
  await contacts([
    {
      identifiers: [
        { type: 'email', id: 'Ann+News@example.com' },
        { type: 'phone', id: '+37060000001' },
      ],
    },
  ]);
  const count = async (query: string) => {
    const reply = await call('GET', CONTACTS, { query });
    return [reply.status, reply.body.contacts.length];
  };
  expect(await count('email=ANN%2Bnews@example.com')).toEqual([200, 1]);
  expect(await count('email=ann+news@example.com')).toEqual([200, 0]);
  expect(await count('phone=%2B37060000001')).toEqual([200, 1]);
  expect(await count('phone=+37060000001')).toEqual([200, 0]);
  expect(await count('email=ann%2Bnews@example.com&phone=%2B37060000001')).toEqual([200, 1]);
  expect(await count('email=ann%2Bnews@example.com&phone=%2B37060000002')).toEqual([200, 0]);
  expect(await count('email=ann%2Bnews@example.com&status=subscribed')).toEqual([200, 0]);
});

test('returns one contact by id, without an envelope; 404 for an unknown id', async () => {
  const { call, contacts } = await sandbox();
  await contacts([jane({ tags: ['vip'] })]);
  const reply = await call('GET', `${CONTACTS}/${jane().id}`);
  expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(reply.body).toMatchObject({
    id: jane().id,
    email: 'jane@example.com',
    phone: [],
    status: 'subscribed',
    tags: ['vip'],
  });
  expect((await call('GET', `${CONTACTS}/ffffffffffffffffffffffff`)).body.detail).toBe('Contact not found');
  expect((await call('GET', `${CONTACTS}/${jane().id}`, { query: { fields: 'id' } })).status).toBe(400);
});
