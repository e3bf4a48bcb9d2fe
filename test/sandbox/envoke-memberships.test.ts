import { expect, test } from 'vitest';
import { ENVOKE, vendorSandbox } from './vendor-harness.ts';

const CONTACT = '/v1/contacts/1';

async function person(contact: Record<string, unknown> = {}) {
  const started = await vendorSandbox(ENVOKE, {
    interests: [
      { id: 11, name: 'News' },
      { id: 12, name: 'Promo' },
      { id: 13, name: '2024' },
    ],
    autoresponders: [{ id: 21, name: 'Welcome' }],
    customFields: [{ id: 31, name: 'barcode' }],
    contacts: [{ id: 1, email: 'jane@example.com', interests: ['Promo'], ...contact }],
  });
  return {
    ...started,
    write: (body: unknown) => started.call('PATCH', CONTACT, { body }),
    async interests() {
      return (await started.call('GET', CONTACT)).body.interests;
    },
  };
}

test('memberships are written as a map by name or id and read as names; others stay unchanged', async () => {
  const { interests, write } = await person();
  await write({ interests: { News: 'Set' } });
  expect(await interests()).toEqual(['Promo', 'News']);
  await write({ interests: { 12: 'unset', NEWS: 'SET', 2024: 'Set' } });
  expect(await interests()).toEqual(['News', '2024']);
  await write({ interests: [] });
  expect(await interests()).toEqual(['News', '2024']);
});

test.each([
  [{ interests: { Newz: 'Set' } }, "'interests' has no item 'Newz'"],
  [{ interests: { 99: 'Set' } }, "'interests' has no item '99'"],
  [{ interests: { constructor: 'Set' } }, "'interests' has no item 'constructor'"],
  [{ interests: { News: true } }, "'interests' -> 'News' must be Set or Unset"],
  [{ interests: ['News'] }, "'interests' is not a valid map"],
  [{ autoresponders: { News: 'Set' } }, "'autoresponders' has no item 'News'"],
])('%j is refused', async (body, error) => {
  const { interests, write } = await person();
  expect((await write(body)).body.result_data.errors).toEqual([error]);
  expect(await interests()).toEqual(['Promo']);
});

test('an autoresponder sends one message if consent allows it', async () => {
  const { call, state, write } = await person({ consent_status: 'Express' });
  await write({ autoresponders: { Welcome: 'Set' } });
  await write({ autoresponders: { welcome: 'Set' } });
  expect((await call('GET', CONTACT)).body.autoresponders).toEqual(['Welcome']);
  expect((await state()).sent).toEqual([
    { to: 'jane@example.com', kind: 'autoresponder', name: 'Welcome', at: expect.any(String) },
  ]);
});

test('an autoresponder sends nothing without consent', async () => {
  const { state, write } = await person({ consent_status: 'Revoked' });
  await write({ autoresponders: { Welcome: 'Set' } });
  expect(await state()).toMatchObject({ sent: [], contacts: [{ autoresponders: ['Welcome'] }] });
});

test('the account’s names are listed by id; an empty map is an empty list', async () => {
  const { call } = await person();
  expect((await call('GET', '/v1/interests')).body).toEqual({ 11: 'News', 12: 'Promo', 13: '2024' });
  expect((await call('GET', '/v1/autoresponders')).body).toEqual({ 21: 'Welcome' });
  expect((await call('GET', '/v1/customfields')).body).toEqual({ 31: 'barcode' });
  expect((await call('GET', '/v1/interests', { account: 'other' })).body).toEqual([]);
});
