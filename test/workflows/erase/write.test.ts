// The manifests of an erasure are written together: the digest is never lost while entries that name the person are gone.
// Not among the fast tests, which share loaded modules, because it replaces one.
// @module-tag slow

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { AssignedFile } from '../../../src/manifest/assign/texts.ts';
import { writeErased } from '../../../src/workflows/erase/write.ts';
import { directoryWith } from '../../manifest/load.ts';

/** Whether each rename fails, in order; later ones do not fail. */
const failures: boolean[] = [];

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const rename: typeof original.rename = async (from, to) => {
    if (failures.shift() === true) throw Object.assign(new Error('broken'), { code: 'EIO' });
    await original.rename(from, to);
  };
  return { ...original, rename };
});

beforeEach(() => {
  failures.length = 0;
});

const OLD = { 'a.yaml': 'jane 1\n', 'b.yaml': 'jane 2\n' };
const CREATED = { name: 'erasures.yaml', text: 'erasures:\n' };

function edited(name: string, text: string): AssignedFile {
  return { file: { name, hash: createHash('sha256').update(text).digest('hex') }, text: 'nobody\n' } as AssignedFile;
}

async function erase(failing: readonly boolean[], files = Object.entries(OLD)) {
  const directory = await directoryWith(OLD);
  failures.push(...failing);
  const error: unknown = await writeErased(
    files.map(([name, text]) => edited(name, text)),
    CREATED,
    directory,
  ).catch((thrown: unknown) => thrown);
  const names = (await readdir(directory)).sort();
  const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')]));
  return { error, files: Object.fromEntries(texts) };
}

test('all of it is written', async () => {
  const { error, files } = await erase([]);
  expect([error, files]).toEqual([
    undefined,
    { 'a.yaml': 'nobody\n', 'b.yaml': 'nobody\n', 'erasures.yaml': CREATED.text },
  ]);
});

test('nothing is written if a file cannot be read', async () => {
  const { error, files } = await erase([], [...Object.entries(OLD), ['c.yaml', '']]);
  expect([error, files]).toEqual([expect.objectContaining({ code: 'store' }), OLD]);
});

test('nothing is written if the second file cannot be replaced', async () => {
  const { error, files } = await erase([false, true]);
  expect([error, files]).toEqual([expect.objectContaining({ code: 'store', reason: 'failed' }), OLD]);
});

test('the digest stays if the first file cannot be put back, either', async () => {
  const { error, files } = await erase([false, true, true]);
  expect([error, files]).toEqual([
    expect.objectContaining({ code: 'store', reason: 'partly' }),
    { 'a.yaml': 'nobody\n', 'b.yaml': 'jane 2\n', 'erasures.yaml': CREATED.text },
  ]);
});
