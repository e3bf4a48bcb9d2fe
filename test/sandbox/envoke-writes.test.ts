import { expect, test } from 'vitest';
import { ENVOKE, vendorSandbox } from './vendor-harness.ts';

const CONTACTS = '/v1/contacts';

const PEOPLE = {
  customFields: [{ name: 'barcode' }, { name: 'born', field_type: 'date' }],
  contacts: [
    { id: 1, email: 'Jane@example.com', remote_id: 'r-1', first_name: 'Jane', custom_fields: { barcode: 'a' } },
    { id: 2, email: 'joe@example.com', consent_status: 'Revoked' },
  ],
};

async function people(settings: Record<string, unknown> = {}) {
  const started = await vendorSandbox(ENVOKE, { ...PEOPLE, ...settings });
  return {
    ...started,
    patch: (body: unknown, path = '/1') => started.call('PATCH', `${CONTACTS}${path}`, { body }),
    patchBy: (query: string, body: unknown) => started.call('PATCH', CONTACTS, { query, body }),
    post: (body: unknown, query = '') => started.call('POST', CONTACTS, { query, body }),
    async get(id: number) {
      return (await started.call('GET', `${CONTACTS}/${id}`)).body;
    },
    async count() {
      return (await started.state()).contacts.length;
    },
  };
}

test('insert assigns the next id', async () => {
  const { get, post } = await people();
  const reply = await post({ email: 'new@example.com', first_name: 'New', phone: 12 });
  expect(reply.body).toEqual({ success: true, result_text: expect.any(String), result_data: { id: 3 } });
  expect(await get(3)).toMatchObject({ email: 'new@example.com', phone: '12', consent_status: 'Not Provided' });
});

test.each([
  [{ email: 'JANE@example.com' }, "'email' already exists"],
  [{ email: 'x@example.com', remote_id: 'r-1' }, "'remote_id' already exists"],
  [{ first_name: 'X' }, "'email' is required"],
  [{ email: 'no email' }, "'email' is not a valid email address"],
])('insert refuses %j', async (body, error) => {
  const { count, post } = await people();
  const reply = await post(body);
  expect([reply.status, reply.body.result_data.errors]).toEqual([400, [error]]);
  expect(await count()).toBe(2);
});

test('PATCH does not change members that the body does not contain', async () => {
  const { get, patch } = await people();
  const before = await get(1);
  expect((await patch({ province: 'MB', city: 'Winnipeg' })).body).toMatchObject({
    success: true,
    result_data: { id: 1 },
  });
  expect(await get(1)).toEqual({ ...before, province: 'MB', city: 'Winnipeg' });
});

test('an empty text clears; null, unknown and read-only names change nothing', async () => {
  const { get, patch } = await people();
  await patch({ first_name: '', remote_id: null, nickname: 'x', external_id: 'x', date_created: 'x' });
  expect(await get(1)).toMatchObject({
    first_name: '',
    remote_id: 'r-1',
    external_id: expect.not.stringContaining('x'),
  });
});

test('custom fields are merged; empty ones are cleared; an empty map is an empty list', async () => {
  const { get, patch } = await people();
  await patch({ custom_fields: { born: '1990-01-31' } });
  expect((await get(1)).custom_fields).toEqual({ barcode: 'a', born: '1990-01-31' });
  await patch({ custom_fields: { born: '', barcode: null } });
  expect((await get(1)).custom_fields).toEqual({ barcode: 'a' });
  await patch({ custom_fields: { barcode: '' } });
  expect((await get(1)).custom_fields).toEqual([]);
});

test('all errors are reported at once, and nothing is written', async () => {
  const { get, patch } = await people();
  const before = await get(1);
  const reply = await patch({
    first_name: 'x'.repeat(21),
    language: 'eng',
    city: ['Oslo'],
    custom_fields: { born: '31.01.1990', other: 'x', barcode: true },
    last_name: 'fine',
  });
  expect(reply.body).toEqual({
    success: false,
    result_text: expect.stringContaining("'result_data' -> 'errors'"),
    result_data: {
      errors: [
        "'first_name' is longer than 20 characters",
        "'city' is not a valid text",
        "'language' is longer than 2 characters",
        "'born' is not a valid date",
        "'custom_fields' has no field 'other'",
        "'barcode' is not a valid text",
      ],
    },
  });
  expect(await get(1)).toEqual(before);
});

test('a text of exactly the maximum length is accepted', async () => {
  const { patch } = await people();
  expect((await patch({ first_name: 'x'.repeat(20), website: 'x'.repeat(255) })).status).toBe(200);
});

test('the email can change by id, unless it is taken', async () => {
  const { call, get, patch } = await people();
  expect((await patch({ email: 'joe@example.com' })).status).toBe(400);
  await patch({ email: 'jane.new@example.com' });
  expect((await get(1)).email).toBe('jane.new@example.com');
  const old = await call('GET', CONTACTS, { query: { 'filter[email]': 'jane@example.com' } });
  expect(old.body).toEqual([]);
});

test('a remote_id that was released can be claimed', async () => {
  const { get, patch } = await people();
  expect((await patch({ remote_id: 'r-1' }, '/2')).status).toBe(400);
  await patch({ remote_id: '' });
  expect((await patch({ remote_id: 'r-1' }, '/2')).status).toBe(200);
  expect([(await get(1)).remote_id, (await get(2)).remote_id]).toEqual(['', 'r-1']);
});

test('PATCH without an id in the path reads the key from the body', async () => {
  const { get, patchBy } = await people();
  await patchBy('', { email: 'JANE@example.com', city: 'by email' });
  expect(await get(1)).toMatchObject({ email: 'Jane@example.com', city: 'by email' });
  await patchBy('', { id: 1, email: 'j@example.com', city: 'by id' });
  expect(await get(1)).toMatchObject({ email: 'j@example.com', city: 'by id' });
  await patchBy('keyfield=email', { id: 2, email: 'j@example.com', city: 'by keyfield' });
  expect([(await get(1)).city, (await get(2)).city]).toEqual(['by keyfield', '']);
});

test.each([
  ['', { email: 'nobody@example.com' }],
  ['', { id: 9 }],
  ['', { first_name: 'X' }],
  ['keyfield=id', { email: 'joe@example.com' }],
  ['keyfield=phone', { phone: '1' }],
  ['keyfield=remote_id', { remote_id: 'r-1' }],
])('PATCH %s %j finds nobody', async (query, body) => {
  const { count, patchBy } = await people();
  expect((await patchBy(query, { ...body, city: 'X' })).status).toBe(400);
  expect(await count()).toBe(2);
});

test('if duplicates are allowed, remote_id is a key and emails are not unique', async () => {
  const { get, patchBy, post } = await people({ allowDuplicateEmails: true });
  await patchBy('keyfield=remote_id', { remote_id: 'r-1', email: 'joe@example.com' });
  expect((await get(1)).email).toBe('joe@example.com');
  expect((await post({ email: 'joe@example.com' })).status).toBe(200);
  expect((await patchBy('', { email: 'joe@example.com', city: 'X' })).body.result_data.errors).toEqual([
    "'email' matches several contacts",
  ]);
});

test('upsert updates a contact that it finds, and inserts otherwise', async () => {
  const { count, get, post } = await people();
  expect((await post({ email: 'jane@example.com', city: 'X' }, 'upsert=1')).body.result_data.id).toBe(1);
  expect(await get(1)).toMatchObject({ first_name: 'Jane', city: 'X' });
  expect((await post({ email: 'new@example.com' }, 'upsert=1')).body.result_data.id).toBe(3);
  expect((await post({ id: 9, email: 'nine@example.com' }, 'upsert=1')).status).toBe(400);
  expect(await count()).toBe(3);
});

test.each([
  ['', 'may not be empty'],
  ['{}', 'may not be empty'],
  ['[1]', 'not a JSON object'],
  ['{"id":2', 'not a JSON object'],
  ['{"id":2}', "Provided 'id': 1 does not match 'id' in request body (2)"],
])('the body %s is refused', async (body, error) => {
  const { patch } = await people();
  const reply = await patch(body);
  expect([reply.status, reply.body.result_data.errors]).toEqual([400, [expect.stringContaining(error)]]);
});

test('a contact is deleted by id; a second delete fails, and the id is not used again', async () => {
  const { call, post } = await people();
  expect((await call('DELETE', `${CONTACTS}/2`)).body).toMatchObject({ success: true, result_data: { id: 2 } });
  expect((await call('DELETE', `${CONTACTS}/2`)).status).toBe(400);
  expect((await post({ email: 'joe@example.com' })).body.result_data.id).toBe(3);
});

test('refusals can have the status 200', async () => {
  const { patch } = await people({ errorStatus: 200 });
  const reply = await patch({ language: 'eng' });
  expect([reply.status, reply.body.success]).toEqual([200, false]);
});
