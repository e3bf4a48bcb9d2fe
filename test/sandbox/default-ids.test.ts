// Contacts of a saved state that have no id get one that no other contact of it has.

import { expect, test } from 'vitest';
import { ENVOKE, LOOPS, vendorSandbox } from './vendor-harness.ts';

const emailContact = (email: string): object => ({ email });
const rowContact = (email: string): object => ({
  identifiers: [{ type: 'email', id: email, channels: { email: { status: 'subscribed' } } }],
});

test.each([
  ['Omnisend', { vendor: 'omnisend', authorization: '' }, rowContact],
  ['Loops', LOOPS, emailContact],
  ['Envoke', ENVOKE, emailContact],
] as const)('%s', async (_, vendor, contact) => {
  const { put, state } = await vendorSandbox(vendor, {
    contacts: ['a', 'b', 'c'].map((name) => contact(`${name}@example.com`)),
  });
  const { contacts, ...rest } = await state();
  for (const kept of [contacts.slice(1), contacts.slice(2), contacts.slice(0, 1)]) {
    const added = ['d', 'e'].map((name) => contact(`${name}@example.com`));
    const answer = await put({ ...rest, contacts: [...kept, ...added] });
    expect([answer.status, answer.body]).toEqual([204, '']);
    const ids = (await state()).contacts.map(({ id }: { readonly id: unknown }) => id);
    expect(new Set(ids).size).toBe(kept.length + added.length);
  }
});
