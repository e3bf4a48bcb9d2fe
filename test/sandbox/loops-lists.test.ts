import { expect, test } from 'vitest';
import { LOOPS, vendorSandbox } from './vendor-harness.ts';

const LISTS = [
  { id: 'news', name: 'News', description: 'All the news', isPublic: false },
  { id: 'beta' },
  { id: 'left' },
];

async function person(contact: Record<string, unknown> = {}) {
  const started = await vendorSandbox(LOOPS, {
    lists: LISTS,
    contacts: [{ email: 'jane@example.com', mailingLists: { beta: true }, leftLists: ['left'], ...contact }],
  });
  return {
    ...started,
    async write(members: Record<string, unknown>) {
      const body = { email: 'jane@example.com', ...members };
      const reply = await started.call('PUT', '/api/v1/contacts/update', { body });
      expect(reply.status).toBe(200);
    },
    async lists() {
      const query = { email: 'jane@example.com' };
      return (await started.call('GET', '/api/v1/contacts/find', { query })).body[0].mailingLists;
    },
  };
}

test('lists are returned with their defaults', async () => {
  const { call } = await person();
  expect((await call('GET', '/api/v1/lists')).body.slice(0, 2)).toEqual([
    LISTS[0],
    { id: 'beta', name: 'beta', description: null, isPublic: true },
  ]);
});

test('only the lists in the body change, and only the contact’s lists are returned', async () => {
  const { lists, write } = await person();
  await write({ mailingLists: { news: true } });
  expect(await lists()).toEqual({ beta: true, news: true });
  await write({ mailingLists: { beta: false } });
  await write({ mailingLists: {} });
  expect(await lists()).toEqual({ news: true });
});

test('a contact that left a list is silently not added again', async () => {
  const { lists, state, write } = await person();
  await write({ mailingLists: { left: true, nowhere: true } });
  expect(await lists()).toEqual({ beta: true });
  expect((await state()).events.map(({ kind }: { kind: string }) => kind)).toEqual(['contact updated']);
});

test('a removal through the API does not count as leaving', async () => {
  const { lists, write } = await person();
  await write({ mailingLists: { beta: false } });
  await write({ mailingLists: { beta: true } });
  expect(await lists()).toEqual({ beta: true });
});

test('an unsubscribed contact is added to no list, unless the same write subscribes it', async () => {
  const { lists, write } = await person({ subscribed: false });
  await write({ mailingLists: { news: true, beta: false } });
  expect(await lists()).toEqual({});
  await write({ subscribed: true, mailingLists: { news: true } });
  expect(await lists()).toEqual({ news: true });
});

test('being added to a list is recorded once', async () => {
  const { state, write } = await person();
  await write({ mailingLists: { news: true } });
  await write({ mailingLists: { news: true } });
  const { events } = await state();
  const added = events.filter(({ kind }: { kind: string }) => kind === 'added to list');
  expect(added).toEqual([{ kind: 'added to list', email: 'jane@example.com', list: 'news', at: expect.any(String) }]);
});
