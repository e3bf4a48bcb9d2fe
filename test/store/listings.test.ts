import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listingHistory } from '../../src/store/listings.ts';
import { temporaryDirectory } from './temporary.ts';

const SHOP = { account: 'shop', origin: 'https://api.omnisend.com' };
const LISTING = { contacts: 1203, listedAt: '2026-11-20T09:00:00.000Z' };

test('loads the last listing, only for the same account, origin and sandbox', async () => {
  const store = temporaryDirectory();
  const history = listingHistory(store);
  expect(await history.last(SHOP)).toBeUndefined();
  await history.save(SHOP, { ...LISTING, contacts: 1 });
  await history.save(SHOP, LISTING);
  expect(await history.last(SHOP)).toEqual(LISTING);
  expect(await history.last({ ...SHOP, origin: 'sandbox:shop' })).toBeUndefined();
  expect(await history.last({ ...SHOP, account: 'app' })).toBeUndefined();
  expect(await listingHistory(store, 'state.json').last(SHOP)).toBeUndefined();
});

test('stores a count and a date in a private file', async () => {
  const store = temporaryDirectory();
  await listingHistory(store).save(SHOP, { ...LISTING, emails: ['jane@example.com'] } as typeof LISTING);
  const [name = ''] = readdirSync(join(store, 'listings'));
  const file = join(store, 'listings', name);
  expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(LISTING)}\n`);
  expect([statSync(file).mode & 0o777, statSync(join(store, 'listings')).mode & 0o777]).toEqual([0o600, 0o700]);
});

test.each(['', '{"contacts":12', 'null', '{"contacts":"12","listedAt":"2026-11-20"}', '{"contacts":1,"listedAt":"x"}'])(
  'a file that says %j says nothing',
  async (text) => {
    const store = temporaryDirectory();
    const history = listingHistory(store);
    await history.save(SHOP, LISTING);
    writeFileSync(join(store, 'listings', readdirSync(join(store, 'listings'))[0] ?? ''), text);
    expect(await history.last(SHOP)).toBeUndefined();
  },
);

test('a missing store is not an error', async () => {
  const history = listingHistory(join(temporaryDirectory(), 'nowhere'));
  await history.save(SHOP, LISTING);
  expect(await history.last(SHOP)).toBeUndefined();
});

test('each environment has a listing of its own', async () => {
  const history = listingHistory(temporaryDirectory());
  await history.save({ ...SHOP, environment: 'production' }, LISTING);
  expect(await history.last({ ...SHOP, environment: 'production' })).toEqual(LISTING);
  expect(await history.last({ ...SHOP, environment: 'staging' })).toBeUndefined();
  expect(await history.last(SHOP)).toBeUndefined();
});
