// `.json` and `.ndjson` are read by JSON's own rules: the same texts and the same values as JSON.parse, but for keys that stand
// twice and for sizes.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ManifestFormat, sourceOf } from '../../src/manifest/read/source.ts';
import type { Shape } from '../../src/manifest/schema/shape.ts';
import { readPlainJson } from '../../src/manifest/syntax/fast-yaml/index.ts';
import { readJsonSyntax } from '../../src/manifest/syntax/json/json-syntax.ts';
import { parseManifest } from '../../src/manifest/syntax/parse.ts';
import { readValue, walkOf } from '../../src/manifest/syntax/yaml/values.ts';
import { formatDiagnostics } from '../../src/render/text/diagnostics.ts';
import { brokenJson, jsonText } from './json-texts.ts';
import { ACCOUNTS, load, loadMarked, ONE_ACCOUNT } from './load.ts';

/** Every scalar as its own type, however deep. */
const TYPED: Shape = { scalar: 'typed' };
Object.assign(TYPED, { rest: TYPED, items: TYPED });

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function byEngine(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** By the syntax tree; undefined where a key stands twice, of which JSON.parse keeps the last. */
function byTree(text: string): Read | undefined {
  const codes: string[] = [];
  const report = (range: { start: number; end: number }, { code }: { code: string }): void => {
    expect(range.start).toBeLessThanOrEqual(text.length);
    expect(range.end).toBeGreaterThan(range.start);
    codes.push(code);
  };
  const syntax = readJsonSyntax(text, report);
  if (!syntax.ok) {
    expect(codes).toEqual(['json-syntax']);
    return { ok: false };
  }
  const value = readValue(syntax.root, TYPED, walkOf(report));
  if (codes.length === 0) return { ok: true, value };
  expect(new Set(codes)).toEqual(new Set(['duplicate-key']));
  return undefined;
}

/** @returns whether it was valid */
function agree(text: string): boolean {
  // An empty file has a note of its own.
  if (/^[ \t\n\r]*$/.test(text)) return false;
  const engine = byEngine(text);
  const tree = byTree(text);
  if (tree !== undefined && !isDeepStrictEqual(tree, engine)) expect(tree, JSON.stringify(text)).toEqual(engine);
  const plain = readPlainJson(text, TYPED);
  if (plain.ok && !isDeepStrictEqual({ ok: true, value: plain.value }, engine))
    expect(plain, JSON.stringify(text)).toEqual(engine);
  return engine.ok;
}

const RUNS = Number(process.env.PLAIN_RUNS ?? 2000);

describe('the reader of JSON agrees with JSON.parse', () => {
  it('over valid texts in every layout', () => {
    fc.assert(
      fc.property(jsonText(), (text) => {
        expect(agree(text)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('over texts with something foreign in them, most of which are invalid', () => {
    let valid = 0;
    fc.assert(
      fc.property(brokenJson(jsonText()), (text) => {
        if (agree(text)) valid += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(valid / (RUNS * 2)).toBeGreaterThan(0.02);
    expect(valid / (RUNS * 2)).toBeLessThan(0.6);
  });

  it('over the lines of NDJSON', async () => {
    const blank = fc.constantFrom('', ' ', '\t', '\r', ' \r\t');
    await fc.assert(
      fc.asyncProperty(fc.oneof(jsonText(blank), brokenJson(jsonText(blank))), async (line) => {
        fc.pre(!line.includes('\n') && !/^\s*$/.test(line));
        const codes = await codesOf('ndjson', line);
        // The file's first character may be a byte order mark.
        expect(codes.includes('json-syntax'), JSON.stringify(line)).toBe(!byEngine(line.replace(/^\ufeff/, '')).ok);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it('over files of one contact with anything in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(jsonText(), brokenJson(jsonText())), async (value) => {
        const text = `{"contacts": [{"customProperties": ${value}}]}`;
        const codes = await codesOf('json', text);
        expect(codes.includes('json-syntax'), JSON.stringify(text)).toBe(!byEngine(text).ok);
      }),
      { numRuns: RUNS / 4 },
    );
  });
});

async function codesOf(format: ManifestFormat, text: string): Promise<readonly string[]> {
  const file = sourceOf('x', format, Buffer.from(text));
  if (!('text' in file)) return byEngine(text).ok ? [] : ['json-syntax'];
  const { diagnostics } = await parseManifest(file);
  return diagnostics.map(({ code }) => code);
}

/** Behind the mark, what JSON does not have. */
const FOREIGN: Readonly<Record<string, readonly [marked: string, message: RegExp]>> = {
  'a comment of YAML': ['{"contacts": [] «json-syntax»# none\n}', /no comments/],
  'a comment of JavaScript': ['{«json-syntax»// none\n"contacts": []}', /no comments/],
  'a comment in a list': ['{"contacts": [«json-syntax»/* none */]}', /no comments/],
  'a comment behind it all': ['{"contacts": []}\n«json-syntax»# end', /no comments/],
  'an anchor': ['{"contacts": «json-syntax»&all []}', /no anchors/],
  'an alias': ['{"contacts": «json-syntax»*all}', /no anchors/],
  'a tag': ['{"contacts": «json-syntax»!!seq []}', /tags/],
  'a key without quotes': ['{«json-syntax»contacts: []}', /key in double quotes/],
  'a key in single quotes': ["{«json-syntax»'contacts': []}", /no single quotes/],
  'a text in single quotes': ['{"contacts": [{"email": «json-syntax»\'a@x.co\'}]}', /no single quotes/],
  'a text without quotes': ['{"contacts": [{"email": «json-syntax»jane}]}', /double quotes/],
  'a text of another script without quotes': ['{"contacts": [{"firstName": «json-syntax»Ōé}]}', /double quotes/],
  'a comma behind the last element of a list': ['{"contacts": [1«json-syntax», ]}', /after this comma/],
  'a comma behind the last member': ['{"contacts": []«json-syntax»,\n}', /after this comma/],
  'a comma before the first element': ['{"contacts": [«json-syntax»,1]}', /before this comma/],
  'no comma': ['{"contacts": [{} «json-syntax»{}]}', /comma is missing/],
  'no colon': ['{"contacts" «json-syntax»[]}', /colon/],
  'no value': ['{"contacts": «json-syntax»}', /value is expected/],
  'the wrong bracket': ['{"contacts": [{}«json-syntax»}', /cannot close/],
  'a number with a zero before it': ['{"contacts": [{"postalCode": «json-syntax»02142}]}', /not a number/],
  'a number with a plus': ['{"contacts": [{"phone": «json-syntax»+37060000001}]}', /not a number/],
  'a number without digits behind the point': [
    '{"contacts": [{"customProperties": {"a": «json-syntax»1.}}]}',
    /not a number/,
  ],
  'a hexadecimal number': ['{"contacts": [{"customProperties": {"a": «json-syntax»0x1f}}]}', /not a number/],
  'not a number': ['{"contacts": [{"customProperties": {"a": «json-syntax»NaN}}]}', /double quotes/],
  'an escape of YAML': ['{"contacts": [{"firstName": "a«json-syntax»\\x41"}]}', /no such escape/],
  'a tab in a text': ['{"contacts": [{"firstName": "a«json-syntax»\tb"}]}', /control character/],
  'a line break in a text': ['{"contacts": [{"firstName": «json-syntax»"Jane\nDoe"}]}', /not closed on its line/],
  'a carriage return in a text': ['{"contacts": [{"firstName": «json-syntax»"Jane\rDoe"}]}', /not closed on its line/],
  'a text without its end': ['{"contacts": [{"firstName": «json-syntax»"Jane}]}', /not closed/],
  'a second document': ['{"contacts": []}\n«json-syntax»---\n{}', /ends before this/],
  'a blank that is none of JSON’s': ['{"contacts":«json-syntax»\u00a0[]}', /invisible/],
  'the end too early': ['{"contacts": [{"email": "a@x.co"}«json-syntax»', /before its JSON is complete/],
};

describe('what only other languages have is a mistake in JSON, told as such', () => {
  it.each(Object.entries(FOREIGN))('%s', async (_, [marked, message]) => {
    const { found, expected, diagnostics } = await loadMarked({ 'a.yaml': ONE_ACCOUNT, 'x.json': marked });
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toMatch(/\w/);
  });

  it('in a line of NDJSON too, and the other lines are read', async () => {
    const lines = ['{"email":"a@x.co"} «json-syntax»# note', '{«json-syntax»email: b@x.co}', '{"email":"c@x.co"}'];
    const { found, expected } = await loadMarked({ 'a.yaml': ONE_ACCOUNT, 'x.ndjson': lines.join('\n') });
    expect(found).toEqual(expected);
  });

  it('says it once for brackets without end', async () => {
    const { diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, 'x.json': '['.repeat(200_000) });
    expect(diagnostics.map(({ code, column }) => [code, column])).toEqual([['too-deep', 501]]);
  });
});

describe('a carriage return alone', () => {
  const contact = '{"email":\r"jane@example.com",\r"firstName"\r:\r"Jane"\r,"tags":[\r"vip"\r]\r}';
  const expected = [
    {
      key: 'shop/jane@example.com',
      identifiers: { email: 'jane@example.com' },
      scalars: { firstName: 'Jane' },
      sets: { tags: { form: 'list', members: ['vip'] } },
    },
  ];

  it.each([
    ['x.json', `{\r"contacts":\r[\r${contact}\r]\r}\r`],
    ['x.ndjson', `${contact}\r`],
    ['x.ndjson', `\r\n${contact}\r\n\r`],
  ])('is white space between the tokens of %s', async (name, text) => {
    const { configuration, diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, [name]: text });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toMatchObject(expected);
  });

  it('ends no line: lines are counted by LF and CRLF, as git counts them', async () => {
    const text = '{\r\n"contacts": [\r{"email": "a@x.co"},\r{"email": "nope"},\n\r{"email": "b@x.co", "citty": "X"}]}';
    const { diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, 'x.json': text });
    expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      '2:46 invalid-email',
      '3:22 unknown-field',
    ]);
    const [, source = '', caret = ''] = formatDiagnostics(diagnostics.slice(0, 1), { color: false }).split('\n');
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('"nope"');
    expect(source).not.toContain('\r');
  });

  it('is a mistake in YAML, where the parser would take it for a letter', async () => {
    const {
      found,
      expected: marks,
      diagnostics,
    } = await loadMarked({
      'a.yaml': ONE_ACCOUNT,
      'mac.yaml': '# by an old Mac«lone-carriage-return»\rcontacts:\r  - email: a@x.co\r',
      'x.yaml': 'contacts:\n  - email: b@x.co\n    firstName: Jane«lone-carriage-return»\rDoe\n',
      'y.yaml': 'contacts:\r\n  - email: c@x.co\r\n    firstName: "Jane\\rDoe"\r\n',
    });
    expect(found).toEqual(marks);
    expect(diagnostics[0]?.hint).toContain('LF');
  });

  it('shifts no position in a file that is too large for its syntax tree', { tags: ['slow'] }, async () => {
    const blank = ' '.repeat(1022);
    const text = `{\n${`${blank}\r\n`.repeat(9 * 1024)}"contacts": [\r{"email":\r"a@x.co",\r"accounts": ["shop", «unknown-account»"shopp"]}]}`;
    const { found, expected: marks } = await loadMarked({ 'a.yaml': ACCOUNTS, 'x.json': text });
    expect(found).toEqual(marks);
  });
});

it('reads JSON of any size however its blanks are written', { tags: ['slow'] }, async () => {
  const filler = `${' '.repeat(1021)}\t\r\n`.repeat(17 * 1024);
  const text = `{${filler}\t"contacts" : [\r\n\t{"email" :\n"a@x.co", "city":\t"\\u004eantes\u2028"}\r\n]}`;
  const { configuration, diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, 'x.json': text });
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([{ scalars: { city: 'Nantes\u2028' } }]);
});
