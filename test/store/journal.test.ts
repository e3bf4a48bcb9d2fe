import { appendFile, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJournal, readJournal } from '../../src/store/journal.ts';
import { temporaryDirectory } from './temporary.ts';

async function linesOf(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of readJournal(path)) lines.push(line);
  return lines;
}

test('a line is in the file once its promise resolves, and only its owner can read it', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  const journal = await openJournal(path);
  await journal.append('{"n":1}');
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await journal.close();
});

test('many lines appended at once stay in order', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  const journal = await openJournal(path);
  const wanted = Array.from({ length: 5_000 }, (_, n) => `{"n":${n}}`);
  await Promise.all(wanted.map((line) => journal.append(line)));
  await journal.close();
  expect(await linesOf(path)).toEqual(wanted);
});

test('close waits for what was appended', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  const journal = await openJournal(path);
  const durable = journal.append('late');
  await journal.close();
  await durable;
  expect(await linesOf(path)).toEqual(['late']);
});

test('an incomplete last line is not read, and is removed before the next append', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  await writeFile(path, `one\n${'x'.repeat(200_000)}`);
  expect(await linesOf(path)).toEqual(['one']);
  const journal = await openJournal(path);
  await journal.append('two');
  await journal.close();
  expect(await linesOf(path)).toEqual(['one', 'two']);
});

test('a file with a single incomplete line becomes empty', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  await writeFile(path, '{"type":"star');
  await (await openJournal(path)).close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('reads characters that span two chunks', async () => {
  const path = join(temporaryDirectory(), 'j.ndjson');
  const line = 'ž'.repeat(100_001);
  await appendFile(path, `a${line}\n`);
  expect(await linesOf(path)).toEqual([`a${line}`]);
});

test('appending to a deleted journal fails', async () => {
  const directory = temporaryDirectory();
  const path = join(directory, 'j.ndjson');
  const journal = await openJournal(path);
  await journal.append('one');
  await rm(path);
  await expect(journal.append('two')).rejects.toMatchObject({ code: 'store', reason: 'missing' });
  await expect(journal.append('three')).rejects.toMatchObject({ code: 'store' });
  await journal.close();
});

test.runIf(process.platform === 'linux')('on a full disk the line and every later one fail', async () => {
  const journal = await openJournal('/dev/full').catch((error: unknown) => error);
  expect(journal).toMatchObject({ code: 'store' });
  const openFiles = await readdir('/proc/self/fd').then((names) =>
    Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => ''))),
  );
  expect(openFiles).not.toContain('/dev/full');
});

test('a missing directory and a link are errors with a hint', async () => {
  const directory = temporaryDirectory();
  await expect(openJournal(join(directory, 'gone/j.ndjson'))).rejects.toMatchObject({
    code: 'store',
    reason: 'missing',
  });
  await writeFile(join(directory, 'elsewhere'), 'kept');
  await symlink(join(directory, 'elsewhere'), join(directory, 'link'));
  await expect(openJournal(join(directory, 'link'))).rejects.toMatchObject({ code: 'store' });
  expect(await readFile(join(directory, 'elsewhere'), 'utf8')).toBe('kept');
  await expect(linesOf(join(directory, 'none'))).rejects.toMatchObject({ code: 'store', reason: 'missing' });
});
