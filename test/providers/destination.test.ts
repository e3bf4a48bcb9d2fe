import { expect, it } from 'vitest';
import { type DestinationInputs, destinationOf, sandboxDestination } from '../../src/providers/destination.ts';

const SHOP: DestinationInputs = {
  dialect: 'omnisend@2026-03-15',
  origin: 'https://api.omnisend.com',
  credentials: { apiKey: 'brand1-secret1' },
};
const APP: DestinationInputs = {
  dialect: 'loops@v1',
  origin: 'https://app.loops.so',
  credentials: { apiKey: 'key1' },
};
const NEWS: DestinationInputs = {
  dialect: 'envoke@v1',
  origin: 'https://e1.envoke.com',
  credentials: { apiId: 'id1', apiKey: 'key1' },
};

it.each<[string, DestinationInputs, Partial<DestinationInputs>]>([
  ['two keys of one brand', SHOP, { credentials: { apiKey: 'brand1-secret2' } }],
  ['two API versions', SHOP, { dialect: 'omnisend@v3' }],
  ['two keys of one account id', NEWS, { credentials: { apiId: 'id1', apiKey: 'key2' } }],
  ['two keys of one named team', { ...APP, team: 'a' }, { credentials: { apiKey: 'key2' } }],
])('%s have one destination', (_, one, other) => {
  expect(destinationOf({ ...one, ...other })).toEqual(destinationOf(one));
});

it.each<[string, DestinationInputs, Partial<DestinationInputs>]>([
  ['two brands', SHOP, { credentials: { apiKey: 'brand2-secret1' } }],
  ['two keys without a brand', SHOP, { credentials: { apiKey: 'secret1' } }],
  ['two origins', SHOP, { origin: 'https://proxy.example.com' }],
  ['two keys of teams that are not named', APP, { credentials: { apiKey: 'key2' } }],
  ['two teams', { ...APP, team: 'a' }, { team: 'b' }],
  ['two account ids', NEWS, { credentials: { apiId: 'id2', apiKey: 'key1' } }],
])('%s have different destinations', (_, one, other) => {
  expect(destinationOf({ ...one, ...other }).key).not.toBe(destinationOf(one).key);
});

it('reveals no credential', () => {
  expect(destinationOf(SHOP)).toEqual({
    key: expect.stringMatching(/^omnisend-[0-9a-f]{24}$/),
    provider: 'omnisend',
    origin: 'https://api.omnisend.com',
  });
});

it('tells the accounts of a sandbox apart by name and vendor', () => {
  const keys = [
    sandboxDestination('shop', 'omnisend@v5'),
    sandboxDestination('shop', 'loops@v1'),
    sandboxDestination('app', 'loops@v1'),
  ].map(({ key }) => key);
  expect(new Set(keys).size).toBe(3);
});
