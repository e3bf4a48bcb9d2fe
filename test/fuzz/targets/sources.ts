// Files of contacts that `sources` name: whatever a file holds, every mistake has a place in it, and the same rows mean the same in
// every format.

import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ContactToPlan } from '../../../src/base/contact-to-plan.ts';
import { compareSources } from '../../../src/base/sources/compare.ts';
import { withoutSkipped } from '../../../src/base/sources/left-out.ts';
import { type Loaded, type LoadOptions, loadManifests } from '../../../src/manifest/index.ts';
import { type DataFile, dataFileOf } from '../../../src/manifest/read/data-file.ts';
import { formatOf } from '../../../src/manifest/read/file-kind.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { HOSTILE_TEXTS, pick, SCALARS } from '../documents/hostile.ts';
import { editedJson, editedLines, editedText } from '../documents/inputs.ts';
import {
  DATA,
  FROM,
  HOSTILE_DATA,
  LARGE_DATA,
  manifestOf,
  objectOf,
  quoted,
  SOURCES,
  TITLES,
} from '../seeds/sources.ts';
import type { Target } from '../target.ts';
import { assertDiagnostics } from './diagnostics.ts';
import { scratchDirectory } from './scratch.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');

/** Any file, read by any source. */
interface AnyFile {
  readonly manifest: string;
  readonly data: string;
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
}

/** Rows, read by a source without mistakes from every format. */
interface Table {
  /** Which source. */
  readonly source: number;
  readonly rows: readonly (readonly string[])[];
  /** How they are written, where formats leave a choice. */
  readonly style: number;
}

export const sources: Target<AnyFile | Table> = {
  name: 'sources',
  sources: [/^manifest\/sources\/(?!entries-of-all|leave-out)/, /^base\/sources\//, /^manifest\/read\/data-file\.ts$/],
  inputs: () =>
    fc.oneof(
      { weight: 600, arbitrary: anyFile(editedData()) },
      { weight: 60, arbitrary: anyFile(fc.constantFrom(...HOSTILE_DATA)) },
      { weight: 300, arbitrary: table() },
      { weight: 1, arbitrary: anyFile(fc.constantFrom(...LARGE_DATA)) },
    ),
  async check(input) {
    if ('rows' in input) await compareFormats(input);
    else await checkFile(input);
  },
};

/** Manifests of every source, with every format and with files that must not be read. */
function manifests(): readonly string[] {
  const formats = Object.keys(DATA).flatMap((extension) =>
    SOURCES.map((source) => manifestOf(source, `data/p.${extension}`)),
  );
  const encodings = ['utf-16le', 'windows-1252', 'windows-1250'].map((encoding) =>
    manifestOf({ ...SOURCES[0], encoding, delimiter: ';' }, 'p.csv'),
  );
  const pinned = manifestOf({ ...SOURCES[0], sha256: '0'.repeat(64) }, 'p.csv');
  const { accounts, ...shared } = { ...SOURCES[1] };
  const byDefault = manifestOf(shared, 'p.ndjson', {
    defaults: { accounts },
    contacts: [{ email: 'jane@example.com' }],
  });
  return [...formats, ...encodings, pinned, byDefault, manifestOf(shared, 'p.csv')];
}

/** Sources with mistakes of their own. */
const MISTAKEN: readonly string[] = [
  manifestOf({ key: 'email', fields: { email: 'Email' } }, 'p.csv', { accounts: {} }),
  manifestOf({ key: 'Email', accounts: ['none'], fields: { email: 'Email' } }, 'p.csv'),
  manifestOf(
    {
      key: 'email',
      accounts: ['shop'],
      fields: {
        email: 'Email',
        fristName: 'Name',
        firstName: { column: 'Name', type: 'number', split: ',' },
        tags: { column: 'Tags', values: { a: 'b' } },
        'channels.sms.status': 'Status',
        'channels.email.consent.ip': 'From',
      },
    },
    'p.csv',
  ),
  `accounts: { shop: { provider: omnisend } }\nsources:\n  People One: { from: p.csv }\n  p: { from: p.csv, key: email, fields: {} }\n`,
];

function anyFile(data: fc.Arbitrary<string>): fc.Arbitrary<AnyFile> {
  const sound = manifests();
  const wrong = FROM.flatMap((from) => SOURCES.slice(0, 1).map((source) => manifestOf(source, from)));
  const manifest = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...sound) },
    { weight: 2, arbitrary: editedJson(sound) },
    { weight: 2, arbitrary: fc.constantFrom(...MISTAKEN) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );
  const encoding = fc.oneof(
    { weight: 20, arbitrary: fc.constant('utf8' as const) },
    { weight: 1, arbitrary: fc.constantFrom('latin1' as const, 'utf16le' as const) },
  );
  return fc.record({ manifest, data, encoding });
}

function editedData(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: editedText([...DATA.csv, ...DATA.tsv]) },
    { weight: 1, arbitrary: fc.constantFrom(...DATA.csv, ...DATA.tsv, ...DATA.ndjson, ...DATA.json) },
    { weight: 2, arbitrary: editedLines(DATA.ndjson) },
    { weight: 2, arbitrary: editedJson(DATA.json) },
  );
}

/** Texts that a table can hold: of a surrogate without the other half, there are no bytes, and a file with NUL is none. */
const CELLS: readonly string[] = [
  ...new Set([...HOSTILE_TEXTS, ...SCALARS, 'a;b', 'yes', 'in', 'DE', '=1+1', '\n', ' ']),
]
  .filter((text) => !text.includes('\u0000') && Buffer.from(text).toString() === text)
  .sort((a, b) => a.length - b.length);

function table(): fc.Arbitrary<Table> {
  const usual = DATA.json[0] ?? '[]';
  const rows = (JSON.parse(usual) as readonly Readonly<Record<string, string>>[]).map((row) =>
    TITLES.map((title) => row[title] ?? ''),
  );
  const edited = fc
    .tuple(
      fc.nat(rows.length - 1),
      fc.array(fc.tuple(fc.nat(TITLES.length - 1), fc.nat(CELLS.length - 1)), { maxLength: 4 }),
    )
    .map(([row, edits]) => edits.reduce((cells, [at, text]) => cells.with(at, pick(CELLS, text)), pick(rows, row)));
  return fc.record({
    source: fc.nat(SOURCES.length - 1),
    rows: fc.array(edited, { minLength: 1, maxLength: 4 }),
    style: fc.nat(63),
  });
}

async function checkFile({ manifest, data, encoding }: AnyFile): Promise<void> {
  const bytes = Buffer.from(data, encoding);
  // Files take longer than most readings, so only some inputs are read from one.
  const isReal = data.length % 64 === 0;
  const options = isReal ? beside(bytes) : inMemory(bytes);
  const loaded = await load(manifest, options);
  if (data.length % 64 === 1) await compareWithCached(manifest, options, loaded);
  const files = [...loaded.files, ...loaded.data.flatMap(textOf)];
  assertDiagnostics(loaded.diagnostics, files);
  assertBounded(loaded);
  const { contacts, sources: found = [], skipped = [] } = loaded.configuration;
  for (const { rows, keys, accounts } of found) {
    assert.ok(keys.length <= rows, `${keys.length} keys of ${rows} rows`);
    assert.ok(contacts.length <= (rows + 1) * Math.max(1, accounts.length), 'more contacts than rows');
  }
  await compareWithBefore(found);
  await assertLeftOut(skipped);
}

/** The result is the same where it comes from a cache, and another file has another result. */
async function compareWithCached(manifest: string, options: Partial<LoadOptions>, loaded: Loaded): Promise<void> {
  const cache = scratchDirectory('cache');
  for (const run of ['filling the cache', 'from the cache'])
    assert.equal(everythingIn(await load(manifest, { ...options, cache })), everythingIn(loaded), run);
  const empty = inMemory(Buffer.from('Email\n'));
  const [plain, cached] = [await load(manifest, empty), await load(manifest, { ...empty, cache })];
  assert.equal(everythingIn(cached), everythingIn(plain), 'another file');
}

/** Files of data by their digests. */
function everythingIn(loaded: Loaded): string {
  return JSON.stringify({ ...loaded, data: loaded.data.map(({ name, from, hash }) => [name, from, hash]) });
}

/** Most characters of one diagnostic as text: a cell may have a thousand times as many. */
const MOST_SHOWN = 3000;

/** Most diagnostics of a file, and some of the manifest. */
const MOST_LISTED = 1100;

function assertBounded({ diagnostics, configuration }: Loaded): void {
  const isSkipping = (configuration.skipped ?? []).length > 0;
  assert.ok(isSkipping || diagnostics.length <= MOST_LISTED, `${diagnostics.length} diagnostics`);
  for (const one of diagnostics.slice(0, 50)) {
    const { length } = formatDiagnostics([one], { color: false });
    assert.ok(length <= MOST_SHOWN, `${length} characters of ${one.code}`);
  }
}

/** A file of data as diagnostics name it; none if only its source knows the encoding. */
function textOf({ name, bytes }: DataFile) {
  const file = sourceOf(name, 'ndjson', bytes);
  return 'text' in file && !bytes.includes(0) ? [file] : [];
}

function load(manifest: string, options: Partial<LoadOptions>): Promise<Loaded> {
  const name = manifest.startsWith('{') ? 'a.json' : 'a.yaml';
  const file = sourceOf(name, formatOf(name) ?? 'yaml', Buffer.from(manifest));
  const read = 'text' in file ? { files: [file], diagnostics: [] } : { files: [], diagnostics: [file] };
  return loadManifests({
    ...{ directory: 'contacts.d', workingDirectory: '/nowhere', now: () => NOW, environmentUse: 'every' },
    environment: { SHOP_KEY: 'k', APP_KEY: 'k' },
    frozen: manifest.length % 16 === 0,
    skipInvalid: manifest.length % 8 === 1,
    ...options,
    files: { read: async () => read, ...options.files },
  });
}

/** The same bytes under every name. */
function inMemory(bytes: Uint8Array): Partial<LoadOptions> {
  const data = async (from: string) => dataFileOf(from, from, bytes);
  return { files: { data } as unknown as NonNullable<LoadOptions['files']> };
}

let root: string | undefined;

/** The bytes in a real file, among files that are none, or that lie elsewhere. */
function beside(bytes: Uint8Array): Partial<LoadOptions> {
  if (root === undefined) {
    const top = scratchDirectory('sources');
    root = join(top, 'repository');
    for (const folder of ['repository/folder.csv', 'repository/data'])
      mkdirSync(join(top, folder), { recursive: true });
    writeFileSync(join(top, 'outside.csv'), 'Email\n');
    symlinkSync(join(top, 'outside.csv'), join(root, 'link.csv'));
    writeFileSync(join(root, 'huge.csv'), '');
    // It has no blocks, and nobody reads it.
    truncateSync(join(root, 'huge.csv'), 501 * 1024 * 1024);
  }
  for (const name of ['p.csv', 'p.ndjson', ...Object.keys(DATA).map((extension) => `data/p.${extension}`)])
    writeFileSync(join(root, name), bytes);
  return { workingDirectory: root };
}

let before: Promise<Loaded> | undefined;

/** The contacts of the first source, before anything happened to its file. */
function loadedBefore(): Promise<Loaded> {
  before ??= load(manifestOf({ ...SOURCES[1] }, 'data/p.csv'), inMemory(Buffer.from(DATA.csv[0])));
  return before;
}

async function compareWithBefore(found: NonNullable<Loaded['configuration']['sources']>): Promise<void> {
  const { configuration } = await loadedBefore();
  const compared = compareSources(found, new Map([['shop', configuration.sources ?? []]]));
  for (const [index, { since, rows }] of compared.entries()) {
    const [keys, then] = [found[index]?.keys ?? [], configuration.sources?.[0]?.keys ?? []];
    if (since === undefined) continue;
    assert.equal(since.come - since.gone, keys.length - then.length);
    assert.ok(since.come <= rows && since.gone <= since.rows);
  }
}

/** Nobody whom a skipped row names stays in the plan, and nobody else leaves it but for a row that may be about anybody. */
async function assertLeftOut(skipped: NonNullable<Loaded['configuration']['skipped']>): Promise<void> {
  const { configuration } = await loadedBefore();
  const known = configuration.contacts.map((desired, index): ContactToPlan => {
    const gone = { removed: { fields: [] } } as unknown as NonNullable<ContactToPlan['base']>;
    return index === 0 ? { desired } : { desired, base: gone };
  });
  assert.equal(withoutSkipped(known, undefined).contacts, known);
  const { contacts, leftOut } = withoutSkipped(known, skipped);
  assert.equal(contacts.length + leftOut.size, known.length);
  const named = new Set(
    skipped.flatMap(({ identifiers, accounts = ['shop'] }) =>
      accounts.includes('shop') ? identifiers.map(([kind, value]) => `${kind} ${value}`) : [],
    ),
  );
  for (const { desired, base } of known) {
    const isNamed = Object.entries(desired.identifiers).some(([kind, value]) => named.has(`${kind} ${value}`));
    if (isNamed) assert.ok(leftOut.has(desired.key), desired.key);
    else if (base === undefined) assert.ok(!leftOut.has(desired.key), desired.key);
  }
}

/** One format of the same rows: its file, and the line on which each row begins. */
interface Written {
  readonly from: string;
  readonly delimiter?: string;
  readonly text: string;
  readonly starts: readonly number[];
}

async function compareFormats({ source, rows, style }: Table): Promise<void> {
  const means = [];
  for (const { from, delimiter, text, starts } of formatsOf(rows, style)) {
    const declared = { ...pick(SOURCES, source), ...(delimiter === undefined ? {} : { delimiter }) };
    const loaded = await load(manifestOf(declared, from), inMemory(Buffer.from(text)));
    assertDiagnostics(loaded.diagnostics, [...loaded.files, ...loaded.data.flatMap(textOf)]);
    // Only in a table may a text be a formula.
    if (loaded.diagnostics.some(({ code }) => code === 'looks-like-formula')) return;
    means.push({ from, meaning: meaningOf(loaded, starts) });
  }
  const [first, ...others] = means;
  for (const { from, meaning } of others) assert.equal(meaning, first?.meaning, `${from} and ${first?.from}`);
}

/** What a file says, with the ordinals of rows in the place of lines. */
function meaningOf({ configuration, diagnostics }: Loaded, starts: readonly number[]): string {
  const rowOf = (line: number) => starts.findLastIndex((start) => start <= line);
  const { contacts, sources: found = [], skipped = [] } = configuration;
  const said = diagnostics.map(({ file, line, code, severity }) =>
    file.startsWith('p.') ? `row ${rowOf(line)} ${code} ${severity}` : `manifest ${code} ${severity}`,
  );
  return JSON.stringify({
    contacts: contacts.map((contact) => ({ ...contact, source: rowOf(contact.source.line) })),
    sources: found.map(({ rows, keys, skipped: out }) => ({ rows, keys, out })),
    skipped: skipped.map((one) => ({ ...one, source: rowOf(one.source.line) })),
    said: said.sort(),
  });
}

function formatsOf(rows: readonly (readonly string[])[], style: number): readonly Written[] {
  const [isQuoted, isCrLf, hasMark, isEnded, hasNumbers, isIndented] = [1, 2, 4, 8, 16, 32].map(
    (bit) => (style & bit) > 0,
  );
  const eol = isCrLf ? '\r\n' : '\n';
  const table = (from: string, delimiter: string): Written => {
    const cell = (text: string) => (isQuoted ? `"${text.replaceAll('"', '""')}"` : quoted(text, delimiter));
    const records = [TITLES, ...rows].map((cells) => cells.map(cell).join(delimiter));
    const text = `${hasMark ? '\uFEFF' : ''}${records.join(eol)}${isEnded ? eol : ''}`;
    return { from, delimiter, text, starts: startsOf(records).slice(1) };
  };
  const objects = rows.map((cells) => jsonOf(objectOf(cells), hasNumbers === true));
  const spread = isIndented ? objects.map((text) => text.replace(',"', ',\n"')) : objects;
  return [
    table('p.csv', ','),
    table('p.csv', ';'),
    table('p.tsv', '\t'),
    { from: 'p.ndjson', text: objects.map((text) => text + eol).join(''), starts: startsOf(objects) },
    { from: 'p.json', text: `[${spread.join(',\n')}]`, starts: startsOf(spread) },
  ];
}

function startsOf(records: readonly string[]): readonly number[] {
  let line = 1;
  return records.map((text) => {
    const start = line;
    line += text.split('\n').length;
    return start;
  });
}

/** @param hasNumbers whether texts that are numbers in JSON are written as such: their text is kept */
function jsonOf(row: Readonly<Record<string, string>>, hasNumbers: boolean): string {
  const members = Object.entries(row).map(([name, text]) => {
    const isBare = hasNumbers && /^-?(?:0|[1-9]\d{0,5})(?:\.\d{1,5})?(?:e[1-9])?$/.test(text);
    return `${JSON.stringify(name)}:${isBare ? text : JSON.stringify(text)}`;
  });
  return `{${members.join(',')}}`;
}
