import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localRevision } from '../../../src/base/record/document.ts';
import { privateRecords } from '../../../src/base/record/private-store.ts';
import { temporaryDirectory } from '../../store/temporary.ts';
import { nameOf, recordOf } from './records.ts';
import { testRecordStore } from './store-contract.ts';

const SHOP = nameOf('shop');
const REVISION = localRevision('0'.repeat(64));
const RECORD = recordOf('shop', REVISION);
const UNWRITABLE = { code: 'applied-ref', reason: 'unwritable' };

testRecordStore('private files', async () => {
  const store = temporaryDirectory();
  return {
    store: privateRecords(store),
    reopen: () => privateRecords(store),
    revision: REVISION,
    async plantUnreadable(name) {
      mkdirSync(join(store, 'record'), { recursive: true, mode: 0o700 });
      writeFileSync(pathOf(store, name), '{"formatVersion":99}', { mode: 0o600 });
    },
  };
});

function pathOf(store: string, name = SHOP): string {
  return join(store, 'record', `${name}.json`);
}

/** A store whose directory of records exists. */
function storeWithDirectory(): string {
  const store = temporaryDirectory();
  mkdirSync(join(store, 'record'), { mode: 0o700 });
  return store;
}

test('only the owner can read a private record, and nothing else is left beside it', async () => {
  const store = temporaryDirectory();
  await privateRecords(store).write(SHOP, RECORD, undefined);
  expect(statSync(join(store, 'record')).mode & 0o777).toBe(0o700);
  expect(statSync(pathOf(store)).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(store, 'record'))).toEqual([`${SHOP}.json`]);
  expect(readdirSync(join(store, 'locks'))).toEqual([]);
});

test('listing private records creates nothing', async () => {
  const store = temporaryDirectory();
  await privateRecords(store).list();
  expect(readdirSync(store)).toEqual([]);
});

test.each([0o644, 0o660, 0o606])(
  'a record that others could have written or read (mode %o) is not read',
  async (mode) => {
    const store = temporaryDirectory();
    await privateRecords(store).write(SHOP, RECORD, undefined);
    chmodSync(pathOf(store), mode);
    const [found] = await privateRecords(store).list();
    expect(found).toEqual({ name: SHOP, version: expect.any(String) });
    await expect(privateRecords(store).write(SHOP, RECORD, found?.version)).rejects.toMatchObject(UNWRITABLE);
    expect(statSync(pathOf(store)).mode & 0o777).toBe(mode);
  },
);

test('a link in the place of a record is not followed, and dropping it keeps what it points to', async () => {
  const store = storeWithDirectory();
  const other = join(temporaryDirectory(), 'other.json');
  writeFileSync(other, 'theirs', { mode: 0o600 });
  symlinkSync(other, pathOf(store));
  const [found] = await privateRecords(store).list();
  expect(found).toEqual({ name: SHOP, version: expect.any(String) });
  for (const previous of [undefined, found?.version])
    await expect(privateRecords(store).write(SHOP, RECORD, previous)).rejects.toMatchObject(UNWRITABLE);
  await privateRecords(store).drop(SHOP, found?.version ?? '');
  expect(await privateRecords(store).list()).toEqual([]);
  expect(readFileSync(other, 'utf8')).toBe('theirs');
});

test('a link in the place of the directory is refused', async () => {
  const store = temporaryDirectory();
  const elsewhere = temporaryDirectory();
  symlinkSync(elsewhere, join(store, 'record'));
  await expect(privateRecords(store).list()).rejects.toMatchObject({ code: 'store', reason: 'not-a-directory' });
  await expect(privateRecords(store).write(SHOP, RECORD, undefined)).rejects.toMatchObject(UNWRITABLE);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test('a directory in the place of a record is listed as unreadable, and is not removed', async () => {
  const store = storeWithDirectory();
  mkdirSync(pathOf(store));
  const [found] = await privateRecords(store).list();
  expect(found).toEqual({ name: SHOP, version: expect.any(String) });
  await expect(privateRecords(store).drop(SHOP, found?.version ?? '')).rejects.toMatchObject(UNWRITABLE);
});

test('other files in the directory are no records', async () => {
  const store = storeWithDirectory();
  for (const name of ['notes.json', `${SHOP}.json.bak`, '.rollcall-0123.tmp'])
    writeFileSync(join(store, 'record', name), '{}', { mode: 0o600 });
  expect(await privateRecords(store).list()).toEqual([]);
});

test.each(['../../etc/passwd', 'shop', '', 'shop-0123/../x'])('%j is not the name of a record', async (name) => {
  const store = privateRecords(temporaryDirectory());
  await expect(store.write(name, RECORD, undefined)).rejects.toThrow(RangeError);
  await expect(store.drop(name, 'x')).rejects.toThrow(RangeError);
});

test('a store that does not exist says what cannot be written', async () => {
  const store = join(temporaryDirectory(), 'absent');
  expect(await privateRecords(store).list()).toEqual([]);
  await expect(privateRecords(store).write(SHOP, RECORD, undefined)).rejects.toMatchObject({
    ...UNWRITABLE,
    message: expect.stringContaining(store),
  });
});
