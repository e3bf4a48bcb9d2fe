// Tests the list of custom fields in v2, and the formats in which dates are stored.

import { expect, test } from 'vitest';
import { ENVOKE, vendorSandbox } from './vendor-harness.ts';

const FIELDS = [
  { id: 31, name: 'note' },
  { id: 32, name: 'barcode' },
  { id: 33, name: 'joined', field_type: 'date' },
];

async function account(settings: Record<string, unknown> = {}) {
  const started = await vendorSandbox(ENVOKE, {
    customFields: FIELDS,
    contacts: [{ id: 1, email: 'jane@example.com' }],
    ...settings,
  });
  return {
    ...started,
    fields: async (query: Record<string, string> = {}) =>
      (await started.call('GET', '/v2/customfields', { query })).body,
    async joined(value: string) {
      const body = { custom_fields: { joined: value } };
      const { status } = await started.call('PATCH', '/v1/contacts/1', { body });
      const { custom_fields: values } = (await started.call('GET', '/v1/contacts/1')).body;
      return [status, values.joined];
    },
  };
}

test('custom fields are listed by name with their types', async () => {
  const { call, fields } = await account();
  expect(await fields()).toEqual([
    { id: '32', name: 'barcode', description: '', field_type: 'text' },
    { id: '33', name: 'joined', description: '', field_type: 'date' },
    { id: '31', name: 'note', description: '', field_type: 'text' },
  ]);
  expect((await call('GET', '/v2/customfields', { account: 'other' })).body).toEqual([]);
  expect((await call('GET', '/v2/customfields', { headers: {} })).status).toBe(401);
});

test('the list can be filtered, sorted and paged, and its members selected', async () => {
  const { call, fields } = await account();
  expect(await fields({ 'filter[field_type]': 'date', fields: 'name' })).toEqual([{ name: 'joined' }]);
  expect(await fields({ 'sort[name]': 'desc', limit: '1', skip: '1' })).toMatchObject([{ name: 'joined' }]);
  expect(await fields({ result_type: 'kvp' })).toEqual({ 31: 'note', 32: 'barcode', 33: 'joined' });
  expect((await call('GET', '/v2/customfields', { query: { limit: 'all' } })).status).toBe(400);
});

test('a page has ten items by default, and all if the client selects members', async () => {
  const customFields = Array.from({ length: 120 }, (_, index) => ({ name: `field_${index}` }));
  const { fields } = await account({ customFields });
  expect(await fields()).toHaveLength(10);
  expect(await fields({ limit: '110' })).toHaveLength(100);
  expect(await fields({ fields: 'name,field_type' })).toHaveLength(120);
  expect(await fields({ fields: 'name', limit: '110' })).toHaveLength(110);
});

test.each([
  ['as written', '2026-01-05', '2026-01-05 10:00:00'],
  ['day', '2026-01-05', '2026-01-05'],
  ['day and time', '2026-01-05 00:00:00', '2026-01-05 10:00:00'],
])('dates are kept %s, if the state says so', async (dates, day, moment) => {
  const { joined } = await account({ dates });
  expect(await joined('2026-01-05')).toEqual([200, day]);
  expect(await joined('2026-01-05 10:00:00')).toEqual([200, moment]);
  expect(await joined('')).toEqual([200, undefined]);
  expect(await joined('soon')).toEqual([400, undefined]);
});
