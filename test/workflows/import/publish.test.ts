// The files of an import appear together or not at all, and replace nothing.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stageFiles } from '../../../src/workflows/import/publish.ts';

let scratch: string;
beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rollcall-publish-'));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

test('nothing is visible before all files are written', async () => {
  const staged = await stageFiles(join(scratch, 'shop'));
  await staged.add('a.yaml', 'a');
  await staged.add('b.yaml', 'b');
  const before = await readdir(join(scratch, 'shop'));
  expect(before).toEqual([expect.stringMatching(/^\.rollcall-import-/)]);
  await staged.publish();
  staged.discard();
  expect((await readdir(join(scratch, 'shop'))).sort()).toEqual(['a.yaml', 'b.yaml']);
  expect(await readFile(join(scratch, 'shop/b.yaml'), 'utf8')).toBe('b');
});

test('a file that appeared meanwhile is named and stays, and none of the others is written', async () => {
  const staged = await stageFiles(scratch);
  await staged.add('a.yaml', 'new');
  await staged.add('b.yaml', 'new');
  await writeFile(join(scratch, 'b.yaml'), 'mine');
  await expect(staged.publish()).rejects.toMatchObject({
    code: 'import',
    message: expect.stringContaining('b.yaml exists'),
  });
  staged.discard();
  expect(await readdir(scratch)).toEqual(['b.yaml']);
  expect(await readFile(join(scratch, 'b.yaml'), 'utf8')).toBe('mine');
});

test('a directory that was made for nothing is removed; one that was there stays', async () => {
  const made = await stageFiles(join(scratch, 'shop'));
  await made.add('a.yaml', 'a');
  made.discard();
  expect(await readdir(scratch)).toEqual([]);
  (await stageFiles(scratch)).discard();
  expect(await readdir(scratch)).toEqual([]);
});
