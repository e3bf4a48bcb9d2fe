// Everything is read, and the report says why, if the live cache is damaged, cannot be trusted, or would not save requests.

import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ReadNote, WhyNotCached } from '../../../src/live/note.ts';
import { providerOf } from '../../../src/providers/table.ts';
import {
  ALL,
  type CachedShop,
  COUNT,
  change,
  crowd,
  DAY,
  emails,
  HOUR,
  kinds,
  openCachedShop,
  openKept,
  pass,
  without,
} from './cached-shop.ts';

/** Expects that the whole account was read and cached again. */
function inFull(why: WhyNotCached): ReadNote {
  return { code: 'read-in-full', args: { why } };
}

async function expectFull(shop: CachedShop, why: WhyNotCached, wasted = 0): Promise<void> {
  const read = await shop.read(ALL);
  expect(read.report.notes).toEqual([inFull(why)]);
  expect(read.report).toMatchObject({
    strategy: 'list',
    complete: true,
    requests: wasted + Math.ceil(shop.contacts().length / 2),
  });
  expect(read.people).toEqual(await shop.readAll());
  pass(shop, HOUR);
  expect((await shop.read(ALL)).report.strategy).toBe('incremental');
}

const damage: readonly (readonly [string, (text: string) => string])[] = [
  ['empty', () => ''],
  ['cut in a line', (text) => text.slice(0, text.length / 2)],
  ['cut after a line', (text) => `${text.split('\n').slice(0, 5).join('\n')}\n`],
  ['longer', (text) => `${text}{}\n`],
  ['some other file', () => '{"hello":"world"}\n'],
];

describe('the live cache is not used if it is', () => {
  test.each(damage)('%s', async (_, spoil) => {
    const shop = await openKept();
    await writeFile(shop.file, spoil(await readFile(shop.file, 'utf8')));
    await expectFull(shop, 'damaged-cache');
  });

  test.each<readonly [string, (text: string) => string]>([
    ['without its last line end', (text) => text.slice(0, -1)],
    ['another name', (text) => text.replace('"Old"', '"Own"')],
    ['a line less', (text) => text.replace(/\n.*\n/, '\n')],
    ['another date to ask from', (text) => text.replace('"since":"2026-05-31', '"since":"2026-05-30')],
    ['a contact that is none', (text) => text.replace('"emails"', '"emailz"')],
  ])('changed by hand: %s', async (_, spoil) => {
    const shop = await openKept();
    await writeFile(shop.file, spoil(await readFile(shop.file, 'utf8')));
    await expectFull(shop, 'damaged-cache', 1);
  });

  test('of another version, credential or address', async () => {
    const shop = await openKept();
    await writeFile(shop.file, (await readFile(shop.file, 'utf8')).replace('"liveVersion":3', '"liveVersion":1'));
    await expectFull(shop, 'other-cache');
    const read = await shop.read(ALL, { key: 'another shop' });
    expect(read.report.notes).toEqual([inFull('other-cache')]);
  });

  test('readable by others, or a link', async () => {
    const shop = await openKept();
    await chmod(shop.file, 0o644);
    await expectFull(shop, 'foreign-cache');
    const elsewhere = join(dirname(shop.file), 'elsewhere');
    await writeFile(elsewhere, await readFile(shop.file), { mode: 0o600 });
    await rm(shop.file);
    await symlink(elsewhere, shop.file);
    await expectFull(shop, 'foreign-cache');
  });

  test('dated in the future', async () => {
    const shop = await openKept();
    shop.clock.ours -= 2 * HOUR;
    await expectFull(shop, 'cache-from-future');
  });
});

describe('everything is read if', () => {
  test('more than half of it changed', async () => {
    const shop = await openKept();
    let contacts = shop.contacts();
    for (let number = 1; number <= 6; number += 1) contacts = change(contacts, number, { firstName: 'New' });
    await shop.setContacts(contacts);
    await expectFull(shop, 'too-much-changed', 3);
  });

  test('looking up uncertain contacts would cost more than half of it', async () => {
    const shop = await openKept();
    const asked = [...ALL, 'a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];
    const read = await shop.read(asked);
    expect(read.report.notes).toEqual([inFull('too-many-look-ups')]);
    expect(kinds(read)).toEqual(['changes', ...Array.from({ length: 6 }, () => 'page')]);
    expect((await shop.read(asked.slice(0, -1))).report).toMatchObject({ strategy: 'incremental', requests: 4 });
  });

  test('the newest change of the last reading is gone, because its contact was deleted', async () => {
    const shop = await openKept();
    await shop.setContacts(without(shop.contacts(), COUNT));
    await expectFull(shop, 'newest-change-gone', 1);
  });

  test('the vendor refuses to list changes', async () => {
    const shop = await openKept();
    await shop.script([{ status: 400, body: { error: 'no such filter' } }]);
    await expectFull(shop, 'changes-not-listed', 1);
  });

  test('uncertain contacts cannot be looked up', async () => {
    const shop = await openKept();
    await shop.setContacts(change(shop.contacts(), 3, { email: 'new@example.com' }));
    await shop.script([{ skip: 1, status: 400, body: { error: 'not now' } }]);
    await expectFull(shop, 'look-ups-failed', 2);
  });
});

describe('nothing is cached if', () => {
  test('the file cannot be written; the plan continues', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    await writeFile(dirname(shop.file), 'in the way');
    const { report, people } = await shop.read(ALL);
    expect(report.notes).toEqual([
      inFull('foreign-cache'),
      { code: 'nothing-kept', args: { error: { is: 'system', value: expect.any(String) } } },
    ]);
    expect(people).toEqual(await shop.readAll());
  });

  test('a contact does not say when it changed', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    const page = {
      contacts: Array.from({ length: 10 }, (_, number) => ({ id: `66a00000000000000000099${number}` })),
      paging: { hasMore: false, cursors: { after: null } },
    };
    await shop.script([{ status: 200, body: page }]);
    const { report } = await shop.read(ALL);
    expect(report.notes).toEqual([inFull('nothing-cached'), { code: 'nothing-kept-undated', args: {} }]);
    expect((await shop.read(ALL)).report.notes).toEqual([inFull('nothing-cached')]);
  });

  test('the listing is incomplete', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    await shop.script([3, 5].map((skip) => ({ skip, status: 400, body: { error: 'no' } })));
    const broken = await shop.read(ALL);
    expect(broken.report).toMatchObject({ complete: false, problem: { stops: false } });
    await expectFull(shop, 'nothing-cached');
  });

  test('only a part of the contacts is asked for: they are read normally', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    const read = await shop.read(ALL.slice(0, 3), { whole: false });
    expect(read.report.notes).toMatchObject([{ code: 'not-incremental', args: { why: 'nothing-cached' } }]);
    expect(read.report.strategy).toBe('list, then look-up');
    await expect(stat(shop.file)).rejects.toThrow('ENOENT');
  });

  test('the vendor cannot list what changed', async () => {
    const shop = await openCachedShop();
    await shop.setContacts(crowd(COUNT));
    const { report } = await shop.read(ALL, { provider: providerOf('omnisend@v5') });
    expect(report.notes).toEqual([
      { code: 'not-incremental', args: { why: 'cannot-list-changes', label: 'Omnisend v5' } },
    ]);
    await expect(stat(shop.file)).rejects.toThrow('ENOENT');
  });
});

test('a refused key is a problem of the account, and nothing more is sent', async () => {
  const shop = await openKept();
  await shop.script([{ status: 403, body: {} }]);
  const read = await shop.read(ALL);
  expect(read.report).toMatchObject({ complete: false, requests: 1, problem: { stops: true } });
  expect(read.people).toEqual([]);
  expect(kinds(read)).toEqual(['changes']);
  expect((await shop.read(ALL)).report.strategy).toBe('incremental');
});

test('an account of one page is listed, which is as cheap', async () => {
  const shop = await openCachedShop();
  await shop.setContacts(crowd(2));
  const asked = emails(3);
  await shop.read(asked);
  const { report } = await shop.read(asked);
  // One page, and a look-up of whom it does not show.
  expect(report).toMatchObject({ strategy: 'list', requests: 2 });
  expect(report.notes).toBeUndefined();
});

test('the live cache is private, and outdated files are deleted', async () => {
  const shop = await openKept();
  const directory = dirname(shop.file);
  expect((await stat(shop.file)).mode & 0o777).toBe(0o600);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  for (const name of ['another.ndjson', '.rollcall-left.tmp']) await writeFile(join(directory, name), 'somebody');
  // File times come from the real clock.
  shop.clock.ours = Date.now() + 2 * HOUR;
  await shop.read(ALL);
  expect((await readdir(directory)).toSorted()).toEqual(['another.ndjson', 'shop.ndjson']);
  shop.clock.ours = Date.now() + 8 * DAY;
  await shop.read(ALL);
  expect(await readdir(directory)).toEqual(['shop.ndjson']);
});
