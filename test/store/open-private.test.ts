import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPrivate } from '../../src/store/open-private.ts';
import { temporaryDirectory } from './temporary.ts';

test('a named pipe in the place of a file is not waited for', { timeout: 5_000 }, async () => {
  const path = join(temporaryDirectory(), 'pipe');
  execFileSync('mkfifo', ['-m', '600', path]);
  expect(await openPrivate(path)).toBe('untrusted');
});
