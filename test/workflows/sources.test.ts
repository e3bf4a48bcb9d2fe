// Looking at the files that contacts come from, and pinning them.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pinSource } from '../../src/manifest/edit/source.ts';
import { loadManifests } from '../../src/manifest/index.ts';
import { redactPreview, renderPreview } from '../../src/render/text/sources/preview.ts';
import { editManifests } from '../../src/workflows/edit/index.ts';
import { pinSources } from '../../src/workflows/sources/pin.ts';
import { previewSource } from '../../src/workflows/sources/preview.ts';
import { filesIn, manifest } from '../manifest/sources/beside.ts';

const SOURCE = '{ from: p.csv, key: email, fields: { email: Email, customProperties.n: { column: N, type: number } } }';
const TABLE = 'Email,N,Notes\njane@example.com,1.50,secret\nbad,x,\njoe@example.com,2,\n';

async function place(table = TABLE, source = SOURCE) {
  const root = await filesIn({ 'contacts.d/a.yaml': `${manifest(source)}# the end\n`, 'p.csv': table });
  return { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: Date.now };
}

describe('preview', () => {
  test('shows rows as entries, what is not read, and the mistakes', async () => {
    const options = await place();
    const { preview, diagnostics } = await previewSource('people', 1, options);
    expect(preview).toMatchObject({
      name: 'people',
      file: 'p.csv',
      pinned: false,
      accounts: ['shop'],
      key: ['Email'],
      ignored: ['Notes'],
      rows: 3,
      sample: [{ line: 2, column: 1, entry: { email: 'jane@example.com', customProperties: { n: 1.5 } } }],
    });
    expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '3:1 invalid-email',
      '3:5 invalid-cell',
    ]);
    if (preview === undefined) throw new Error('there is a preview');
    expect(renderPreview(preview)).toContain('customProperties.n  ← N (number)\n  not read: Notes\n');
    expect(renderPreview(redactPreview(preview))).not.toMatch(/jane|1\.5/);
  });

  test('says why a file cannot be read, and which sources there are', async () => {
    const { preview, diagnostics } = await previewSource('people', 5, await place('Email;N\n'));
    expect(preview?.rows ?? 0).toBe(0);
    expect(diagnostics.map(({ code }) => code)).toContain('source-column');
    await expect(previewSource('folks', 5, await place())).rejects.toMatchObject({
      code: 'unknown-source',
      hint: 'there is people',
    });
  });
});

describe('pin', () => {
  test('writes the digest, and nothing else; then another file is refused', async () => {
    const options = await place('Email,N\njane@example.com,1\n');
    const path = join(options.workingDirectory, 'contacts.d/a.yaml');
    const before = await readFile(path, 'utf8');
    const [pinned] = await pinSources([], options);
    expect(pinned).toMatchObject({ name: 'people', file: 'p.csv', changed: true });
    const text = await readFile(path, 'utf8');
    expect(text).toBe(before.replace(' }\n# the end', `, sha256: ${pinned?.sha256} }\n# the end`));
    expect((await loadManifests({ ...options, frozen: true })).diagnostics).toEqual([]);
    expect(await pinSources(['people'], options)).toMatchObject([{ changed: false }]);
    await writeFile(join(options.workingDirectory, 'p.csv'), 'Email,N\njoe@example.com,1\n');
    expect((await loadManifests(options)).diagnostics.map(({ code }) => code)).toEqual(['source-digest']);
    expect((await previewSource('people', 5, options)).preview).toMatchObject({ rows: 1, pinned: false });
    await pinSources(['people'], options);
    expect((await loadManifests(options)).diagnostics).toEqual([]);
  });

  test.each([
    [
      'block layout',
      'sources:\n  people: # x\n    from: p.csv\n    key: email # key\n\n  other: {}\n',
      /key: email # key\n {4}sha256: "?0{64}"?\n\n {2}other/,
    ],
    [
      'a digest that is there',
      `sources: { people: { sha256: ${'1'.repeat(64)}, key: a } }`,
      /sha256: "?0{64}"?, key: a/,
    ],
    ['CRLF', 'sources:\r\n  people:\r\n    from: p.csv\r\n', /from: p\.csv\r\n {4}sha256: "?0{64}"?\r\n$/],
  ])('keeps %s', async (_, text, expected) => {
    const result = await pinSource({ format: 'yaml', text }, 'people', '0'.repeat(64));
    expect(result).toEqual({ ok: true, text: expect.stringMatching(expected) });
  });

  test('in JSON', async () => {
    const text = '{\n  "sources": {\n    "people": { "from": "p.csv" }\n  }\n}\n';
    const result = await pinSource({ format: 'json', text }, 'people', 'a'.repeat(64));
    expect(result).toEqual({ ok: true, text: text.replace('p.csv"', `p.csv", "sha256": "${'a'.repeat(64)}"`) });
  });
});

test('a value of a row is not set in a manifest: the row is named', async () => {
  const options = await place('Email,N\njane@example.com,1\n');
  const loaded = await loadManifests(options);
  for (const [path, hint] of [
    [['firstName'], 'change the data where the file comes from'],
    [['channels', 'email', 'status'], /or list the person under `suppressions:`/],
  ] as const) {
    const edit = editManifests(loaded, [{ contact: 'shop/jane@example.com', path, value: 'x' }], options);
    await expect(edit).rejects.toMatchObject({
      code: 'cannot-edit',
      message: expect.stringContaining('shop/jane@example.com is declared by the row p.csv:2, so'),
      hint: typeof hint === 'string' ? hint : expect.stringMatching(hint),
    });
  }
});
