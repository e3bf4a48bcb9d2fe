// Files as Windows writes them. Each reader takes a byte order mark, and calls UTF-16 by its name with what to do.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkplace, type Workplace } from '../helpers/rollcall.ts';

const MANIFEST = `accounts:
  shop: { provider: omnisend, apiVersion: "2026-03-15", apiKey: "\${SHOP_KEY}", limits: { minContacts: 0 } }
contacts:
  - { email: ana@example.com, firstName: Žana }
`;

let place: Workplace;
const texts = new Map<string, string>();

beforeAll(async () => {
  place = await openWorkplace();
  await place.write('contacts.d/a.yaml', MANIFEST);
  const made = [
    await place.rollcall('plan', '--sandbox', '--out', 'plan.json'),
    await place.rollcall('snapshot', '--sandbox', '--out', 'live.ndjson'),
  ];
  expect(made.map(({ code }) => code)).toEqual([0, 0]);
  for (const file of ['plan.json', 'live.ndjson']) texts.set(file, await readFile(join(place.directory, file), 'utf8'));
  texts.set('a.yaml', MANIFEST).set('a.json', '{"contacts":[]}').set('a.ndjson', '{"email":"bo@example.com"}\n');
  texts.set('secrets.env', 'SHOP_KEY=key-0123456789\n').set('keys.txt', 'ana@example.com\n');
});
afterAll(() => place.remove());

interface Reader {
  readonly file: string;
  readonly args: readonly string[];
  readonly code: string;
  readonly hint: string;
}

const READERS: readonly Reader[] = [
  { file: 'plan.json', args: ['show', 'IN'], code: 'plan-file', hint: '--out FILE' },
  { file: 'plan.json', args: ['apply', 'IN', '--sandbox', '--auto-approve'], code: 'plan-file', hint: '--out FILE' },
  { file: 'live.ndjson', args: ['plan', '--live', 'IN', '--base', 'none'], code: 'snapshot', hint: '--out FILE' },
  {
    file: 'secrets.env',
    args: ['validate', '--secrets', 'IN'],
    code: 'secrets-file',
    hint: 'Set-Content -Encoding utf8',
  },
  {
    file: 'keys.txt',
    args: ['validate', '--contacts-from', 'IN'],
    code: 'contacts-file',
    hint: 'Set-Content -Encoding utf8',
  },
];

describe.each(READERS)('$file, read by $args', ({ file, args, code, hint }) => {
  const run = async (bytes: string | Uint8Array, ...more: readonly string[]) => {
    await place.write(`in-${file}`, bytes);
    return place.rollcall(...args.map((word) => (word === 'IN' ? `in-${file}` : word)), ...more);
  };

  test('with a byte order mark', async () => {
    const { code: exitCode, stderr } = await run(`\ufeff${texts.get(file)}`);
    expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('error')]);
  });

  test('in UTF-16', async () => {
    const { code: exitCode, stdout, stderr } = await run(Buffer.from(`\ufeff${texts.get(file)}`, 'utf16le'), '--json');
    expect([exitCode, stderr]).toEqual([1, '']);
    const { error } = JSON.parse(stdout);
    expect(error).toMatchObject({ code, message: `in-${file} is UTF-16 text, as Windows PowerShell writes it` });
    expect(error.hint).toContain(hint);
  });
});

describe.each(['a.yaml', 'a.json', 'a.ndjson'])('a manifest, %s', (file) => {
  const validate = async (bytes: string | Uint8Array) => {
    const other = await openWorkplace();
    try {
      await other.write(`contacts.d/${file}`, bytes);
      if (file !== 'a.yaml') await other.write('contacts.d/accounts.yaml', MANIFEST);
      return await other.rollcall('validate');
    } finally {
      await other.remove();
    }
  };

  test('with a byte order mark', async () => {
    const { code, stdout } = await validate(`\ufeff${texts.get(file)}`);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Valid: /)]);
  });

  test('in UTF-16', async () => {
    const { code, stderr } = await validate(Buffer.from(`\ufeff${texts.get(file)}`, 'utf16le'));
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('This file is UTF-16 text, as Windows PowerShell writes it'),
    ]);
    expect(stderr).toContain('Set-Content -Encoding utf8');
  });
});
