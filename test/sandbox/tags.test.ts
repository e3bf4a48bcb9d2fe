import { expect, test, vi } from 'vitest';
import { JANE, jane, sandbox } from './harness.ts';

const TAGS = '/api/contacts/tags';
const PHONE = '+12025550100';

const PEOPLE = [
  jane({ tags: ['old'] }),
  { identifiers: [{ type: 'email', id: 'joe@example.com' }], segments: ['s1'] },
  { identifiers: [{ type: 'phone', id: PHONE }] },
  { identifiers: [{ type: 'email', id: 'kim@example.com' }], tags: ['vip'] },
];

async function withPeople(asyncDelayMs = 0) {
  const started = await sandbox({ asyncDelayMs });
  await started.contacts(PEOPLE);
  const tags = async () => (await started.state()).contacts.map((contact: { tags: readonly string[] }) => contact.tags);
  return { ...started, tags };
}

test('selectors form a union; unknown ones are ignored', async () => {
  const { call, tags } = await withPeople();
  const body = {
    tags: ['vip', 'new'],
    contactIDs: [JANE, 'f'.repeat(24)],
    emails: ['JANE@example.com', 'nobody@example.com', 'kim@example.com'],
    phones: [PHONE, '+12025559999'],
    segmentID: 's1',
  };
  const reply = await call('POST', TAGS, { body });
  expect([reply.status, reply.body]).toEqual([202, '']);
  expect(await tags()).toEqual([
    ['old', 'vip', 'new'],
    ['vip', 'new'],
    ['vip', 'new'],
    ['vip', 'new'],
  ]);
});

test('DELETE has a body and removes only the tags in it', async () => {
  const { call, tags } = await withPeople();
  const body = { tags: ['vip', 'absent'], contactIDs: [JANE], emails: ['kim@example.com'] };
  expect((await call('DELETE', TAGS, { body })).status).toBe(202);
  expect(await tags()).toEqual([['old'], [], [], []]);
});

test('effects are delayed, and run in the order of the requests', async () => {
  const { call, tags } = await withPeople(400);
  const read = async () => (await call('GET', `/api/contacts/${JANE}`)).body;
  const before = await read();
  await call('POST', TAGS, { body: { tags: ['a', 'b'], contactIDs: [JANE] } });
  await call('DELETE', TAGS, { body: { tags: ['a'], contactIDs: [JANE] } });
  expect(await read()).toEqual(before);
  await vi.waitFor(async () => expect((await read()).tags).toEqual(['old', 'b']));
  expect((await read()).updatedAt > before.updatedAt).toBe(true);
  expect((await tags())[1]).toEqual([]);
});

test('contacts whose tags do not change keep their updatedAt', async () => {
  const { call, state } = await withPeople();
  const before = (await state()).contacts[3];
  await call('POST', TAGS, { body: { tags: ['vip'], emails: ['kim@example.com'] } });
  expect((await state()).contacts[3]).toEqual(before);
});

test.each([
  ['no tags', { contactIDs: [JANE] }, ['tags']],
  ['an empty list of tags', { tags: [], contactIDs: [JANE] }, ['tags']],
  ['101 tags', { tags: Array.from({ length: 101 }, String), contactIDs: [JANE] }, ['tags']],
  ['251 contacts', { tags: ['a'], contactIDs: Array.from({ length: 251 }, String) }, ['contactIDs']],
  ['251 emails', { tags: ['a'], emails: Array.from({ length: 251 }, String) }, ['emails']],
  ['251 phones', { tags: ['a'], phones: Array.from({ length: 251 }, String) }, ['phones']],
  ['no selector', { tags: ['a'] }, ['contactIDs']],
  ['empty selectors', { tags: ['a'], contactIDs: [], emails: [] }, ['contactIDs']],
  ['the singular contactID', { tags: ['a'], contactID: JANE, emails: ['a@b.c'] }, ['contactID']],
  ['wrong types', { tags: 'a', emails: 'b', segmentID: 1 }, ['tags', 'emails', 'segmentID', 'contactIDs']],
])('%s: 400', async (_name, body, fields) => {
  const { call, tags } = await withPeople();
  const reply = await call('POST', TAGS, { body });
  expect(reply.status).toBe(400);
  expect(reply.body.errors.map((error: { field: string }) => error.field)).toEqual(fields);
  expect(await tags()).toEqual([['old'], [], [], ['vip']]);
});

test('one request can select 250 contacts', async () => {
  const { call } = await withPeople();
  const contactIDs = Array.from({ length: 250 }, String);
  expect((await call('POST', TAGS, { body: { tags: ['a'], contactIDs } })).status).toBe(202);
});
