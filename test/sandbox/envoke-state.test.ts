import { expect, test } from 'vitest';
import { ENVOKE, vendorSandbox } from './vendor-harness.ts';

const GOOD = { email: 'a@example.com' };

test('the saved state of a filled account can be loaded again, and so can contacts as the API returns them', async () => {
  const { call, put, state } = await vendorSandbox(ENVOKE, undefined, { contacts: 150 });
  const whole = await state();
  await put({});
  expect((await state()).contacts).toEqual([]);
  await put(whole);
  expect(await state()).toEqual(whole);
  const list = async () => (await call('GET', '/v1/contacts', { query: 'limit=100&skip=50' })).body;
  const shown = await list();
  expect((await put({ ...whole, contacts: shown })).status).toBe(204);
  expect((await call('GET', '/v1/contacts', { query: 'limit=100' })).body).toEqual(shown);
});

test('sample contacts are deterministic and varied', async () => {
  const contacts = async (count: number, seed = 1) =>
    (await (await vendorSandbox(ENVOKE, undefined, { contacts: count, seed })).state()).contacts;
  const [few, many, other] = [await contacts(20), await contacts(500), await contacts(20, 2)];
  expect(many.slice(0, 20)).toEqual(few);
  expect(other).not.toEqual(few);
  expect(few[0]).toMatchObject({ id: 1, email: 'user000001@example.com' });
  const values = (name: string) => new Set(many.map((contact: Record<string, unknown>) => contact[name]));
  expect(values('consent_status').size).toBe(9);
  expect(values('email').size).toBe(500);
  expect(Math.max(...many.map(({ first_name }: { first_name: string }) => first_name.length))).toBeLessThan(21);
});

test('missing ids are assigned after the highest one, in the order of the state', async () => {
  const contacts = [GOOD, { email: 'b@example.com', id: 5 }, { email: 'c@example.com' }];
  const { state } = await vendorSandbox(ENVOKE, { contacts });
  const emails = (await state()).contacts.map(({ id, email }: { id: number; email: string }) => [id, email]);
  expect(emails).toEqual([
    [5, 'b@example.com'],
    [6, 'a@example.com'],
    [7, 'c@example.com'],
  ]);
});

test.each([
  [{ contact: [] }, 'default.envoke.contact:'],
  [{ contacts: {} }, 'contacts'],
  [{ contacts: [{}] }, 'contacts[0].email'],
  [{ contacts: [{ ...GOOD, firstName: 'x' }] }, 'contacts[0].firstName'],
  [{ contacts: [{ ...GOOD, city: null }] }, 'contacts[0].city'],
  [{ contacts: [{ ...GOOD, id: '7' }] }, 'contacts[0].id'],
  [{ contacts: [{ ...GOOD, consent_status: 'express' }] }, 'contacts[0].consent_status'],
  [{ contacts: [{ ...GOOD, consent_expiry: 'soon' }] }, 'contacts[0].consent_expiry'],
  [{ contacts: [{ ...GOOD, interests: ['News'] }] }, 'contacts[0].interests[0]'],
  [{ contacts: [{ ...GOOD, custom_fields: { x: 'y' } }] }, 'contacts[0].custom_fields.x'],
  [{ contacts: [GOOD, { email: 'A@example.com' }] }, 'email: A@example.com'],
  [
    {
      contacts: [
        { ...GOOD, id: 1 },
        { email: 'b@example.com', id: 1 },
      ],
    },
    'twice',
  ],
  [
    {
      contacts: [
        { ...GOOD, remote_id: 'r' },
        { email: 'b@example.com', remote_id: 'r' },
      ],
    },
    'remote_id: r',
  ],
  [{ interests: [{ id: 1 }] }, 'interests[0].name'],
  [{ interests: [{ name: 'a' }, { name: 'a' }] }, 'interests: two'],
  [{ interests: ['News'] }, 'interests[0]'],
  [{ customFields: [{ name: 'not ok' }] }, 'customFields[0].name'],
  [{ customFields: [{ name: 'ok', field_type: 'number' }] }, 'customFields[0].field_type'],
  [{ errorStatus: 500 }, 'errorStatus'],
  [{ allowDuplicateEmails: 1 }, 'allowDuplicateEmails'],
  [{ spurious401Every: -1 }, 'spurious401Every'],
  [{ sent: [{}] }, 'sent[0].to'],
])('the bad state %j is refused whole', async (bad, message) => {
  const { put, state } = await vendorSandbox(ENVOKE, { contacts: [GOOD] });
  const reply = await put(bad);
  expect([reply.status, reply.body.error]).toEqual([400, expect.stringContaining(message)]);
  expect((await state()).contacts).toHaveLength(1);
});

test('the id of a deleted contact is not used again, not even after a restart', async () => {
  const contacts = [
    { ...GOOD, id: 4 },
    { email: 'b@example.com', id: 7 },
  ];
  const { call, put, state } = await vendorSandbox(ENVOKE, { contacts });
  await call('DELETE', '/v1/contacts/7');
  await put(await state());
  await call('POST', '/v1/contacts', { body: { email: 'c@example.com', consent_status: 'Not Provided' } });
  expect((await state()).contacts.map(({ id }: { id: number }) => id)).toEqual([4, 8]);
});
