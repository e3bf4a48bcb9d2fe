// Files under .rollcall that hold an address, or the hash of one, are removed.

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { hashOf } from '../../../src/live/spellings/file.ts';
import { cleanStore } from '../../../src/workflows/erase/clean.ts';
import type { PersonIdentifiers } from '../../../src/workflows/erase/person.ts';
import { temporaryDirectory } from '../../store/temporary.ts';

function spellings(...identifiers: readonly string[]): string {
  return JSON.stringify({ salt: 'salt', hashes: identifiers.map((identifier) => hashOf(identifier, 'salt')) });
}

function person(email: readonly string[], phone: readonly string[], userId: readonly string[]): PersonIdentifiers {
  return { email: new Set(email), phone: new Set(phone), userId: new Set(userId) };
}

test('those that hold it, in any case of letters or as a hash, and no others', async () => {
  const store = temporaryDirectory();
  const files = {
    'live/shop.ndjson': '{"emails":["JANE@example.com"]}\n',
    'live/other.ndjson': '{"emails":["john@example.com"],"userId":"u10","updatedAt":"2026-11-12T10:00:00Z"}\n',
    'live/longer.ndjson': '{"note":"customer_jane@example.com-old"}\n',
    'live/news.ndjson': '{"phone":"+370 600 00001"}\n',
    'plans/a.json': '{"path":"/find?userId=u1"}\n',
    'spellings/app.json': spellings('email:john@example.com'),
    'spellings/news.json': '{',
    'spellings/outlet.json': spellings('phone:+37060000001'),
    'spellings/shop.json': spellings('email:john@example.com', 'email:jane@example.com'),
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(store, name)), { recursive: true });
    await writeFile(join(store, name), text);
  }
  expect(await cleanStore(store, person(['jane@example.com'], ['+37060000001', '12'], ['u1']))).toEqual({
    // One that cannot be read may hold it.
    removed: [
      'plans/a.json',
      'live/longer.ndjson',
      'live/news.ndjson',
      'live/shop.ndjson',
      'spellings/news.json',
      'spellings/outlet.json',
      'spellings/shop.json',
    ],
    encrypted: [],
    unresumable: [],
  });
});

/** The journal of an apply, in the store. */
async function journal(store: string, planId: string, reviewed: readonly string[] | null, ...more: readonly object[]) {
  const at = '2026-11-12T10:00:00Z';
  const started = { type: 'started', formatVersion: 3, planId, reviewed };
  const lines = [started, ...more].map((record) => `${JSON.stringify({ at, ...record })}\n`);
  await mkdir(join(store, 'journal'), { recursive: true });
  await writeFile(join(store, `journal/${planId}.ndjson`), lines.join(''));
}

test('an interrupted apply whose plan held it is told, and its journal stays; others can still be resumed', async () => {
  const store = temporaryDirectory();
  const [hers, reviewed, done, other] = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(64));
  await journal(store, `${hers}`, null);
  await journal(store, `${other}`, [`${reviewed}`]);
  await journal(store, `${'e'.repeat(64)}`, null);
  await journal(store, `${done}`, null, { type: 'finished' });
  await mkdir(join(store, 'plans'));
  for (const plan of [hers, reviewed, done]) await writeFile(join(store, `plans/${plan}.json`), '"jane@example.com"\n');
  for (const plan of [other, 'e'.repeat(64)]) await writeFile(join(store, `plans/${plan}.json`), '"kim@example.com"\n');
  const found = {
    removed: [hers, reviewed, done].map((plan) => `plans/${plan}.json`),
    encrypted: [],
    unresumable: [hers, other].map((plan) => `journal/${plan}.ndjson`),
  };
  const before = await readdir(join(store, 'plans'));
  // A dry run says what would be lost, and removes nothing.
  expect(await cleanStore(store, person(['jane@example.com'], ['12'], []), true)).toEqual(found);
  expect(await readdir(join(store, 'plans'))).toEqual(before);
  expect(await cleanStore(store, person(['jane@example.com'], ['12'], []))).toEqual(found);
  expect(await readdir(join(store, 'plans'))).toHaveLength(before.length - 3);
});
