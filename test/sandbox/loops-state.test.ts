import { expect, test } from 'vitest';
import { LOOPS, vendorSandbox } from './vendor-harness.ts';

const FIND = '/api/v1/contacts/find';

test('a state needs only the email', async () => {
  const { state } = await vendorSandbox(LOOPS, { contacts: [{ email: 'A@example.com' }] });
  expect(await state()).toEqual({
    lists: [],
    properties: [],
    suppressionRemovals: { limit: 100, at: [] },
    events: [],
    contacts: [
      {
        id: expect.stringMatching(/^c[0-9a-f]{24}$/),
        email: 'a@example.com',
        userId: null,
        firstName: null,
        lastName: null,
        source: 'API',
        subscribed: true,
        userGroup: '',
        mailingLists: {},
        optInStatus: null,
        leftLists: [],
        suppressed: false,
      },
    ],
  });
});

test('the saved state of a filled team can be loaded again, and so can a contact as find returns it', async () => {
  const { call, put, state } = await vendorSandbox(LOOPS, undefined, { contacts: 200 });
  const whole = await state();
  await put({});
  expect((await state()).contacts).toEqual([]);
  await put(whole);
  expect(await state()).toEqual(whole);
  const query = { email: 'user000007@example.com' };
  const shown = (await call('GET', FIND, { query })).body;
  expect((await put({ ...whole, contacts: shown })).status).toBe(204);
  expect((await call('GET', FIND, { query })).body).toEqual(shown);
});

test('sample contacts are deterministic and varied, and do not replace others', async () => {
  const contacts = async (count: number, seed = 1) =>
    (await (await vendorSandbox(LOOPS, undefined, { contacts: count, seed })).state()).contacts;
  const [few, many, other] = [await contacts(20), await contacts(500), await contacts(20, 2)];
  expect(many.slice(0, 20)).toEqual(few);
  expect(other).not.toEqual(few);
  expect(few[0].email).toBe('user000001@example.com');
  for (const flag of ['subscribed', 'suppressed']) {
    expect(new Set(many.map((contact: Record<string, unknown>) => contact[flag]))).toEqual(new Set([true, false]));
  }
  expect(many.some(({ leftLists }: { leftLists: readonly string[] }) => leftLists.length > 0)).toBe(true);
});

const GOOD = { email: 'a@example.com' };

test.each([
  [{ contact: [] }, 'default.loops.contact:'],
  [{ contacts: {} }, 'contacts'],
  [{ contacts: [{}] }, 'contacts[0].email'],
  [{ contacts: [{ email: 'no email' }] }, 'contacts[0].email'],
  [{ contacts: [{ ...GOOD, firstname: 'x' }] }, 'contacts[0].firstname'],
  [{ contacts: [{ ...GOOD, firstName: 1 }] }, 'contacts[0].firstName'],
  [{ contacts: [{ ...GOOD, subscribed: 'yes' }] }, 'contacts[0].subscribed'],
  [{ contacts: [{ ...GOOD, mailingLists: { x: true } }] }, 'contacts[0].mailingLists.x'],
  [{ lists: [{ id: 'x' }], contacts: [{ ...GOOD, mailingLists: { x: false } }] }, 'contacts[0].mailingLists.x'],
  [{ contacts: [{ ...GOOD, leftLists: ['x'] }] }, 'contacts[0].leftLists[0]'],
  [{ contacts: [{ ...GOOD, optInStatus: 'maybe' }] }, 'contacts[0].optInStatus'],
  [{ contacts: [GOOD, { email: 'A@example.com' }] }, 'contacts[1].email'],
  [
    {
      contacts: [
        { ...GOOD, userId: 'u' },
        { email: 'b@example.com', userId: 'u' },
      ],
    },
    'contacts[1].userId',
  ],
  [
    {
      contacts: [
        { ...GOOD, id: 'c' },
        { email: 'b@example.com', id: 'c' },
      ],
    },
    'contacts[1].id',
  ],
  [{ properties: [{ key: 'age', type: 'number' }], contacts: [{ ...GOOD, age: 'old' }] }, 'contacts[0].age'],
  [{ properties: [{ key: 'age', type: 'whole' }] }, 'properties[0].type'],
  [{ properties: [{ key: 'firstName', type: 'string' }] }, 'properties[0].key'],
  [{ lists: [{ name: 'x' }] }, 'lists[0].id'],
  [{ lists: [{ id: 'x', public: true }] }, 'lists[0].public'],
  [{ suppressionRemovals: { limit: -1 } }, 'suppressionRemovals.limit'],
  [{ events: [{ kind: 'mailed', email: 'a', at: 'b' }] }, 'events[0].kind'],
])('the bad state %j is refused whole', async (bad, message) => {
  const { put, state } = await vendorSandbox(LOOPS, { contacts: [GOOD] });
  const reply = await put(bad);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await state()).contacts).toHaveLength(1);
});

test('the id of a deleted contact is not used again, not even after a restart', async () => {
  const { call, put, state } = await vendorSandbox(LOOPS, { contacts: [] });
  const create = async (email: string): Promise<string> =>
    (await call('POST', '/api/v1/contacts/create', { body: { email } })).body.id;
  const first = await create('a@example.com');
  await call('POST', '/api/v1/contacts/delete', { body: { email: 'a@example.com' } });
  await put(await state());
  const second = await create('b@example.com');
  expect([first, second]).toEqual([expect.any(String), expect.not.stringMatching(first)]);
});
