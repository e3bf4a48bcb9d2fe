// Files of people who must not be mailed: whatever a file holds, every mistake has a place in it, and the same people are named in
// every format.

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dataFileOf } from '../../../src/manifest/read/data-file.ts';
import { separatorOf } from '../../../src/manifest/read/delimited.ts';
import { sourceOf } from '../../../src/manifest/read/source.ts';
import {
  type FileSuppressions,
  readSuppressionFiles,
  suppressionsBefore,
} from '../../../src/manifest/suppressions/from-file.ts';
import { isDigest, type SuppressionFile } from '../../../src/manifest/suppressions/suppression.ts';
import type { Item } from '../../../src/manifest/syntax/item.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { HOSTILE_TEXTS, pick, SCALARS } from '../documents/hostile.ts';
import { editedLines, editedText } from '../documents/inputs.ts';
import { quoted, tableOf } from '../seeds/sources.ts';
import { DIGEST, HOSTILE_SUPPRESSIONS, LARGE_SUPPRESSIONS, SUPPRESSION_FILES } from '../seeds/suppressions.ts';
import type { Target } from '../target.ts';
import { assertDiagnostics } from './diagnostics.ts';

/** Any file, with the column that the manifest asks for. */
interface AnyFile {
  readonly name: string;
  readonly text: string;
  readonly column: string | null;
  readonly encoding: 'utf8' | 'latin1';
}

/** Rows of a name, an email, a phone and a digest, which are written in every format. */
interface People {
  readonly people: readonly (readonly string[])[];
  readonly style: number;
}

export const suppressionFiles: Target<AnyFile | People> = {
  name: 'suppression-files',
  sources: [/^manifest\/suppressions\/(?:from-file|named)\.ts$/, /^manifest\/read\/delimited\.ts$/],
  inputs() {
    const texts = SUPPRESSION_FILES.map(([, text]) => text);
    const lines = texts.filter((text) => text.startsWith('{'));
    const [names, columns] = [
      fc.constantFrom(...new Set([...SUPPRESSION_FILES, ...HOSTILE_SUPPRESSIONS].map(([name]) => name))),
      fc.constantFrom(null, null, null, 'Address', 'Email', 'email', '__proto__'),
    ];
    const rest = { column: columns, encoding: fc.constantFrom(...Array<'utf8'>(20).fill('utf8'), 'latin1' as const) };
    const fixed = [...SUPPRESSION_FILES, ...HOSTILE_SUPPRESSIONS].map(([name, text]) => ({ name, text }));
    const withRest = (file: fc.Arbitrary<{ readonly name: string; readonly text: string }>) =>
      fc.tuple(file, fc.record(rest)).map(([one, more]) => ({ ...one, ...more }));
    return fc.oneof(
      { weight: 300, arbitrary: fc.record({ name: names, text: editedText(texts), ...rest }) },
      { weight: 100, arbitrary: fc.record({ name: fc.constant('list.ndjson'), text: editedLines(lines), ...rest }) },
      { weight: 60, arbitrary: withRest(fc.constantFrom(...fixed)) },
      { weight: 200, arbitrary: people() },
      {
        weight: 1,
        arbitrary: withRest(fc.constantFrom(...LARGE_SUPPRESSIONS.map(([name, text]) => ({ name, text })))),
      },
    );
  },
  async check(input) {
    if ('people' in input) await compareFormats(input);
    else await checkFile(input);
  },
};

const CELLS: readonly string[] = [
  ...new Set([...HOSTILE_TEXTS, ...SCALARS, 'a;b', '+14165550132', '0123', DIGEST, 'x@y']),
]
  // A surrogate without the other half has no bytes, and a file with NUL is not text.
  .filter((text) => Buffer.from(text).toString() === text && !text.includes('\u0000'))
  .sort((a, b) => a.length - b.length);

const ROWS: readonly (readonly string[])[] = [
  ['Doe, Jane', 'Jane@Example.com', '', ''],
  ['Kim', '', '+1 416 555 0132', DIGEST],
  ['', '', '', ''],
];

function people(): fc.Arbitrary<People> {
  const row = fc
    .tuple(fc.nat(ROWS.length - 1), fc.array(fc.tuple(fc.nat(3), fc.nat(CELLS.length - 1)), { maxLength: 3 }))
    .map(([at, edits]) => edits.reduce((cells, [cell, text]) => cells.with(cell, pick(CELLS, text)), pick(ROWS, at)));
  return fc.record({ people: fc.array(row, { minLength: 1, maxLength: 4 }), style: fc.nat(7) });
}

function fileOf(from: string, column?: string): SuppressionFile {
  const file = sourceOf('a.yaml', 'yaml', Buffer.from('suppressions: [{ from: x }]\n'));
  assert.ok('text' in file);
  const item: Item = { file, path: ['suppressions', 0], value: { from }, line: 1, column: 16, partiallyParsed: false };
  return { item, from, ...(column === undefined ? {} : { column }) };
}

function read(file: SuppressionFile, bytes: Uint8Array): Promise<FileSuppressions> {
  return readSuppressionFiles([file], async (from) => dataFileOf(from, from, bytes));
}

/** Most characters of one diagnostic as text: a line may have a thousand times as many. */
const MOST_SHOWN = 3000;

/** Most diagnostics of a file. */
const MOST_LISTED = 1001;

async function checkFile({ name, text, column, encoding }: AnyFile): Promise<void> {
  const bytes = Buffer.from(text, encoding);
  const file = fileOf(name, column ?? undefined);
  const found = await read(file, bytes);
  const source = sourceOf(name, 'ndjson', bytes);
  if ('code' in source) {
    assert.equal(found.problems.length, 1);
    return;
  }
  assertDiagnostics(found.diagnostics, [source]);
  assert.ok(found.diagnostics.length <= MOST_LISTED, `${found.diagnostics.length} diagnostics`);
  for (const one of found.diagnostics.slice(0, 50))
    assert.ok(formatDiagnostics([one], { color: false }).length <= MOST_SHOWN, `the length of ${one.code}`);
  for (const { kind, value, source: at } of found.suppressions) {
    assert.ok((source.lineStarts[at.line - 1] ?? -1) + at.column <= source.text.length, `${at.line}:${at.column}`);
    // Whoever cannot be told is a mistake.
    if (kind === 'digest' && !isDigest(value)) assert.ok(found.diagnostics.length > 0, value);
  }
  assert.deepEqual(await suppressionsBefore([file], async (from) => dataFileOf(from, from, bytes)), found.suppressions);
  if (column === null && found.diagnostics.length === 0) await assertLastIsNamed(file, source.text);
}

/** Whoever is named at the end of a file without mistakes is named, whatever stands before. */
async function assertLastIsNamed(file: SuppressionFile, text: string): Promise<void> {
  const last = lastFor(file.from, text);
  if (last === undefined) return;
  const { suppressions, diagnostics } = await read(file, Buffer.from(`${text.replace(/\n$/, '')}\n${last}\n`));
  const isNamed = suppressions.some(({ value }) => value === 'last@example.com');
  assert.ok(isNamed || diagnostics.length > 0, `overlooked: ${JSON.stringify(last)}`);
}

/** A line that names somebody in the same way as the file does; undefined if its first line does not tell how. */
function lastFor(name: string, text: string): string | undefined {
  if (/\.(?:ndjson|jsonl)$/.test(name)) return '{"Email":"last@example.com"}';
  const [header = ''] = text.split('\n', 1);
  const titles = header.split(separatorOf(header)).map((title) => title.trim().toLowerCase());
  if (/\.(?:csv|tsv)$/.test(name)) {
    if (/["\r]/.test(header) || !titles.includes('email')) return undefined;
    return titles.map((title) => (title === 'email' ? 'last@example.com' : '')).join(separatorOf(header));
  }
  return titles.length === 1 ? 'last@example.com' : undefined;
}

const TITLES = ['name', 'email', 'phone', 'digest'] as const;
const CAPITAL_TITLES = ['Name', 'Email', ' Phone', 'DIGEST '] as const;

async function compareFormats({ people: rows, style }: People): Promise<void> {
  const [isQuoted, isCrLf, titles] = [(style & 1) > 0, (style & 2) > 0, (style & 4) > 0 ? CAPITAL_TITLES : TITLES];
  const eol = isCrLf ? '\r\n' : '\n';
  const table = (delimiter: string) =>
    [titles, ...rows]
      .map((cells) => cells.map((cell) => (isQuoted ? `"${cell.replaceAll('"', '""')}"` : quoted(cell, delimiter))))
      .map((cells) => cells.join(delimiter) + eol)
      .join('');
  const lines = rows.map((cells) => {
    const members = titles.map((title, index) => [title, cells[index]]);
    return JSON.stringify(Object.fromEntries(members)) + eol;
  });
  const means = [];
  for (const [name, text] of [
    ['p.csv', table(',')],
    ['p.csv', table(';')],
    ['p.tsv', table('\t')],
    ['p.ndjson', lines.join('')],
  ] as const) {
    const bytes = Buffer.from(text);
    const { suppressions, diagnostics, keyPlaces, problems } = await read(fileOf(name), bytes);
    const source = sourceOf(name, 'ndjson', bytes);
    assertDiagnostics(diagnostics, 'text' in source ? [source] : []);
    const named = suppressions.map(({ kind, value }) => `${kind} ${value}`);
    const codes = diagnostics.map(({ code }) => code);
    means.push(JSON.stringify([named, codes, [...keyPlaces.keys()], problems.map(({ code }) => code)]));
  }
  for (const meaning of means) assert.equal(meaning, means[0]);
  // Whoever is named in one row is named whatever stands in the others.
  const text = tableOf([TITLES, ...rows, ['', 'last@example.com', '', '']], ',');
  const { suppressions } = await read(fileOf('p.csv'), Buffer.from(text));
  assert.equal(suppressions.at(-1)?.value, 'last@example.com');
}
