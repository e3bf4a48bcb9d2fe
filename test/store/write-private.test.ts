import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HintedError, hasCode } from '../../src/contact/hinted-error.ts';
import { sentence } from '../../src/contact/sentence.ts';
import { toStoreError } from '../../src/store/store-error.ts';
import { writePrivate } from '../../src/store/write-private.ts';
import { temporaryDirectory } from './temporary.ts';

async function refusal(work: Promise<unknown>): Promise<HintedError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (!hasCode(error, 'store')) throw new Error(`not a failure of the store: ${error}`);
  return error;
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

describe('writePrivate', () => {
  it('writes a private file, and leaves no other file behind', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'plan.json');
    await writePrivate(path, '{"ž":1}');
    expect(readFileSync(path, 'utf8')).toBe('{"ž":1}');
    expect(mode(path)).toBe('600');
    expect(readdirSync(directory)).toEqual(['plan.json']);
  });

  it('replaces a file and its mode, but not its hard links', async () => {
    const directory = temporaryDirectory();
    const path = join(directory, 'plan.json');
    writeFileSync(path, 'old', { mode: 0o644 });
    linkSync(path, join(directory, 'other'));
    await writePrivate(path, 'new', { durable: false });
    expect([readFileSync(path, 'utf8'), mode(path)]).toEqual(['new', '600']);
    expect(readFileSync(join(directory, 'other'), 'utf8')).toBe('old');
  });

  it('writes a stream with pieces of any size', async () => {
    const path = join(temporaryDirectory(), 'plan.json');
    const pieces = ['', 'a', 'b'.repeat(300_000), 'c', 'd'.repeat(5)];
    async function* stream() {
      yield* pieces;
    }
    await writePrivate(path, stream());
    expect(readFileSync(path, 'utf8')).toBe(pieces.join(''));
    await writePrivate(path, pieces.slice(1, 2));
    expect(readFileSync(path, 'utf8')).toBe('a');
  });

  it.each([
    ['an unexpected error', new Error('no more')],
    ['a HintedError, whose code is not a system code', new HintedError('snapshot', sentence`no more`)],
  ])('keeps the old content when the stream fails, and passes on its error: %s', async (_, failure) => {
    const directory = temporaryDirectory();
    const path = join(directory, 'plan.json');
    writeFileSync(path, 'old');
    async function* failing() {
      yield 'half';
      throw failure;
    }
    await expect(writePrivate(path, failing())).rejects.toBe(failure);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['plan.json']);
  });

  it('refuses a directory, a link and a missing directory, with a hint', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'sub'));
    writeFileSync(join(directory, 'victim'), 'mine');
    symlinkSync(join(directory, 'victim'), join(directory, 'link'));
    symlinkSync(join(directory, 'nowhere'), join(directory, 'dangling'));

    const asDirectory = await refusal(writePrivate(join(directory, 'sub'), 'x'));
    expect(asDirectory).toMatchObject({ code: 'store', reason: 'not-a-file', hint: 'name a file' });
    expect(asDirectory.message).toBe(`cannot write ${join(directory, 'sub')}: it is a directory`);
    expect(await refusal(writePrivate(join(directory, 'link'), 'x'))).toMatchObject({
      code: 'store',
      reason: 'not-a-file',
    });
    expect(await refusal(writePrivate(join(directory, 'dangling'), 'x'))).toMatchObject({
      code: 'store',
      reason: 'not-a-file',
    });
    expect(readFileSync(join(directory, 'victim'), 'utf8')).toBe('mine');
    expect(readlinkSync(join(directory, 'link'))).toBe(join(directory, 'victim'));

    const missing = await refusal(writePrivate(join(directory, 'no', 'plan.json'), 'x'));
    expect(missing).toMatchObject({
      reason: 'missing',
      message: expect.stringContaining(join(directory, 'no', 'plan.json')),
    });
    expect((await refusal(writePrivate(join(directory, 'victim', 'plan.json'), 'x'))).reason).toBe('missing');
  });

  it.runIf(existsSync('/dev/full'))('writes to a device without replacing it, and says when it is full', async () => {
    await writePrivate('/dev/null', 'x');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const full = await refusal(writePrivate('/dev/full', 'x'));
    expect(full.reason).toBe('full');
    expect(full.message).toBe('cannot write /dev/full: no space left on the device');
  });
});

describe('system errors', () => {
  it.each([
    ['EACCES', 'denied'],
    ['EPERM', 'denied'],
    ['EROFS', 'read-only'],
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EFBIG', 'full'],
    ['ENOENT', 'missing'],
    ['EIO', 'failed'],
  ])('%s', (code, expected) => {
    const error = toStoreError(Object.assign(new Error('x'), { code }), 'write', '/a/b');
    expect(error).toMatchObject({ code: 'store', reason: expected, message: expect.stringContaining('/a/b') });
    expect(error.message).toMatch(/^cannot write \/a\/b: /);
    expect(error.hint).not.toBe('');
  });
});
