// Incremental reading over HTTP: contacts that changed, were created or were deleted since the last reading. The contacts are those
// of a full listing, and no request is sent without need.

import { expect, test } from 'vitest';
import {
  ALL,
  type CachedShop,
  COUNT,
  change,
  crowd,
  DAY,
  emailOf,
  HOUR,
  idOf,
  kinds,
  openCachedShop,
  openKept,
  pass,
  without,
} from './cached-shop.ts';

test('the first reading lists everything, and says so', async () => {
  const shop = await openCachedShop();
  await shop.setContacts(crowd(COUNT));
  const { report, people } = await shop.read(ALL);
  expect(report).toMatchObject({ strategy: 'list', complete: true, requests: 6, seen: COUNT });
  expect(report.notes).toEqual([{ code: 'read-in-full', args: { why: 'nothing-cached' } }]);
  expect(report.cached).toBeUndefined();
  expect(people).toEqual(await shop.readAll());
});

test('nothing changed: one request, and all contacts are returned', async () => {
  const shop = await openKept();
  const read = await shop.read(ALL);
  expect(read.report).toMatchObject({ strategy: 'incremental', complete: true, seen: COUNT, requests: 1 });
  expect(read.report.cached).toEqual({ since: '2026-05-31T11:00:00Z', fullAt: '2026-06-01T12:00:00Z' });
  expect(kinds(read)).toEqual(['changes']);
  expect(read.people).toEqual(await shop.readAll());
});

test('changed and new contacts are returned as they are now, and cached', async () => {
  const shop = await openKept();
  const changed = change(shop.contacts(), 3, { firstName: 'New', phone: '+37060000003' });
  await shop.setContacts([...changed, { id: idOf(13), email: emailOf(13) }]);
  for (const _ of ['once', 'again']) {
    const read = await shop.read(ALL);
    expect(read.report).toMatchObject({ strategy: 'incremental', seen: COUNT + 1 });
    expect(read.people).toEqual(await shop.readAll());
    pass(shop, DAY);
  }
});

test('a contact with a changed email is found by the new one, and the old one is looked up', async () => {
  const shop = await openKept();
  await shop.setContacts(change(shop.contacts(), 3, { email: 'new@example.com' }));
  const read = await shop.read(ALL);
  expect(kinds(read)).toEqual(['changes', 'look-up']);
  expect(read.requests[1]?.query).toEqual([['email', emailOf(3)]]);
  expect(read.people).toEqual(await shop.readAll());
});

test('a deleted contact is still returned, until everything is read', async () => {
  const shop = await openKept();
  await shop.setContacts(without(shop.contacts(), 3));
  const read = await shop.read(ALL);
  expect(read.report).toMatchObject({
    strategy: 'incremental',
    seen: COUNT,
    cached: { fullAt: '2026-06-01T12:00:00Z' },
  });
  pass(shop, 7 * DAY);
  const full = await shop.read(ALL);
  expect(full.report).toMatchObject({
    strategy: 'list',
    notes: [{ code: 'read-in-full', args: { why: 'cache-too-old' } }],
  });
  expect(full.people.map(({ id }) => id)).not.toContain(idOf(3));
});

test('a contact that was deleted and created again is returned once, with the new id', async () => {
  const shop = await openKept();
  await shop.setContacts([...without(shop.contacts(), 3), { id: idOf(99), email: emailOf(3) }]);
  const read = await shop.read(ALL);
  expect(kinds(read)).toEqual(['changes', 'by id']);
  expect(read.people).toEqual(await shop.readAll());
});

test('a cached contact whose phone now belongs to another is looked up', async () => {
  const shop = await openCachedShop();
  const phone = '+37060000003';
  const owned = crowd(COUNT).map((contact) => (contact.id === idOf(3) ? { ...contact, phone } : contact));
  await shop.setContacts(owned);
  await shop.read(ALL);
  pass(shop, HOUR);
  await shop.setContacts(change(crowd(COUNT), 4, { phone }));
  const read = await shop.read(ALL);
  expect(read.people.filter(({ phones }) => phones.includes(phone)).map(({ id }) => id)).toEqual([idOf(4)]);
  expect(read.people).toEqual(await shop.readAll());
});

test('a declared contact that is neither cached nor changed is looked up by all its identifiers, and cached if it exists', async () => {
  const shop = await openKept();
  const hidden = { id: idOf(50), phone: '+37060000050', updatedAt: '2024-01-01T00:00:00Z' };
  await shop.setContacts([...shop.contacts(), hidden]);
  const asks = ALL.map((value) => ({ ask: { kind: 'email', value } as const, also: [] }));
  const also = [{ kind: 'phone', value: hidden.phone } as const];
  const found: (string | undefined)[] = [];
  const source = shop.incremental();
  const questions = [...asks, { ask: { kind: 'email', value: 'absent@example.com' } as const, also }];
  const report = await source.read(questions, ({ id }) => found.push(id));
  expect(report).toMatchObject({ strategy: 'incremental', requests: 3, complete: true });
  expect(found).toContain(hidden.id);
  pass(shop, DAY);
  const later = await shop.read(ALL);
  expect(later.people).toEqual(await shop.readAll());
});

test.each([1, 2, 3, 4, 5])('%i contacts changed at the same instant, filling whole pages or not', async (count) => {
  const shop = await openKept();
  let contacts = shop.contacts();
  for (let number = 1; number <= count; number += 1) contacts = change(contacts, number, { firstName: 'New' });
  await shop.setContacts(contacts);
  const read = await shop.read(ALL);
  // The newest change of the last reading is returned again in addition.
  expect(kinds(read)).toEqual(Array.from({ length: Math.ceil((count + 1) / 2) }, () => 'changes'));
  expect(read.people).toEqual(await shop.readAll());
});

test('a change at the very instant of the last reading is not lost', async () => {
  const shop = await openCachedShop();
  await shop.setContacts(crowd(COUNT));
  await shop.read(ALL);
  await shop.setContacts(change(shop.contacts(), 1, { firstName: 'At once' }));
  pass(shop, DAY);
  expect((await shop.read(ALL)).people).toEqual(await shop.readAll());
});

test.each([
  ['right', 0],
  ['three hours fast', 3 * HOUR],
  ['three hours slow', -3 * HOUR],
])('a change during the reading, on a page already read, is not lost; our clock is %s', async (_, skew) => {
  let shop: CachedShop | undefined;
  let pages = 0;
  let changing: Promise<void> | undefined;
  shop = await openCachedShop({
    observe({ method }, moment) {
      if (shop === undefined || moment !== 'received' || method !== 'GET') return undefined;
      pages += 1;
      // Every page takes half an hour, and a different contact is the newest at the end.
      pass(shop, HOUR / 2);
      if (pages === 2) changing = shop.setContacts(change(shop.contacts(), 1, { firstName: 'Meanwhile' }));
      if (pages === 5) changing = shop.setContacts(change(shop.contacts(), 11, { firstName: 'Newest' }));
      return undefined;
    },
  });
  shop.clock.ours += skew;
  await shop.setContacts(crowd(COUNT));
  await shop.read(ALL);
  await changing;
  pages = 100;
  pass(shop, DAY);
  const read = await shop.read(ALL);
  expect(read.report.strategy).toBe('incremental');
  expect(read.people.find(({ id }) => id === idOf(1))?.scalars.firstName).toBe('Meanwhile');
  expect(read.people).toEqual(await shop.readAll());
});

test('one or two contacts are looked up, and the cache stays unchanged', async () => {
  const shop = await openKept();
  const read = await shop.read(ALL.slice(0, 2));
  expect([read.report.strategy, read.report.notes]).toEqual(['look-up', undefined]);
  expect((await shop.read(ALL)).report.strategy).toBe('incremental');
});
