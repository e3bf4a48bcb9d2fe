import { expect, test } from 'vitest';
import { clock, ENVOKE, vendorSandbox } from './vendor-harness.ts';

const CONTACTS = '/v1/contacts';

const PEOPLE = {
  interests: [{ name: 'News' }],
  customFields: [{ name: 'barcode' }],
  contacts: [
    { id: 3, email: 'Cem@example.com', city: 'Oslo', custom_fields: { barcode: 'xabc' } },
    { id: 1, email: 'ana@example.com', city: 'Rome', remote_id: 'r-1', date_created: '2024-01-01 00:00:00' },
    {
      id: 20,
      email: 'bob+x@example.com',
      city: 'Oslo',
      consent_status: 'Express',
      date_created: '2025-06-01 00:00:00',
    },
  ],
};

async function people() {
  const started = await vendorSandbox(ENVOKE, PEOPLE);
  return {
    ...started,
    async ids(query: string) {
      const reply = await started.call('GET', CONTACTS, { query: encodeURI(query).replaceAll('+', '%2B') });
      expect(reply.status).toBe(200);
      return reply.body.map(({ id }: { id: number }) => id);
    },
  };
}

test('the answer is a plain list; unset texts are empty, ids are numbers, no custom fields are an empty list', async () => {
  const { call } = await people();
  const { body } = await call('GET', CONTACTS, { query: 'limit=1' });
  expect(body).toEqual([
    {
      id: 1,
      external_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      remote_id: 'r-1',
      email: 'ana@example.com',
      first_name: '',
      last_name: '',
      title: '',
      company: '',
      phone: '',
      address_1: '',
      address_2: '',
      city: 'Rome',
      province: '',
      postal_code: '',
      country: '',
      website: '',
      language: '',
      feedback: '',
      consent_status: 'Not Provided',
      consent_description: '',
      consent_effective_date: '',
      consent_expiry: '',
      date_created: '2024-01-01 00:00:00',
      interests: [],
      autoresponders: [],
      custom_fields: [],
    },
  ]);
});

test.each([
  ['', [1, 3, 20]],
  ['filter[email]=cem@EXAMPLE.com', [3]],
  ['filter[email]=bob+x@example.com', [20]],
  ['filter[email]=nobody@example.com', []],
  ['filter[email][$in][]=bob+x@example.com&filter[email][$in][]=ana@example.com&filter[email][$in][]=x', [1, 20]],
  ['filter[email][$in][0]=cem@example.com&filter[city]=Rome', []],
  ['filter[id]=20', [20]],
  ['filter[id][$in][]=20&filter[id][$in][]=3&filter[id][$in][]=20&filter[id][$in][]=x', [3, 20]],
  ['filter[remote_id]=r-1', [1]],
  ['filter[remote_id]=', [3, 20]],
  ['filter[city]=Oslo', [3, 20]],
  ['filter[city][$ne]=Oslo', [1]],
  ['filter[city][$in][]=Oslo&filter[city][$in][]=Rome', [1, 3, 20]],
  ['filter[email][$regex]=^(ana|bob)', [1, 20]],
  ['filter[custom_fields.barcode][$regex]=abc', [3]],
  ['filter[id][$gt]=1&filter[id][$lte]=3', [3]],
  ['filter[id][$gt]=3&filter[id][$lt]=100', [20]],
  ['filter[date_created][$gte]=2024-01-01&filter[date_created][$lt]=2025-01-01', [1]],
  ['filter[consent_status]=Revoked&filter[consent_status]=Express', [20]],
  ['filter[$or][0][city]=Rome&filter[$or][1][id]=3', [1, 3]],
  ['filter[$and][0][city]=Oslo&filter[$and][1][id][$gt]=3', [20]],
  ['sort[id]=DESC', [20, 3, 1]],
  ['sort[email]=ASC', [1, 20, 3]],
  ['sort[city]=asc&sort[id]=desc', [20, 3, 1]],
  ['sort[id]=DESC&skip=1&limit=1', [3]],
  ['skip=3', []],
  ['limit=0', []],
])('%s finds %j', async (query, expected) => {
  const { ids } = await people();
  expect(await ids(query)).toEqual(expected);
});

test('an unknown parameter is ignored: ?email= returns any contact', async () => {
  const { ids } = await people();
  expect(await ids('email=bob+x@example.com&limit=1')).toEqual([1]);
});

test.each([
  'filter[nickname]=x',
  'filter[custom_fields.other]=x',
  'filter[email][$like]=x',
  'filter[email][$regex]=(',
  'filter[email][$ne][]=x',
  'filter[$or]=x',
  'filter=x',
  'sort[nickname]=ASC',
  'sort[id]=constructor',
  'sort=id',
  'limit=many',
  'skip=-1',
])('%s is refused', async (query) => {
  const { call } = await people();
  const reply = await call('GET', CONTACTS, { query: encodeURI(query) });
  expect([reply.status, reply.body.success]).toEqual([400, false]);
  expect(reply.body.result_data.errors).toHaveLength(1);
});

test('a page has 10 contacts by default and 100 at most; paging returns every contact once', async () => {
  const { call } = await vendorSandbox(ENVOKE, undefined, { contacts: 201 });
  const page = async (query: string) => (await call('GET', CONTACTS, { query })).body;
  expect(await page('')).toHaveLength(10);
  expect(await page('limit=250')).toHaveLength(100);
  const pages = await Promise.all([0, 100, 200, 300].map((skip) => page(`limit=100&skip=${skip}&sort[email]=ASC`)));
  expect(pages.map(({ length }) => length)).toEqual([100, 100, 1, 0]);
  expect(new Set(pages.flat().map(({ email }) => email)).size).toBe(201);
});

test('a page includes writes since the last one, and expired consent', async () => {
  const time = clock();
  const contacts = [{ id: 7, email: 'a@example.com' }];
  const { call } = await vendorSandbox(ENVOKE, { contacts }, { now: time.now });
  const expired = async () => (await call('GET', CONTACTS, { query: 'filter[consent_status]=Expired' })).body.length;
  expect((await call('GET', CONTACTS)).body[0].city).toBe('');
  const body = { city: 'Rome', consent_status: 'Implied - Inquiry', consent_description: 'asked' };
  await call('PATCH', `${CONTACTS}/7`, { body });
  expect((await call('GET', CONTACTS)).body[0].city).toBe('Rome');
  expect(await expired()).toBe(0);
  time.advance(200 * 86_400_000);
  expect(await expired()).toBe(1);
});

test('GET with an id returns one contact', async () => {
  const { call } = await people();
  expect((await call('GET', `${CONTACTS}/20`)).body).toMatchObject({ id: 20, city: 'Oslo' });
  expect((await call('GET', `${CONTACTS}/3`)).body.custom_fields).toEqual({ barcode: 'xabc' });
  for (const id of ['4', 'x', '3/x']) expect((await call('GET', `${CONTACTS}/${id}`)).status).toBe(400);
});
