import { expect, test } from 'vitest';
import { clock, emailIdentifier, JANE, jane, phoneIdentifier, sandbox } from './harness.ts';

const BY_ID = `/api/contacts/${JANE}`;

/** Starts a sandbox with one contact, Jane, and returns a function that patches her. */
async function withJane(
  more: Record<string, unknown> = {},
  settings: Record<string, unknown> = {},
  others: readonly unknown[] = [],
) {
  const started = await sandbox({ now: clock().now });
  await started.contacts([jane(more), ...others], settings);
  return { ...started, patch: (body: unknown) => started.call('PATCH', BY_ID, { body }) };
}

test('only supplied fields and updatedAt change', async () => {
  const { call, patch } = await withJane({
    lastName: 'Doe',
    city: 'London',
    tags: ['vip'],
    customProperties: { age: 1 },
  });
  const before = (await call('GET', BY_ID)).body;
  const reply = await patch({ city: 'Oslo' });
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({ ...before, city: 'Oslo', updatedAt: '2026-05-01T12:00:00Z' });
  expect((await call('GET', BY_ID)).body).toEqual(reply.body);
});

test('an empty patch changes only updatedAt', async () => {
  const { call, patch } = await withJane();
  const before = (await call('GET', BY_ID)).body;
  expect((await patch({})).body).toEqual({ ...before, updatedAt: '2026-05-01T12:00:00Z' });
});

test('PATCH by email ignores case; it answers 404 if there is no such contact, and 400 without the parameter', async () => {
  const { call } = await withJane();
  const patch = (query: Record<string, string>) => call('PATCH', '/api/contacts', { query, body: { city: 'Oslo' } });
  expect((await patch({ email: 'JANE@example.com' })).body).toMatchObject({ id: JANE, city: 'Oslo' });
  expect((await patch({ email: 'joe@example.com' })).status).toBe(404);
  expect((await patch({})).body.errors).toEqual([{ field: 'email', code: 'required', message: 'Email is required' }]);
  expect((await patch({ email: 'jane@example.com', id: JANE })).status).toBe(400);
});

test('an unknown id is answered with 404, and nothing is created', async () => {
  const { call, state } = await withJane();
  const body = { identifiers: [emailIdentifier('new@example.com')] };
  expect((await call('PATCH', '/api/contacts/ffffffffffffffffffffffff', { body })).status).toBe(404);
  expect((await state()).contacts).toHaveLength(1);
});

test('unknown body fields are ignored with 200', async () => {
  const { patch } = await withJane();
  const reply = await patch({ firstname: 'Typo', nickname: 'J', email: 'other@example.com' });
  expect([reply.status, reply.body.firstName, reply.body.email]).toEqual([200, 'Jane', 'jane@example.com']);
  expect(reply.body).not.toHaveProperty('nickname');
});

test.each(['firstName', 'lastName', 'address', 'city', 'state', 'postalCode', 'country'])(
  '%s: "" blanks, null changes nothing',
  async (field) => {
    const { patch } = await withJane({ [field]: 'before' });
    expect((await patch({ [field]: null })).body[field]).toBe('before');
    expect((await patch({ [field]: '' })).body[field]).toBe('');
  },
);

test.each([
  [{ firstName: 1 }, 'firstName'],
  [{ gender: '' }, 'gender'],
  [{ gender: 'female' }, 'gender'],
  [{ birthdate: '' }, 'birthdate'],
  [{ birthdate: '1990-02-30' }, 'birthdate'],
  [{ birthdate: '01.02.1990' }, 'birthdate'],
  [{ countryCode: '' }, 'countryCode'],
  [{ countryCode: 'XX' }, 'countryCode'],
  [{ countryCode: 'GBR' }, 'countryCode'],
  [{ tags: 'vip' }, 'tags'],
  [{ tags: [1] }, 'tags'],
  [{ tags: Array.from({ length: 101 }, (_, n) => `t${n}`) }, 'tags'],
  [{ customProperties: [] }, 'customProperties'],
  [{ createdAt: 'yesterday' }, 'createdAt'],
  [{ identifiers: {} }, 'identifiers'],
])('%j is refused, and nothing is written', async (body, field) => {
  const { call, patch } = await withJane();
  const before = (await call('GET', BY_ID)).body;
  const reply = await patch({ city: 'Oslo', ...body });
  expect([reply.status, reply.body.errors[0].field]).toEqual([400, field]);
  expect((await call('GET', BY_ID)).body).toEqual(before);
});

test('gender, birthdate and a hundred tags are accepted', async () => {
  const { patch } = await withJane();
  const tags = Array.from({ length: 100 }, (_, n) => `t${n}`);
  expect((await patch({ gender: 'f', birthdate: '1996-02-29', tags })).body).toMatchObject({
    gender: 'f',
    birthdate: '1996-02-29',
    tags,
  });
});

test('tags are replaced; [] empties them', async () => {
  const { patch } = await withJane({ tags: ['a', 'b'] });
  expect((await patch({ tags: ['b', 'c'] })).body.tags).toEqual(['b', 'c']);
  expect((await patch({ tags: [] })).body.tags).toEqual([]);
});

test.each([
  [{ country: 'Germany' }, 'Germany', 'DE'],
  [{ country: 'united kingdom' }, 'united kingdom', 'GB'],
  [{ country: 'Atlantis' }, 'Atlantis', 'LT'],
  [{ countryCode: 'FR' }, 'France', 'FR'],
  [{ countryCode: 'fr' }, 'France', 'FR'],
  [{ country: 'Frankreich', countryCode: 'FR' }, 'Frankreich', 'FR'],
  [{ country: 'Germany', countryCode: 'FR' }, 'Germany', 'FR'],
])('country and code are coupled: %j', async (body, country, countryCode) => {
  const { patch } = await withJane({ country: 'Lithuania', countryCode: 'LT' });
  expect((await patch(body)).body).toMatchObject({ country, countryCode });
});

test("a client's createdAt becomes the custom property externalCreated", async () => {
  const { call, patch } = await withJane();
  const { createdAt } = (await call('GET', BY_ID)).body;
  const reply = await patch({ createdAt: '2021-01-01T00:00:00Z' });
  expect([reply.body.createdAt, reply.body.customProperties]).toEqual([
    createdAt,
    { externalCreated: '2021-01-01T00:00:00Z' },
  ]);
});

const JOE = { id: 'f'.repeat(24), identifiers: [{ type: 'email', id: 'joe@example.com' }] };

test('a taken identifier: 409, and nothing of the patch is written', async () => {
  const { call, patch } = await withJane({}, {}, [JOE]);
  const reply = await patch({ city: 'Oslo', identifiers: [emailIdentifier('JOE@example.com')] });
  expect([reply.status, reply.body.detail]).toEqual([409, 'Contact identifier already exists']);
  expect((await call('GET', BY_ID)).body).not.toHaveProperty('city');
});

test('a taken identifier, with the setting `ignored`: 200, and the rest is written', async () => {
  const { call, patch } = await withJane({}, { takenIdentifier: 'ignored' }, [JOE]);
  const reply = await patch({
    city: 'Oslo',
    identifiers: [emailIdentifier('joe@example.com', 'unsubscribed'), phoneIdentifier('+12025550100')],
  });
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({ city: 'Oslo', email: 'jane@example.com', phone: ['+12025550100'] });
  expect((await call('GET', `/api/contacts/${JOE.id}`)).body.status).toBe('nonSubscribed');
});

test('a second email is added; the first stays the primary one, and both are found', async () => {
  const { call, patch } = await withJane();
  const reply = await patch({ identifiers: [emailIdentifier('jane2@example.com', 'nonSubscribed')] });
  expect(reply.body.identifiers.map(({ id }: { id: string }) => id)).toEqual(['jane@example.com', 'jane2@example.com']);
  expect([reply.body.email, reply.body.status]).toEqual(['jane@example.com', 'subscribed']);
  const found = await call('GET', '/api/contacts', { query: { email: 'jane2@example.com' } });
  expect(found.body.contacts).toEqual([reply.body]);
});
