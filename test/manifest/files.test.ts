import { chmod, mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadManifests } from '../../src/manifest/index.ts';
import { ACCOUNTS, directoryWith, type Files, load, loadMarked, NOW, ONE_ACCOUNT, withoutEmptiness } from './load.ts';

const BROKEN: Readonly<Record<string, string>> = {
  'a tab': 'contacts:\n«tab-indentation»\t- email: a@x.co',
  'a bad indent': 'contacts:\n  - email: a@x.co\n   «bad-indentation»phone: "+1"',
  'another bad indent': 'contacts:\n    - email: a@x.co\n      city: X\n     «bad-indentation»state: Y',
  'an unclosed quote': 'contacts:\n  - email: «unclosed-quote»"a@x.co\n    city: X',
  'a key twice': 'contacts:\n  - email: a@x.co\n    accounts: [shop]\n    city: X\n    «duplicate-key»city: X',
  'a section twice': 'contacts: []\n«duplicate-key»contacts: []',
  'two documents': 'contacts: []\n---\n«multiple-documents»contacts: []',
  'a flow list as defaults on the next line (faults D6)': 'defaults:\n  «wrong-type»[shop, app]',
  'a flow list as defaults, next to what only the slow reader supports':
    'defaults:\n  «wrong-type»[shop, app]\ncontacts:\n  - email: &jane a@x.co\n    accounts: [shop]',
  'a list at the top': '«wrong-type»- email: a@x.co',
  'a text at the top': '«wrong-type»hello',
  'contacts as a mapping': 'contacts:\n  «wrong-type»jane: { email: a@x.co }',
  'accounts as a list': 'accounts: «wrong-type»[shop]',
  'no contacts after the colon': '«empty-value»contacts:',
  'null contacts': 'contacts: «null-not-allowed»null',
  'an unknown section': '«unknown-field»contact: []',
  'a reserved character': 'contacts:\n  - email: «yaml-syntax»@x',
  'a tag': 'contacts:\n  - email: «unsupported-tag»!secret x',
  'a key that is a list': 'contacts:\n  - ? «invalid-key»[a]\n    : b\n    email: a@x.co\n    accounts: [shop]',
  'YAML 1.1': '«yaml-version»%YAML 1.1\n---\ncontacts: []',
  'an alias inside its own anchor':
    'contacts:\n  - &a\n    email: a@x.co\n    accounts: [shop]\n    city: «unknown-alias»*a',
};

describe('a broken file gives a diagnostic', () => {
  it.each(Object.entries(BROKEN))('%s', async (_, text) => {
    const { found, expected } = await loadMarked({ 'accounts.yaml': ACCOUNTS, 'x.yaml': `${text}\n` });
    expect(found).toEqual(expected);
    expect(expected).toHaveLength(1);
  });
});

const UNUSUAL: Readonly<Record<string, { files: Files; codes: readonly string[] }>> = {
  'a binary file': { files: { 'x.yaml': Uint8Array.from([0x63, 0, 1, 2, 255]) }, codes: ['x.yaml:1:2 not-text'] },
  'an encoding other than UTF-8': {
    files: { 'x.yaml': Buffer.from('contacts: # \u00e9\n', 'latin1') },
    codes: ['x.yaml:1:13 not-text'],
  },
  'an empty file': { files: { 'x.yaml': '' }, codes: ['x.yaml:1:1 empty-file'] },
  'a file of comments': { files: { 'x.yaml': '# nothing\n' }, codes: ['x.yaml:1:1 empty-file'] },
  'an empty JSON file': { files: { 'x.json': '\n' }, codes: ['x.json:1:1 empty-file'] },
  'no file': { files: { 'README.md': 'x' }, codes: ['.:1:1 no-manifests'] },
  'a byte order mark': { files: { 'x.yaml': '\ufeffcontacts: []\n' }, codes: [] },
  'Windows line ends': {
    files: { 'x.yaml': 'contacts:\r\n  - email: nope\r\n' },
    codes: ['x.yaml:2:12 invalid-email'],
  },
  'JSON with a comma too many': { files: { 'x.json': '{"contacts": [],}' }, codes: ['x.json:1:16 json-syntax'] },
  'JSON cut short': { files: { 'x.json': '{"contacts": [' }, codes: ['x.json:1:15 json-syntax'] },
  'JSON with tabs and a typo': {
    files: { 'x.json': '{\n\t"contacts": [\n\t\t{"email": "a@x.co", "citty": "X"}\n\t]\n}' },
    codes: ['x.json:3:23 unknown-field'],
  },
  'a key twice in JSON': {
    files: { 'x.json': '{"contacts": [], "contacts": []}' },
    codes: ['x.json:1:18 duplicate-key'],
  },
  'lines of NDJSON': {
    files: {
      'x.ndjson':
        '{"defaults":{"citty":"X"}}\n{"email":"nope"}\n\n{"email":"a@x.co","city":"A","city":"B"}\n{"email":\n{"email": "b@x.co", "phne": 1}\n[1]',
    },
    codes: [
      'x.ndjson:1:14 unknown-field',
      'x.ndjson:2:10 invalid-email',
      'x.ndjson:4:30 duplicate-key',
      'x.ndjson:5:10 json-syntax',
      'x.ndjson:6:21 unknown-field',
      'x.ndjson:7:1 wrong-type',
    ],
  },
  'brackets without end': { files: { 'x.yaml': `contacts: ${'['.repeat(200_000)}` }, codes: ['x.yaml:1:511 too-deep'] },
  'dashes without end': { files: { 'x.yaml': `contacts:\n${'- '.repeat(20_000)}x` }, codes: ['too-deep'] },
};

describe('an unusual file', () => {
  it.each(Object.entries(UNUSUAL))('%s', async (name, { files, codes }) => {
    const { diagnostics } = await load(
      name === 'no file' ? files : { ...files, 'accounts.yml': ONE_ACCOUNT },
      name === 'no file' ? { directory: '.', workingDirectory: await directoryWith(files) } : {},
    );
    const found = withoutEmptiness(diagnostics).map(({ file, line, column, code }) =>
      code === 'too-deep' && line === 2 ? code : `${file}:${line}:${column} ${code}`,
    );
    expect(found).toEqual(codes);
  });
});

it('stops at an alias bomb', { tags: ['slow'] }, async () => {
  const levels = 'abcdefgh'.split('').map((name, index, all) => {
    const values = index === 0 ? 'x' : `*${all[index - 1]}`;
    return `      - &${name} [${Array(10).fill(values).join(', ')}]`;
  });
  const { diagnostics } = await load({
    'a.yaml': ACCOUNTS,
    'x.yaml': `contacts:\n  - email: a@x.co\n    accounts: [shop]\n    tags:\n${levels.join('\n')}\n`,
  });
  expect(diagnostics.map(({ code }) => code)).toContain('alias-limit');
  expect(diagnostics.filter(({ code }) => code === 'alias-limit')).toHaveLength(1);
});

it('follows aliases of a reasonable size', async () => {
  const { configuration, diagnostics } = await load({
    'x.yaml': `${ACCOUNTS}contacts:\n  - email: a@x.co\n    accounts: &where [shop]\n    tags: &tags [vip]\n  - email: b@x.co\n    accounts: *where\n    tags: *tags\n`,
  });
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts[1]).toMatchObject({
    key: 'shop/b@x.co',
    sets: { tags: { form: 'list', members: ['vip'] } },
  });
});

it('rejects a file whose syntax tree would not fit into memory', { tags: ['slow'], timeout: 120_000 }, async () => {
  const { diagnostics } = await load({ 'x.yaml': Buffer.alloc(50 * 1024 * 1024, 'a: b\n'), 'a.yaml': ACCOUNTS });
  expect(diagnostics).toMatchObject([{ code: 'file-too-large', file: 'x.yaml', line: 1, column: 4 }]);
});

it('rejects a large file that is not YAML after parsing a sample', { tags: ['slow'], timeout: 120_000 }, async () => {
  const { diagnostics } = await load({ 'x.yaml': 'a: b: }{ @\n'.repeat(300_000), 'a.yaml': ACCOUNTS });
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(diagnostics.length).toBeLessThanOrEqual(10);
});

it('reads directories of any name, follows links, and reads each file once', async () => {
  const directory = await directoryWith({
    'a.yaml': ACCOUNTS,
    'x.yaml/b.yml': 'contacts:\n  - email: a@x.co\n    accounts: [shop]\n',
    '.hidden.yaml': '\t',
  });
  await mkdir(join(directory, 'sub'));
  await symlink('..', join(directory, 'sub', 'up'));
  await symlink('a.yaml', join(directory, 'again.yaml'));
  await symlink('self.yaml', join(directory, 'self.yaml'));
  await symlink('nowhere', join(directory, 'broken.yaml'));
  const { configuration, diagnostics } = await load({}, { directory, workingDirectory: directory });
  expect(configuration.files).toBe(2);
  expect(configuration.contacts.map(({ source }) => source)).toEqual([{ file: 'x.yaml/b.yml', line: 2, column: 5 }]);
  expect(diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'broken.yaml unreadable-file',
    'self.yaml unreadable-file',
  ]);
});

it('names files as the user would type them', async () => {
  const root = await directoryWith({ 'contacts.d/x.yaml': '\t', 'other/y.txt': '' });
  const inside = await load({}, { directory: 'contacts.d', workingDirectory: root });
  const outside = await load({}, { directory: '../contacts.d', workingDirectory: join(root, 'other') });
  expect(withoutEmptiness([...inside.diagnostics, ...outside.diagnostics]).map(({ file }) => file)).toEqual([
    'contacts.d/x.yaml',
    '../contacts.d/x.yaml',
  ]);
});

describe('an unreadable directory is an error', () => {
  const options = { environment: {}, now: () => NOW };

  it.each([
    ['missing', 'there is no directory missing'],
    ['x.yaml', 'x.yaml is not a directory'],
  ])('%s', async (directory, message) => {
    const workingDirectory = await directoryWith({ 'x.yaml': '' });
    const loading = loadManifests({ ...options, directory, workingDirectory });
    await expect(loading).rejects.toMatchObject({ name: 'HintedError', code: 'manifest-directory' });
    await expect(loading).rejects.toMatchObject({ message, hint: expect.stringContaining('--dir') });
  });

  it.skipIf(process.getuid?.() === 0)('without permission', async () => {
    const workingDirectory = await directoryWith({ 'd/x.yaml': '' });
    await chmod(join(workingDirectory, 'd'), 0o000);
    const loading = loadManifests({ ...options, directory: 'd', workingDirectory });
    await expect(loading).rejects.toMatchObject({ name: 'HintedError', code: 'manifest-directory' });
    await chmod(join(workingDirectory, 'd'), 0o700);
  });
});
