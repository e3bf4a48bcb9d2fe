// What accounts define can be added to, by one request and in the vendors' shapes; and every account that is used has its sample
// contacts.

import { expect, test } from 'vitest';
import { sandbox } from './harness.ts';

const TEAM = { lists: [{ id: 'news' }], properties: [{ key: 'planName', type: 'string' }] };
const BOOK = {
  interests: [{ name: 'Events' }],
  autoresponders: [{ name: 'Welcome' }],
  customFields: [{ name: 'since', field_type: 'date' }],
  allowDuplicateEmails: true,
};

test('what an account lacks is defined, and what it has stays', async () => {
  const { admin } = await sandbox();
  const accounts = { team: { loops: TEAM }, book: { envoke: BOOK }, shop: { omnisend: {} } };
  const first = await admin('POST', '/definitions', { accounts });
  expect([first.status, first.body]).toEqual([200, { added: { team: 2, book: 4, shop: 0 } }]);
  const again = {
    team: {
      loops: {
        properties: [
          { key: 'planName', type: 'number' },
          { key: 'seats', type: 'number' },
        ],
      },
    },
  };
  expect((await admin('POST', '/definitions', { accounts: { ...accounts, ...again } })).body).toEqual({
    added: { team: 1, book: 0, shop: 0 },
  });
  const { team, book } = (await admin('GET', '/state')).body.accounts;
  expect(team.loops.properties).toEqual([
    { key: 'planName', label: 'Plan Name', type: 'string' },
    { key: 'seats', label: 'Seats', type: 'number' },
  ]);
  expect(book.envoke).toMatchObject({
    allowDuplicateEmails: true,
    interests: [{ id: 1, name: 'Events' }],
    autoresponders: [{ id: 1, name: 'Welcome' }],
    customFields: [{ id: 1, name: 'since', field_type: 'date' }],
  });
});

test.each([
  [{}, 'accounts: expected an object'],
  [{ accounts: { team: [] } }, 'accounts.team: expected an object'],
  [{ accounts: { team: { postcards: {} } } }, 'accounts.team.postcards: not a vendor'],
  [{ accounts: { shop: { omnisend: { lists: [] } } } }, 'accounts.shop.omnisend.lists: unknown'],
  [
    { accounts: { team: { loops: { properties: [{ key: 'email', type: 'string' }] } } } },
    'cannot be a custom property',
  ],
  [{ accounts: { team: { loops: { lists: TEAM.lists, contacts: [] } } } }, 'accounts.team.loops.contacts: unknown'],
  [{ accounts: { book: { envoke: { customFields: [{ name: 'a b' }] } } } }, 'letters, digits and underscores'],
])('%j is refused, and nothing is defined', async (body, message) => {
  const { admin } = await sandbox();
  const answer = await admin('POST', '/definitions', body);
  expect(answer.status).toBe(400);
  expect(answer.body.error).toContain(message);
  const { accounts } = (await admin('GET', '/state')).body;
  expect(JSON.stringify(accounts)).not.toContain('news');
});

test('an account gets its sample contacts when it is first used, at the vendor at which it is used', async () => {
  const { call, admin, state } = await sandbox({ contacts: 3 });
  const listed = await call('GET', '/api/contacts', { account: 'shop' });
  expect(listed.body.contacts).toHaveLength(3);
  const { shop } = (await admin('GET', '/state')).body.accounts;
  expect([shop.omnisend.contacts.length, shop.loops.contacts.length]).toEqual([3, 0]);
  // A state that is put in place is exact.
  await admin('PUT', '/state', { version: 1, accounts: { shop: { omnisend: { contacts: [] } } } });
  await call('GET', '/api/contacts', { account: 'shop' });
  expect((await state('shop')).contacts).toEqual([]);
});

test('definitions give accounts their sample contacts, too', async () => {
  const { admin } = await sandbox({ contacts: 2 });
  await admin('POST', '/definitions', { accounts: { team: { loops: TEAM } } });
  expect((await admin('GET', '/state')).body.accounts.team.loops.contacts).toHaveLength(2);
});

test('a sandbox that begins with accounts leaves out the contacts that a vendor cannot have', async () => {
  const contacts = [
    { email: 'a@example.com' },
    { email: 'A@example.com' },
    { email: 'nobody' },
    { email: 'b@example.com', seats: 3 },
  ];
  const begun = await sandbox({ initialAccounts: async () => ({ team: { loops: { contacts } } }) });
  const { team } = (await begun.admin('GET', '/state')).body.accounts;
  expect(team.loops.contacts.map(({ email }: { email: string }) => email)).toEqual(['a@example.com']);
});

test('also one without a valid id, or that is no object, and the others get ids after the highest one', async () => {
  const contacts = [
    { email: 'a@example.com' },
    null,
    { email: 'x@example.com', id: '7' },
    { email: 'b@example.com', id: 5 },
  ];
  const begun = await sandbox({ initialAccounts: async () => ({ team: { envoke: { contacts } } }) });
  const { team } = (await begun.admin('GET', '/state')).body.accounts;
  expect(team.envoke.contacts).toMatchObject([
    { id: 5, email: 'b@example.com' },
    { id: 6, email: 'a@example.com' },
  ]);
});

test('sample contacts take no identifier of a contact that is there', async () => {
  const contacts = [{ identifiers: [{ id: '+12025550000', type: 'phone' }] }];
  const begun = await sandbox({ contacts: 6, initialAccounts: async () => ({ default: { omnisend: { contacts } } }) });
  const { omnisend } = (await begun.admin('GET', '/state')).body.accounts.default;
  const ids = omnisend.contacts.flatMap((one: { identifiers: { id: string }[] }) =>
    one.identifiers.map(({ id }) => id),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
