// Redacted diagnostics: no format shows a value of a manifest, however it is written; what is not personal stays visible.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/manifest/diagnostic.ts';
import { formatDiagnosticsForGitHub } from '../../../src/render/github/diagnostics.ts';
import { redactDiagnostics, redactSourceLine } from '../../../src/render/redact/diagnostics.ts';
import { diagnosticsToSarif } from '../../../src/render/sarif/diagnostics.ts';
import { formatDiagnostics } from '../../../src/render/text/diagnostics.ts';
import { diagnosticsWithWords } from '../../../src/render/words/diagnostics.ts';
import { ACCOUNTS, load } from '../../manifest/load.ts';

function everyForm(diagnostics: readonly Diagnostic[]): string {
  return [
    formatDiagnostics(diagnostics, { color: false }),
    formatDiagnosticsForGitHub(diagnostics),
    JSON.stringify(diagnosticsToSarif(diagnostics, '0.1.0')),
    JSON.stringify(diagnosticsWithWords(diagnostics)),
  ].join('\n');
}

async function formsOf(files: Readonly<Record<string, string>>, environment = {}): Promise<readonly [string, string]> {
  const { diagnostics } = await load({ 'accounts.yaml': ACCOUNTS, ...files }, { environment });
  return [everyForm(diagnostics), everyForm(redactDiagnostics(diagnostics))];
}

const person = (fields: string): string => `contacts:\n  - accounts: [shop]\n${fields.replace(/^/gm, '    ')}\n`;

/** Contents of one manifest; each has a mistake that concerns its canary. */
const CASES: Readonly<Record<string, readonly [name: string, text: string]>> = {
  'an apostrophe within quotes': ['x.yaml', person('email: "o\'canary"')],
  'a doubled quote': ['x.yaml', person("email: 'o''canary'")],
  'a folded scalar': ['x.yaml', person('email: a@x.co\nbirthdate: >-\n  likes: canary\n  email: canary too')],
  'a literal scalar': ['x.yaml', person('email: a@x.co\ncountryCode: |\n  canary')],
  'quotes over two lines': ['x.yaml', person('email: a@x.co\nbirthdate: "canary\n  canary: canary"')],
  'plain text over two lines': ['x.yaml', person('email: a@x.co\nbirthdate: canary\n  canary')],
  escapes: ['x.yaml', person('email: "\\u0063anary"')],
  'a comment': ['x.yaml', person('email: canary # email of canary')],
  'an unknown key': ['x.yaml', person('email: a@x.co\ncanary: x')],
  'an unknown key in quotes': ['x.yaml', person('email: a@x.co\n"canary": x')],
  'an unknown section': ['x.yaml', 'canary: x\n'],
  'a key twice': ['x.yaml', person('email: a@x.co\ncustomProperties: { canary: 1, canary: 2 }')],
  'a key without a value': ['x.yaml', person('email: a@x.co\ncustomProperties:\n  canary:')],
  'a nested property': ['x.yaml', person('email: a@x.co\ncustomProperties: { canary: { canary: 1 } }')],
  'a property that cannot be named so': ['x.yaml', person('email: a@x.co\ncustomProperties: { "my canary": 1 }')],
  'a tag of the wrong type': ['x.yaml', person('email: a@x.co\ntags: { canary: 1 }')],
  'a set of the wrong type': ['x.yaml', person('email: a@x.co\ntags: canary')],
  'an unknown account': ['x.yaml', 'contacts:\n  - { email: a@x.co, accounts: [canary] }\n'],
  'an unknown account under at': ['x.yaml', person('email: a@x.co\nat: { canary: { city: X } }')],
  'a status': ['x.yaml', person('email: a@x.co\nchannels: { email: canary }')],
  'a phone': ['x.yaml', person('email: a@x.co\nphone: canary')],
  'a number that loses its text': ['x.yaml', person('email: a@x.co\ncustomProperties: { age: 0x0canary, b: 1e3 }')],
  'an alias': ['x.yaml', person('email: *canary')],
  'an anchor': ['x.yaml', person('email: &canary a@x.co\ncity: *canary\nbirthdate: *canary')],
  'a local tag': ['x.yaml', person('email: !canary a@x.co')],
  'an unclosed quote': ['x.yaml', person('email: "canary')],
  'no YAML at all': ['x.yaml', 'contacts:\n  - email: a@x.co\n   canary: [canary, canary\n  canary\n'],
  'the same field twice': [
    'x.yaml',
    'contacts:\n  - { email: a@x.co, accounts: [app], lists: { canary: true } }\n  - { email: a@x.co, accounts: [app], lists: { canary: true } }\n',
  ],
  'an unmanaged field': ['x.yaml', person('email: a@x.co\nunmanaged: [canary]')],
  'a file named by an address': ['canary@example.com.yaml', person('email: x')],
  'a line of JSON': ['x.json', `{"contacts":[{"accounts":["shop"],"email":"canary","canary":"canary"}]}`],
  'a very long line of JSON': [
    'x.json',
    `{"contacts":[{"accounts":["shop"],"email":"canary","firstName":"${'canary '.repeat(4_000)}"}]}`,
  ],
  'an escape in JSON': ['x.json', '{"contacts":[{"accounts":["shop"],"email":"\\u0063anary"}]}'],
  'what is no JSON': ['x.json', '{"contacts":[{"accounts":["shop"],"email":canary}]}'],
  'a line of NDJSON': ['x.ndjson', '{"accounts":["shop"],"email":"canary"}\n{"defaults":{},"canary":1}\n'],
};

describe('a value in a mistake', () => {
  it.each(Object.entries(CASES))('%s', async (_, [name, text]) => {
    const [shown, masked] = await formsOf({ [name]: text });
    // The canary must appear in unredacted output, otherwise the test proves nothing.
    expect(shown).toMatch(/canary|\\\\u0063anary/);
    expect(masked).not.toMatch(/anary/);
    expect(masked).toMatch(/(?:x\.(?:ya?ml|json|ndjson)|‹file›)/);
  });
});

describe('what is not personal', () => {
  it('stays visible: fields, accounts, known names, positions and advice', async () => {
    const text = `${person('firstname: Jane\nbirthdate: tomorrow\ngender: male')}  - { accounts: [shop], city: X }\n`;
    const [, masked] = await formsOf({ 'x.yaml': text });
    for (const words of [
      'x.yaml:3:5 error unknown-field  Unknown field ‹name›',
      'Did you mean firstName?',
      '‹value› is not a calendar date',
      'Like 1997-05-02: year, month, day',
      '‹value› is not a valid gender',
      'shop (Omnisend 2026-03-15) cannot look this contact up by any identifier that it declares',
      '    birthdate: ········',
    ]) {
      expect(masked).toContain(words);
    }
  });

  it('stays visible: names of variables and positions of other declarations', async () => {
    const twice = 'contacts:\n  - { email: a@x.co, accounts: [shop], city: canary }\n';
    const [, masked] = await formsOf({ 'a.yaml': twice, 'b.yaml': twice });
    expect(masked).toContain('The environment variable SHOP_KEY is not set');
    expect(masked).toContain('city of this contact is also declared at a.yaml:2:');
    expect(masked).not.toContain('canary');
  });
});

describe('a source line', () => {
  it.each([
    ['    city: London', '    city: ······'],
    ['  - { email: jane@example.com, tags: [vip, x] }', '  - { email: ················, tags: [···, ·] }'],
    ['{"email":"jane@example.com","age":33}', '{"email":"················","···":··}'],
    ['  Jane: hello', '  ····: ·····'],
    ['  phone: +370 600 00001 # Jane', '  phone: ···· ··· ····· # ····'],
    ["lastName: 'O''Neil'", "lastName: '·······'"],
    ["lastName: O'Neil", 'lastName: ······'],
    ['note: "email: jane, [x]: \\"y\\""', '····: "······ ····· ···· ·····"'],
    ['email: "a, b: { city: x }', 'email: ··· ·· · ····· · ·'],
  ])('keeps the layout of %s', (line, masked) => {
    expect(redactSourceLine(line)).toBe(masked);
    expect(redactSourceLine(line)).toHaveLength(line.length);
  });

  it('shows every key of the schema', () => {
    const schema: unknown = JSON.parse(readFileSync('schemas/manifest.schema.json', 'utf8'));
    const keys = [...new Set(keysIn(schema))];
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => redactSourceLine(`${key}: x`) !== `${key}: ·`)).toEqual([]);
  });
});

/** Returns the names of all properties in a JSON Schema. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}
