import { describe, expect, test } from 'vitest';
import { extractFile } from '../../../src/action/github/unzip.ts';
import { zip } from '../../helpers/zip.ts';

/** Written by Python's zipfile to a stream that cannot seek: `plan.age` is stored, `b.txt` deflated. */
const BY_PYTHON = Buffer.from(
  'UEsDBBQACAAAAAAAIVwAAAAAAAAAAAAAAAAIAAAAcGxhbi5hZ2VhZ2UtZW5jcnlwdGlvbi5vcmcvdjEgYWdlLWVuY3J5cHRpb24ub3JnL3YxIGFnZS1lbmNyeXB0aW9uLm9yZy92MSBQSwcIMW84ckIAAABCAAAAUEsDBBQACAAIAAAAIVwAAAAAAAAAAAAAAAAFAAAAYi50eHSrqBgeAABQSwcIpmvLfgYAAADIAAAAUEsBAhQDFAAIAAAAAAAhXDFvOHJCAAAAQgAAAAgAAAAAAAAAAAAAAIABAAAAAHBsYW4uYWdlUEsBAhQDFAAIAAgAAAAhXKZry34GAAAAyAAAAAUAAAAAAAAAAAAAAIABeAAAAGIudHh0UEsFBgAAAAACAAIAaQAAALEAAAAAAA==',
  'base64',
);

describe('a file of an archive', () => {
  test('is extracted, stored or deflated', () => {
    expect(extractFile(BY_PYTHON, 'plan.age')?.toString()).toBe('age-encryption.org/v1 '.repeat(3));
    expect(extractFile(BY_PYTHON, 'b.txt')?.toString()).toBe('x'.repeat(200));
  });

  test('is extracted though it is empty, or large, or the archive has a comment', () => {
    const large = Buffer.alloc(3_000_000, 'plan ');
    const archive = Buffer.concat([zip({ empty: Buffer.alloc(0), large }), Buffer.from('a comment')]);
    expect(extractFile(archive, 'empty')).toEqual(Buffer.alloc(0));
    expect(extractFile(archive, 'large')?.equals(large)).toBe(true);
  });

  test.each<[string, Buffer]>([
    ['is not there', zip({ other: Buffer.from('x') })],
    ['is in no archive', Buffer.from('<html>')],
    ['is in nothing', Buffer.alloc(0)],
  ])('that %s is none', (_, archive) => {
    expect(extractFile(archive, 'plan.age')).toBeUndefined();
  });

  test('of a damaged archive is the same or none, whichever byte is damaged or wherever it ends', {
    tags: ['slow'],
  }, () => {
    const whole = extractFile(BY_PYTHON, 'b.txt');
    for (let at = 0; at < BY_PYTHON.length; at += 1) {
      const damaged = Buffer.from(BY_PYTHON);
      damaged[at] = (damaged[at] ?? 0) ^ 0x41;
      for (const archive of [damaged, BY_PYTHON.subarray(0, at)]) {
        const found = extractFile(archive, 'b.txt');
        if (found !== undefined) expect(found).toEqual(whole);
      }
    }
  });
});
