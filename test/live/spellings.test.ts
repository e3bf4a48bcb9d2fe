// Somebody who is not found by a look-up may be there in a spelling that no look-up asks for. After a complete listing that is known
// without another one.

import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LiveSource } from '../../src/live/source.ts';
import { rememberSpellings } from '../../src/live/spellings/index.ts';
import { decideAccount } from '../../src/plan/planner.ts';
import { account, desired, toPlan } from '../plan/subject.ts';
import { type CachedShop, crowd, DAY, HOUR, openCachedShop, pass } from './incremental/cached-shop.ts';

/** Six pages of two. */
const CROWD = crowd(11);
const ODD = { id: '66a0000000000000000000ff', email: 'Odd.One@example.com\u00a0' };
const PAGES = 6;

interface Opened {
  readonly shop: CachedShop;
  readonly file: string;
  /** Looks up, and remembers. */
  readonly source: LiveSource;
}

async function open(key = 'shop'): Promise<Opened> {
  const shop = await openCachedShop();
  await shop.setContacts([...CROWD, ODD]);
  pass(shop, HOUR);
  const file = join(dirname(shop.file), 'shop.spellings.json');
  return { shop, file, source: remembering(shop, file, key) };
}

function remembering(shop: CachedShop, file: string, key = 'shop'): LiveSource {
  const { everything, provider, clock } = shop;
  const source = rememberSpellings({ source: everything, provider, file, key, now: () => clock.ours });
  return {
    ...source,
    read: (questions, onContact, options) =>
      source.read(questions, onContact, { ...options, strategy: options?.strategy ?? 'look-up' }),
  };
}

const list = (source: LiveSource) => source.read([], () => {}, { strategy: 'list' });

/** Plans one declared person. */
async function plan(source: LiveSource, email: string) {
  const contact = desired({ key: `shop/${email}`, identifiers: { email }, scalars: { city: 'Ulm' } });
  const { decisions, reading, failures } = await decideAccount(account(), [toPlan(contact)], source);
  const [one] = decisions;
  const action = one?.decision.kind === 'change' ? one.decision.action : one?.decision.kind;
  return { action, requests: reading.requests, failures: failures.length };
}

test('without a listing before, the account is listed before a create', async () => {
  const { source } = await open();
  expect(await plan(source, 'new@example.com')).toEqual({ action: 'create', requests: 1 + PAGES, failures: 0 });
});

test('after a listing, the changes since then are enough', async () => {
  const { shop, source } = await open();
  await list(source);
  for (const _ of [1, 2]) {
    pass(shop, HOUR);
    expect(await plan(source, 'new@example.com')).toEqual({ action: 'create', requests: 1 + 1, failures: 0 });
  }
});

test('somebody in an unusual spelling is found, and not created a second time (F3)', async () => {
  const { source } = await open();
  await list(source);
  expect(await plan(source, 'odd.one@example.com')).toEqual({ action: 'update', requests: 1 + 1 + PAGES, failures: 0 });
});

test('so is somebody who came in such a spelling since the listing', async () => {
  const { shop, source } = await open();
  await list(source);
  pass(shop, HOUR);
  const later = { id: '66a0000000000000000000fe', email: 'late@example.com\u200b' };
  await shop.setContacts([...shop.contacts(), later]);
  expect(await plan(source, 'late@example.com')).toMatchObject({ action: 'update' });
  // What was read for that is remembered, too.
  pass(shop, DAY);
  expect(await plan(source, 'late@example.com')).toMatchObject({ action: 'update' });
});

describe('the account is listed all the same', () => {
  const LISTED = { action: 'create', requests: expect.any(Number), failures: 0 };
  async function expectListed(source: LiveSource): Promise<void> {
    const planned = await plan(source, 'new@example.com');
    expect(planned).toEqual(LISTED);
    expect(planned.requests).toBeGreaterThanOrEqual(1 + PAGES);
  }

  test.each<readonly [string, (opened: Opened) => unknown]>([
    ['a week after the listing', ({ shop }) => pass(shop, 8 * DAY)],
    ['if the clock was set back', ({ shop }) => pass(shop, -DAY)],
    ['if the file is gone', ({ file }) => rm(file)],
    ['if the file is damaged', async ({ file }) => writeFile(file, (await readFile(file, 'utf8')).slice(0, -5))],
    ['if others may write the file', ({ file }) => chmod(file, 0o644)],
    [
      'if the changes cannot be read',
      ({ shop }) => shop.script([{ match: { method: 'GET' }, skip: 1, status: 400, body: {} }]),
    ],
  ])('%s', async (_, spoil) => {
    const opened = await open();
    await list(opened.source);
    await spoil(opened);
    await expectListed(opened.source);
  });

  test('if the file is of another account', async () => {
    const { shop, file, source } = await open();
    await list(source);
    await expectListed(remembering(shop, file, 'outlet'));
  });
});

test('the file is private and names nobody', async () => {
  const { file, source } = await open();
  await list(source);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, 'utf8')).not.toMatch(/odd|example/i);
});

test('a listing with a contact that cannot be read is not remembered', async () => {
  const { shop, file } = await open();
  const args = { account: 'shop', what: 'a contact' };
  const problem = { code: 'malformed', args, stops: false, transient: false } as const;
  const source: LiveSource = {
    ...shop.everything,
    read: async (questions, onContact, options) => ({
      ...(await shop.everything.read(questions, onContact, options)),
      failed: new Map([['email:x@example.com', problem]]),
    }),
  };
  await list(rememberSpellings({ source, provider: shop.provider, file, key: 'shop', now: () => shop.clock.ours }));
  await expect(readFile(file)).rejects.toThrow('ENOENT');
});

test('a vendor that cannot list changes is listed', async () => {
  const shop = await openCachedShop();
  const { changes: _, ...reads } = shop.provider.capabilities.reads;
  const provider = { ...shop.provider, capabilities: { ...shop.provider.capabilities, reads } };
  const place = { file: 'none', key: '', now: () => 0 };
  expect(rememberSpellings({ source: shop.everything, provider, ...place })).toBe(shop.everything);
});
