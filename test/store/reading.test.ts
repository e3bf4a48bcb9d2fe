// The reading of a saved plan counts once, for that plan alone, and only if this user kept it here.

import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepReading, takeReading } from '../../src/store/reading.ts';
import { temporaryDirectory } from './temporary.ts';

const PLAN = 'a'.repeat(64);

test('it is taken once', async () => {
  const store = temporaryDirectory();
  await keepReading(store, { plan: PLAN, readAt: 1000 });
  expect(await takeReading(store, PLAN)).toBe(1000);
  expect(await takeReading(store, PLAN)).toBeUndefined();
});

test('whoever applies another plan takes it away: that plan may change what was read', async () => {
  const store = temporaryDirectory();
  await keepReading(store, { plan: PLAN, readAt: 1000 });
  expect(await takeReading(store, 'b'.repeat(64))).toBeUndefined();
  expect(await readdir(store)).toEqual([]);
  expect(await takeReading(store, PLAN)).toBeUndefined();
});

test('only the plan that was saved last has one', async () => {
  const store = temporaryDirectory();
  await keepReading(store, { plan: PLAN, readAt: 1000 });
  await keepReading(store, { plan: 'b'.repeat(64), readAt: 2000 });
  expect(await takeReading(store, 'b'.repeat(64))).toBe(2000);
});

test('a file that others may read was brought by a checkout, perhaps', async () => {
  const store = temporaryDirectory();
  await keepReading(store, { plan: PLAN, readAt: 1000 });
  await chmod(join(store, 'reading.json'), 0o644);
  expect(await takeReading(store, PLAN)).toBeUndefined();
});

test.each(['', '[]', 'null', '{"plan":1,"readAt":2}', `{"plan":"${PLAN}","readAt":"now"}`])(
  'what is not a reading does not count: %s',
  async (text) => {
    const store = temporaryDirectory();
    await writeFile(join(store, 'reading.json'), text, { mode: 0o600 });
    expect(await takeReading(store, PLAN)).toBeUndefined();
  },
);

test('a store that is not there is no failure', async () => {
  const store = join(temporaryDirectory(), 'none');
  await keepReading(store, { plan: PLAN, readAt: 1000 });
  expect(await takeReading(store, PLAN)).toBeUndefined();
});
