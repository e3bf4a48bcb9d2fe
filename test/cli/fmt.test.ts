// rollcall fmt, as a user runs it.

import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const BEFORE = `# people of the shop

contacts:
- { city: 'Oslo', email: "jane@example.com" } # a friend
accounts:
  shop: { provider: omnisend, apiKey: "\${SHOP_KEY}" }
`;
const AFTER = `# people of the shop

accounts:
  shop:
    provider: omnisend
    apiKey: \${SHOP_KEY}
contacts:
  # a friend
  - email: jane@example.com
    city: Oslo
`;

let place: Workplace;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write('contacts.d/all.yaml', BEFORE);
});

afterEach(() => place.remove());

async function read(file: string): Promise<string> {
  return readFile(join(place.directory, file), 'utf8');
}

describe('rollcall fmt', () => {
  test('rewrites a file once, and keeps its mode', async () => {
    await chmod(join(place.directory, 'contacts.d/all.yaml'), 0o640);
    const run = await place.rollcall('fmt');
    expect(run).toEqual({ code: 0, stdout: 'contacts.d/all.yaml\n1 of 1 file formatted.\n', stderr: '' });
    expect(await read('contacts.d/all.yaml')).toBe(AFTER);
    expect((await stat(join(place.directory, 'contacts.d/all.yaml'))).mode & 0o777).toBe(0o640);
    expect(await place.rollcall('fmt')).toEqual({ code: 0, stdout: '0 of 1 file formatted.\n', stderr: '' });
  });

  test('--check writes nothing, and exits with 1 as long as a file would change', async () => {
    const run = await place.rollcall('fmt', '--check');
    expect(run).toEqual({ code: 1, stdout: 'contacts.d/all.yaml\n1 of 1 file would change.\n', stderr: '' });
    expect(await read('contacts.d/all.yaml')).toBe(BEFORE);
    await place.rollcall('fmt');
    expect((await place.rollcall('fmt', '--check')).code).toBe(0);
  });

  test('leaves a file with a mistake alone, and names it without its values', async () => {
    await place.write('contacts.d/broken.yaml', 'contacts:\n- email: "secret@example.com\n');
    const run = await place.rollcall('fmt', '--redact');
    expect(run.code).toBe(1);
    expect(run.stderr).toBe(
      'contacts.d/broken.yaml: left alone, because it has 1 mistake; rollcall validate shows them\n',
    );
    expect(await read('contacts.d/broken.yaml')).toContain('secret@example.com');
    expect(await read('contacts.d/all.yaml')).toBe(AFTER);
  });

  test('masks the name of a file that is an address', async () => {
    await place.write('contacts.d/jane@example.com.yaml', 'contacts:\n- email: jane@example.com\n  city: x\n');
    await place.write('contacts.d/omar@example.com.yaml', 'contacts:\n- email: "omar\n');
    for (const flags of [['--check'], ['--check', '--json']]) {
      const run = await place.rollcall('fmt', ...flags, '--redact');
      expect(run.stdout + run.stderr).toContain('‹file›');
      expect(run.stdout + run.stderr).not.toContain('@example.com');
    }
  });

  test('--json prints one document', async () => {
    await place.write('contacts.d/broken.yaml', 'contacts:\n- email: "b\n');
    const run = await place.rollcall('fmt', '--check', '--json');
    expect(JSON.parse(run.stdout)).toEqual({
      files: 2,
      changed: ['contacts.d/all.yaml'],
      leftAlone: [{ file: 'contacts.d/broken.yaml', why: 'mistakes', mistakes: 1 }],
    });
    expect([run.code, run.stderr]).toEqual([1, '']);
  });

  test('asks for no credentials', async () => {
    expect((await place.rollcall('fmt')).code).toBe(0);
  });

  test('of a directory that does not exist is an error', async () => {
    const run = await place.rollcall('fmt', '-d', 'nowhere');
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('there is no directory nowhere')]);
  });
});
