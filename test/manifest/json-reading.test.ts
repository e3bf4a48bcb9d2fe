// `.json` and `.ndjson` files are parsed as strict JSON: the same texts are valid as for JSON.parse, and they have the same values.
// The exceptions are duplicate keys, which are mistakes, and size limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ManifestFormat, sourceOf } from '../../src/manifest/read/source.ts';
import { parseManifest } from '../../src/manifest/syntax/parse.ts';
import { formatDiagnostics } from '../../src/render/text/diagnostics.ts';
import { byEngine, compareWithEngine } from './compare-readers.ts';
import { brokenJson, jsonText } from './json-texts.ts';
import { ACCOUNTS, load, loadMarked, ONE_ACCOUNT } from './load.ts';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2000);

describe('the JSON parsers agree with JSON.parse', () => {
  it('for valid texts in every layout', () => {
    fc.assert(
      fc.property(jsonText(), (text) => {
        expect(compareWithEngine(text)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('for texts with foreign fragments, most of which are invalid', () => {
    let valid = 0;
    fc.assert(
      fc.property(brokenJson(jsonText()), (text) => {
        if (compareWithEngine(text)) valid += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(valid / (RUNS * 2)).toBeGreaterThan(0.02);
    expect(valid / (RUNS * 2)).toBeLessThan(0.6);
  });

  it('for lines of NDJSON', async () => {
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

  it('for files with one contact that contains any value', async () => {
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

/** JSON texts with foreign syntax, each after a mark, and the message that it must give. */
const FOREIGN: Readonly<Record<string, readonly [marked: string, message: RegExp]>> = {
  'a comment of YAML': ['{"contacts": [] «json-syntax»# none\n}', /no comments/],
  'a comment of JavaScript': ['{«json-syntax»// none\n"contacts": []}', /no comments/],
  'a comment in a list': ['{"contacts": [«json-syntax»/* none */]}', /no comments/],
  'a comment at the end': ['{"contacts": []}\n«json-syntax»# end', /no comments/],
  'an anchor': ['{"contacts": «json-syntax»&all []}', /no anchors/],
  'an alias': ['{"contacts": «json-syntax»*all}', /no anchors/],
  'a tag': ['{"contacts": «json-syntax»!!seq []}', /tags/],
  'a key without quotes': ['{«json-syntax»contacts: []}', /key in double quotes/],
  'a key in single quotes': ["{«json-syntax»'contacts': []}", /no single quotes/],
  'a text in single quotes': ['{"contacts": [{"email": «json-syntax»\'a@x.co\'}]}', /no single quotes/],
  'a text without quotes': ['{"contacts": [{"email": «json-syntax»jane}]}', /double quotes/],
  'a text of another script without quotes': ['{"contacts": [{"firstName": «json-syntax»Ōé}]}', /double quotes/],
  'a comma after the last element of a list': ['{"contacts": [1«json-syntax», ]}', /after this comma/],
  'a comma after the last member': ['{"contacts": []«json-syntax»,\n}', /after this comma/],
  'a comma before the first element': ['{"contacts": [«json-syntax»,1]}', /before this comma/],
  'no comma': ['{"contacts": [{} «json-syntax»{}]}', /comma is missing/],
  'no colon': ['{"contacts" «json-syntax»[]}', /colon/],
  'no value': ['{"contacts": «json-syntax»}', /value is expected/],
  'the wrong bracket': ['{"contacts": [{}«json-syntax»}', /cannot close/],
  'a number with a zero before it': ['{"contacts": [{"postalCode": «json-syntax»02142}]}', /not a number/],
  'a number with a plus': ['{"contacts": [{"phone": «json-syntax»+37060000001}]}', /not a number/],
  'a number without digits after the point': [
    '{"contacts": [{"customProperties": {"a": «json-syntax»1.}}]}',
    /not a number/,
  ],
  'a hexadecimal number': ['{"contacts": [{"customProperties": {"a": «json-syntax»0x1f}}]}', /not a number/],
  'not a number': ['{"contacts": [{"customProperties": {"a": «json-syntax»NaN}}]}', /double quotes/],
  'an escape of YAML': ['{"contacts": [{"firstName": "a«json-syntax»\\x41"}]}', /no such escape/],
  'a tab in a text': ['{"contacts": [{"firstName": "a«json-syntax»\tb"}]}', /control character/],
  'a line break in a text': ['{"contacts": [{"firstName": «json-syntax»"Jane\nDoe"}]}', /not closed on its line/],
  'a carriage return in a text': ['{"contacts": [{"firstName": «json-syntax»"Jane\rDoe"}]}', /not closed on its line/],
  'a text that is not closed': ['{"contacts": [{"firstName": «json-syntax»"Jane}]}', /not closed/],
  'a second document': ['{"contacts": []}\n«json-syntax»---\n{}', /ends before this/],
  'a blank that is not white space in JSON': ['{"contacts":«json-syntax»\u00a0[]}', /invisible/],
  'a file cut short': ['{"contacts": [{"email": "a@x.co"}«json-syntax»', /before its JSON is complete/],
};

describe('foreign syntax in JSON gives a mistake that names it', () => {
  it.each(Object.entries(FOREIGN))('%s', async (_, [marked, message]) => {
    const { found, expected, diagnostics } = await loadMarked({ 'a.yaml': ONE_ACCOUNT, 'x.json': marked });
    expect(found).toEqual(expected);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(diagnostics[0]?.hint).toMatch(/\w/);
  });

  it('in a line of NDJSON too, without affecting the other lines', async () => {
    const lines = ['{"email":"a@x.co"} «json-syntax»# note', '{«json-syntax»email: b@x.co}', '{"email":"c@x.co"}'];
    const { found, expected } = await loadMarked({ 'a.yaml': ONE_ACCOUNT, 'x.ndjson': lines.join('\n') });
    expect(found).toEqual(expected);
  });

  it('gives one diagnostic for endless brackets', async () => {
    const { diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, 'x.json': '['.repeat(200_000) });
    expect(diagnostics.map(({ code, column }) => [code, column])).toEqual([['too-deep', 501]]);
  });
});

describe('a carriage return alone (faults D5)', () => {
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
    ['x.json', `{\r\r\n"contacts":\r\r\n[${contact}\r\r\n]}\r\r\n`],
    ['x.jsonl', `${contact}\r\r\n`],
  ])('is white space between the tokens of %s', async (name, text) => {
    const { configuration, diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, [name]: text });
    expect(diagnostics).toEqual([]);
    expect(configuration.contacts).toMatchObject(expected);
  });

  it('does not end a line: only LF and CRLF do, as in git', async () => {
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

  it('is a mistake in YAML, where the parser would treat it as text', async () => {
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

  it('does not shift positions in a file that is too large for a syntax tree', { tags: ['slow'] }, async () => {
    const blank = ' '.repeat(1022);
    const text = `{\n${`${blank}\r\n`.repeat(9 * 1024)}"contacts": [\r{"email":\r"a@x.co",\r"accounts": ["shop", «unknown-account»"shopp"]}]}`;
    const { found, expected: marks } = await loadMarked({ 'a.yaml': ACCOUNTS, 'x.json': text });
    expect(found).toEqual(marks);
  });
});

it('parses JSON of any size with any white space', { tags: ['slow'] }, async () => {
  const filler = `${' '.repeat(1021)}\t\r\n`.repeat(17 * 1024);
  const text = `{${filler}\t"contacts" : [\r\n\t{"email" :\n"a@x.co", "city":\t"\\u004eantes\u2028"}\r\n]}`;
  const { configuration, diagnostics } = await load({ 'a.yaml': ONE_ACCOUNT, 'x.json': text });
  expect(diagnostics).toEqual([]);
  expect(configuration.contacts).toMatchObject([{ scalars: { city: 'Nantes\u2028' } }]);
});
