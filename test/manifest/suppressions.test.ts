// People who must not be mailed: what the manifests and the files beside them say.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { digestOf } from '../../src/manifest/suppressions/digest.ts';
import { guardOf } from '../../src/manifest/suppressions/guard.ts';
import { diagnosticsWithWords } from '../../src/render/words/diagnostics.ts';
import { compareParsers } from './compare-readers.ts';
import { load, NOW, ONE_ACCOUNT, withoutEmptiness } from './load.ts';

const DIGEST = `k1:${'0a'.repeat(32)}`;

/** Loads a directory of manifests that lies beside other files. */
async function loadBeside(manifest: string, files: Readonly<Record<string, string | Uint8Array>>) {
  const root = await mkdtemp(join(tmpdir(), 'rollcall-suppressions-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const all = { 'contacts.d/a.yaml': `${ONE_ACCOUNT}${manifest}`, ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(join(root, name), text);
  }
  const options = { directory: 'contacts.d', workingDirectory: root, environment: { SHOP_KEY: 'k' }, now: () => NOW };
  return { root, options, ...(await loadManifests(options)) };
}

test('are named by an address, a number or a digest, in any spelling, in every format', async () => {
  const listed = [
    { email: 'Jane@Example.com', reason: 'asked by phone' },
    { phone: '+1 416 555 0132', accounts: ['shop'] },
    { digest: DIGEST },
  ];
  const yaml = `suppressions:\n${listed.map((one) => `  - ${JSON.stringify(one)}\n`).join('')}`;
  for (const files of [
    { 'a.yaml': `${ONE_ACCOUNT}${yaml}` },
    { 'a.yaml': ONE_ACCOUNT, 'b.json': JSON.stringify({ suppressions: listed }) },
    {
      'a.yaml': `${ONE_ACCOUNT}suppressions:\n  - &x { email: jane@example.com }\n  - phone: "+14165550132"\n    accounts: [shop]\n  - digest: ${DIGEST}\n`,
    },
  ]) {
    const { configuration, whole, diagnostics } = await load(files, {
      environment: { SHOP_KEY: 'k', ROLLCALL_DIGEST_KEY_K1: '0123456789abcdef' },
    });
    expect(withoutEmptiness(diagnostics)).toEqual([]);
    expect(configuration.suppressions).toMatchObject([
      { kind: 'email', value: 'jane@example.com' },
      { kind: 'phone', value: '+14165550132', accounts: ['shop'] },
      { kind: 'digest', value: DIGEST },
    ]);
    expect(whole.suppressions).toEqual(configuration.suppressions);
  }
});

test.each([
  ['suppressions: [{ reason: none }]', 'suppression-form', 3, 16],
  ['suppressions: [{ email: a@x.co, phone: "+14165550132" }]', 'suppression-form', 3, 33],
  ['suppressions: [{ phone: 416-555-0132 }]', 'invalid-phone', 3, 25],
  ['suppressions: [{ email: a@x.co, column: Email }]', 'suppression-form', 3, 33],
  ['suppressions: [{ email: nobody }]', 'invalid-email', 3, 25],
  ['suppressions: [{ phone: "5550132" }]', 'invalid-phone', 3, 25],
  ['suppressions: [{ digest: k1:123 }]', 'invalid-value', 3, 26],
  ['suppressions: [{ email: a@x.co, accounts: [shpo] }]', 'unknown-account', 3, 44],
  ['suppressions: [{ email: a@x.co, until: 2027 }]', 'unknown-field', 3, 33],
  ['suppressions: { email: a@x.co }', 'wrong-type', 3, 15],
  ['suppressions: [{ from: data/none.csv }]', 'suppression-file', 3, 24],
  ['suppressions: [{ from: ../../etc/hosts }]', 'suppression-file', 3, 24],
  ['suppressions: [{ from: /etc/hosts }]', 'suppression-file', 3, 24],
])('%s is %s', async (text, code, line, column) => {
  const { diagnostics } = await load({ 'a.yaml': `${ONE_ACCOUNT}${text}\n` });
  const found = diagnosticsWithWords(withoutEmptiness(diagnostics));
  expect(found).toMatchObject([{ code, line, column, severity: 'error' }]);
  expect(found[0]?.hint ?? '').not.toBe('');
});

describe('in a file beside the manifests', () => {
  const from = (name: string, more = '') => `suppressions: [{ from: data/${name}${more} }]\n`;

  test.each([
    ['list.txt', 'jane@example.com\n\n# a comment\n  +1 416 555 0132 \r\n', ''],
    ['list.csv', 'Name,email,phone\n"Doe, Jane",Jane@Example.com,\nKim,,+14165550132\n', ''],
    ['list.tsv', 'phone\temail\n\tjane@example.com\n+14165550132\t\n', ''],
    ['list.csv', 'Address;Reason\njane@example.com;"two\nlines"\n+14165550132;x\n', ', column: Address'],
    ['list.ndjson', '{"email":"jane@example.com","reason":"x"}\n{"phone":"+14165550132"}\n', ''],
    ['list.jsonl', '{"who":"jane@example.com"}\n{"who":"+14165550132"}\n', ', column: who'],
  ])('%s is read: %j', async (name, text, more) => {
    const { configuration, diagnostics } = await loadBeside(from(name, more), { [`data/${name}`]: text });
    expect(withoutEmptiness(diagnostics)).toEqual([]);
    expect(configuration.suppressions?.map(({ kind, value }) => `${kind} ${value}`).sort()).toEqual([
      'email jane@example.com',
      'phone +14165550132',
    ]);
    expect(configuration.suppressions?.[0]?.source.file).toBe(`data/${name}`);
  });

  test('mistakes are named by file, line and column', async () => {
    const text = 'email\njane@example.com\nnobody\n';
    const { diagnostics } = await loadBeside(from('list.csv'), { 'data/list.csv': text });
    expect(withoutEmptiness(diagnostics)).toMatchObject([
      { code: 'invalid-email', file: 'data/list.csv', line: 3, column: 1, endColumn: 7, snippet: 'nobody' },
    ]);
  });

  test.each([
    ['list.csv', 'Name\nJane\n', 'column'],
    ['list.ndjson', 'jane@example.com\n', 'line'],
    ['list.txt', new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 'text'],
  ])('%s that names nobody is a mistake', async (name, text, why) => {
    const { diagnostics } = await loadBeside(from(name), { [`data/${name}`]: text });
    expect(withoutEmptiness(diagnostics)).toMatchObject([{ code: 'suppression-file', args: { why } }]);
  });

  test.each([
    ['a quote that is never closed', 'list.csv', 'name,email\n"A,a@x.co\nB,b@x.co\n', '2:2 unclosed-cell'],
    [
      'a quote that closes in a later row',
      'list.csv',
      'email,name\na@x.co,"A\nb@x.co,"B"\nc@x.co,C\n',
      '2:1 invalid-quote',
    ],
    ['a delimiter without quotes', 'list.csv', 'name,city,email\nDoe, Jane,Oslo,a@x.co\n', '2:1 ragged-row'],
    ['a row that is cut short', 'list.csv', 'name,email\nJane\n', '2:1 ragged-row'],
    ['a list that begins like a table', 'list.txt', '# all, email\na@x.co\n', '2:1 ragged-row'],
    ['a key twice', 'list.ndjson', '{"email":"a@x.co","email":"b@x.co"}\n', '1:19 duplicate-key'],
    ['a list of addresses', 'list.ndjson', '{"phone":"+14165550132","email":["a@x.co"]}\n', '1:1 suppression-file'],
    ['a bad line among others', 'list.ndjson', '{"email":"a@x.co"}\n\n{"email"\n', '3:1 suppression-file'],
  ])('%s hides nobody', async (_, name, text, place) => {
    const { diagnostics } = await loadBeside(from(name), { [`data/${name}`]: text });
    const found = withoutEmptiness(diagnostics).map(({ line, column, code }) => `${line}:${column} ${code}`);
    expect(found).toContain(place);
  });

  test('names of members are those of columns, in any case', async () => {
    const { configuration } = await loadBeside(from('list.ndjson'), {
      'data/list.ndjson': '{"Email":"jane@example.com","phone":"+14165550132"}\n{"email":null,"phone":""}\n',
    });
    expect(configuration.suppressions).toMatchObject([
      { kind: 'email', value: 'jane@example.com' },
      { kind: 'phone', value: '+14165550132' },
    ]);
  });

  test('of a list that is wrong in every line, a thousand mistakes are listed, each cut to a readable length', async () => {
    const text = `${'x'.repeat(200_000)}@\n${'nobody\n'.repeat(3000)}`;
    const { diagnostics } = await loadBeside(from('list.txt'), { 'data/list.txt': text });
    expect(withoutEmptiness(diagnostics)).toHaveLength(1001);
    expect(diagnostics.map(({ code }) => code)).toContain('more-mistakes');
    const [first] = diagnosticsWithWords(diagnostics.filter(({ code }) => code === 'invalid-email'));
    expect(first?.message.length).toBeLessThan(500);
    expect(JSON.stringify(first).length).toBeLessThan(2000);
  });

  test('of a list with a warning in every line, a thousand are listed, and nobody is overlooked', async () => {
    const phones = Array.from({ length: 1500 }, (_, index) => `+5215512${String(index).padStart(6, '0')}`);
    const { configuration, diagnostics } = await loadBeside(from('list.txt'), { 'data/list.txt': phones.join('\n') });
    const warnings = withoutEmptiness(diagnostics);
    expect([warnings.length, ...new Set(warnings.map(({ code }) => code))]).toEqual([1000, 'phone-not-in-plan']);
    expect(configuration?.suppressions).toHaveLength(1500);
  });

  test('a link that leaves the repository is not followed', async () => {
    const { root, options } = await loadBeside(from('list.txt'), { 'data/list.txt': 'a@x.co\n' });
    const outside = await mkdtemp(join(tmpdir(), 'rollcall-outside-'));
    onTestFinished(() => rm(outside, { recursive: true, force: true }));
    await writeFile(join(outside, 'secret.txt'), 'b@x.co\n');
    await rm(join(root, 'data/list.txt'));
    await symlink(join(outside, 'secret.txt'), join(root, 'data/list.txt'));
    const { diagnostics } = await loadManifests(options);
    expect(withoutEmptiness(diagnostics)).toMatchObject([{ code: 'suppression-file', args: { why: 'leaves' } }]);
  });

  test('a hundred thousand take seconds, and finding somebody among them no time', { tags: ['slow'] }, async () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `person${index}@example.com`).join('\n');
    const began = performance.now();
    const { configuration } = await loadBeside(from('list.txt'), { 'data/list.txt': lines });
    const guard = guardOf('shop', configuration, {});
    for (let index = 0; index < 100_000; index += 1) guard?.find({ emails: [`other${index}@example.com`], phones: [] });
    expect(guard?.find({ emails: ['x@x.co', 'person99999@example.com'], phones: [] })).toBeDefined();
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(guard?.people).toBe(100_000);
  });
});

test('both readers read the same', () => {
  const one = fc.record(
    {
      email: fc.constantFrom('a@x.co', 'B@x.co'),
      reason: fc.constantFrom('x', 'a: b', '02142'),
      accounts: fc.constant(['shop']),
    },
    { requiredKeys: ['email'] },
  );
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 4 }), (suppressions) => {
      const yaml = `suppressions:\n${suppressions.map((each) => `  - ${JSON.stringify(each)}\n`).join('')}`;
      expect(compareParsers(yaml, 'yaml')).toBe(true);
      expect(compareParsers(JSON.stringify({ suppressions }), 'json')).toBe(true);
    }),
  );
});

test('a digest names whoever has the address, under its own key only', () => {
  const [k1, k2] = ['0123456789abcdef-one', '0123456789abcdef-two'];
  const suppressions = [
    { kind: 'digest', value: digestOf('jane@example.com', 'k1', k1), source: { file: 'a', line: 1, column: 1 } },
    { kind: 'digest', value: digestOf('+14165550132', 'k2', k2), source: { file: 'a', line: 2, column: 1 } },
  ] as const;
  const both = { ROLLCALL_DIGEST_KEY_K1: k1, ROLLCALL_DIGEST_KEY_K2: k2 };
  const guard = guardOf('shop', { suppressions }, both);
  expect(guard?.find({ emails: ['x@x.co', 'jane@example.com'], phones: [] })?.source.line).toBe(1);
  expect(guard?.find({ emails: [], phones: ['+14165550132'] })?.source.line).toBe(2);
  expect(guard?.find({ emails: ['john@example.com'], phones: ['+14165550133'] })).toBeUndefined();
  expect(guard?.missingKeys).toEqual([]);
  const one = guardOf('shop', { suppressions }, { ...both, ROLLCALL_DIGEST_KEY_K2: 'short' });
  expect(one?.missingKeys).toEqual(['ROLLCALL_DIGEST_KEY_K2']);
});
