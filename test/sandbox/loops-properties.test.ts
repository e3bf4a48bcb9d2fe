import { expect, test } from 'vitest';
import { LOOPS, vendorSandbox } from './vendor-harness.ts';

const PROPERTIES = '/api/v1/contacts/properties';

const STATE = {
  properties: [
    { key: 'text', type: 'string' },
    { key: 'age', type: 'number' },
    { key: 'married', type: 'boolean' },
    { key: 'since', type: 'date' },
  ],
  contacts: [{ email: 'jane@example.com' }],
};

async function jane() {
  const started = await vendorSandbox(LOOPS, STATE);
  return {
    ...started,
    write: (members: Record<string, unknown>) =>
      started.call('PUT', '/api/v1/contacts/update', { body: { email: 'jane@example.com', ...members } }),
    async find() {
      return (await started.call('GET', '/api/v1/contacts/find', { query: { email: 'jane@example.com' } })).body[0];
    },
    async custom(): Promise<readonly { key: string; label: string; type: string }[]> {
      return (await started.call('GET', PROPERTIES, { query: { list: 'custom' } })).body;
    },
  };
}

test('custom properties are merged, and removed by null', async () => {
  const { find, write } = await jane();
  await write({ text: 'a', age: 33 });
  await write({ age: 34, married: false });
  expect(await find()).toMatchObject({ text: 'a', age: 34, married: false });
  await write({ text: null, married: null, never: null });
  expect(Object.keys(await find())).not.toContain('text');
  expect(await find()).toMatchObject({ age: 34 });
});

test('an unknown name creates a property with the type of its first value', async () => {
  const { custom, find, write } = await jane();
  expect((await write({ favouriteColour: 'blue', points: 7, beta: true })).status).toBe(200);
  expect((await custom()).slice(4)).toEqual([
    { key: 'favouriteColour', label: 'Favourite Colour', type: 'string' },
    { key: 'points', label: 'Points', type: 'number' },
    { key: 'beta', label: 'Beta', type: 'boolean' },
  ]);
  await write({ favouriteColour: null });
  expect((await custom()).map(({ key }) => key)).toContain('favouriteColour');
  expect(await find()).toMatchObject({ points: 7, beta: true });
});

test('null and refused writes create no property', async () => {
  const { custom, write } = await jane();
  await write({ nothing: null });
  expect((await write({ fresh: 'x', age: 'old' })).status).toBe(400);
  expect((await write({ fresh: 'x', list: ['a'] })).status).toBe(400);
  expect(await custom()).toHaveLength(4);
});

test.each([
  ['text', 42, '42'],
  ['text', true, 'true'],
  ['text', '', ''],
  ['text', '2024-01-17', '2024-01-17'],
  ['age', 1.5, 1.5],
  ['age', '42', 42],
  ['married', 'true', true],
  ['since', 1_705_486_871_000, '2024-01-17T10:21:11.000Z'],
  ['since', 1_705_486_871, '1970-01-20T17:44:46.871Z'],
  ['since', '2024-01-17', '2024-01-17T00:00:00.000Z'],
  ['since', '2024-01-17T10:21', '2024-01-17T10:21:00.000Z'],
  ['since', '2024-01-17 10:21:11', '2024-01-17T10:21:11.000Z'],
  ['since', '2024-01-17T10:21:11.5Z', '2024-01-17T10:21:11.500Z'],
  ['since', '2024-01-17T10:21:11+02:00', '2024-01-17T08:21:11.000Z'],
])('%s written as %j reads as %j', async (key, written, read) => {
  const { find, write } = await jane();
  expect((await write({ [key]: written })).status).toBe(200);
  expect((await find())[key]).toBe(read);
});

test.each([
  ['since', '1705486871000'],
  ['since', '17.01.2024'],
  ['since', '2024-02-31'],
  ['since', true],
  ['since', ''],
  ['age', 'many'],
  ['age', ''],
  ['married', 1],
  ['text', { a: 1 }],
  ['text', 'x'.repeat(499)],
  ['firstName', 'x'.repeat(499)],
  ['x'.repeat(501), 'y'],
])('%s cannot be %j', async (key, value) => {
  const { find, write } = await jane();
  const before = await find();
  const reply = await write({ [key]: value });
  expect([reply.status, reply.body]).toEqual([400, { success: false, message: expect.any(String) }]);
  expect(await find()).toEqual(before);
});

test('498 characters and two quotes are within the limit of 500', async () => {
  const { find, write } = await jane();
  await write({ text: 'x'.repeat(498) });
  expect((await find()).text).toHaveLength(498);
});

test('names that JavaScript objects inherit, such as __proto__, are ordinary names', async () => {
  const { custom, find, write } = await jane();
  await write(JSON.parse('{"__proto__":"a","constructor":"b"}'));
  expect((await custom()).slice(4).map(({ key }) => key)).toEqual(['__proto__', 'constructor']);
  expect(Object.entries(await find()).slice(-2)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test('properties are listed all or custom, and created once', async () => {
  const { call, custom } = await jane();
  const all = (await call('GET', PROPERTIES)).body;
  expect(all).toHaveLength(9 + 4);
  expect(all[0]).toEqual({ key: 'firstName', label: 'First Name', type: 'string' });
  expect((await call('GET', PROPERTIES, { query: { list: 'all' } })).body).toEqual(all);
  const create = (body: unknown) => call('POST', PROPERTIES, { body });
  const created = await create({ name: 'planName', type: 'string' });
  expect([created.status, created.body]).toEqual([200, { success: true }]);
  expect((await custom()).at(-1)).toEqual({ key: 'planName', label: 'Plan Name', type: 'string' });
  expect((await create({ name: 'planName', type: 'string' })).body.message).toBe('Property already exists.');
});

test.each([
  {},
  { name: 'ok' },
  { name: 'ok', type: 'list' },
  { name: 'not ok', type: 'string' },
  { name: 'teamId', type: 'string' },
  { name: 'firstName', type: 'string' },
])('the property %j cannot be created', async (body) => {
  const { call, custom } = await jane();
  expect((await call('POST', PROPERTIES, { body })).status).toBe(400);
  expect(await custom()).toHaveLength(4);
});
