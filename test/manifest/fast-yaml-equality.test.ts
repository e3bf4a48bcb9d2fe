// Compares the fast parser with the syntax tree: it either fails, or gives exactly the same values and positions.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/contact/canonical.ts';
import { type ManifestFile, type ManifestFormat, sourceOf } from '../../src/manifest/read/source.ts';
import { ACCOUNT_SHAPE, CONTACT_SHAPE } from '../../src/manifest/schema/shape.ts';
import { parseFast, parseFastJson } from '../../src/manifest/syntax/fast-yaml/index.ts';
import type { Item, ParsedFile } from '../../src/manifest/syntax/item.ts';
import { readSyntax } from '../../src/manifest/syntax/syntax.ts';
import { parseJsonText, parseYaml } from '../../src/manifest/syntax/yaml/parse-yaml.ts';
import { readValue, walkOf } from '../../src/manifest/syntax/yaml/values.ts';
import { mutated, writtenJson, writtenLine, writtenManifest } from './manifest-texts.ts';

/** Returns whether the fast parser supports the text; fails if its result differs from that of the yaml library. */
function compare(text: string, format: ManifestFormat): boolean {
  const file = sourceOf('x', format, Buffer.from(text));
  if (!('text' in file)) return false;
  const fast = parseFast(file);
  if (!fast.ok) {
    expect(fast.offset).toBeLessThanOrEqual(file.text.length);
    return false;
  }
  const byYaml = parseYaml(file);
  expect(byYaml.diagnostics).toEqual([]);
  expect(comparable(fast.value)).toEqual(comparable(byYaml));
  for (const item of itemsOf(fast.value))
    expect(JSON.stringify(parseAlone(file, item))).toBe(JSON.stringify(item.value));
  return true;
}

/** Parses an item on its own, as the locator does for large files. */
function parseAlone({ text, format }: ManifestFile, item: Item): Json | undefined {
  const lines = text.split('\n').slice(0, item.line - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + item.column - 1;
  const report = () => expect.unreachable('an item that is valid in its file is valid on its own');
  const indent = format === 'yaml' ? ' '.repeat(item.column - 1) : '';
  const syntax = readSyntax({ format, text: indent + text.slice(start, item.end) }, report);
  const shape = item.path[0] === 'accounts' ? ACCOUNT_SHAPE : CONTACT_SHAPE;
  return syntax.ok ? readValue(syntax.root, shape, walkOf(report)) : undefined;
}

type Sections = Pick<ParsedFile, 'accounts' | 'contacts' | 'defaults'>;

function itemsOf({ accounts, contacts, defaults }: Sections): readonly Item[] {
  return [...accounts, ...contacts, ...(defaults === undefined ? [] : [defaults])];
}

/** Values become JSON text, because the order of members must be equal too. */
function comparable(sections: Sections): unknown {
  return itemsOf(sections).map(({ path, value, line, column, partiallyParsed, settings }) => ({
    path,
    value: JSON.stringify(value),
    line,
    column,
    partiallyParsed,
    settings: settings && [...settings],
  }));
}

const RUNS = Number(process.env.FUZZ_RUNS ?? 500);

/** Returns whether the fast parser supports a line of NDJSON; fails if its result differs from that of the syntax tree. */
function compareLines(text: string): boolean {
  const fast = parseFastJson(text, CONTACT_SHAPE);
  if (!fast.ok) return false;
  const report = () => expect.unreachable('what the fast parser reads has no mistake');
  expect(JSON.stringify(fast.value)).toBe(JSON.stringify(parseJsonText(text, CONTACT_SHAPE, report)));
  return true;
}

describe('the fast parser equals the syntax tree', () => {
  it.each([
    ['a flow list after defaults: (faults D6)', 'defaults:\n  [a, b]\n', false],
    ['an empty one', 'defaults: # none\n  []\n', false],
    ['a flow list after accounts:', 'accounts:\n  [a]\n', false],
    ['a flow list after an account', 'accounts:\n  shop:\n    [a]\n', false],
    ['a flow mapping after contacts:', 'contacts:\n  { email: a@x.co }\n', false],
    ['a flow mapping after defaults:', 'defaults:\n  { city: X }\n', true],
    ['a flow list of contacts', 'contacts:\n  [{ email: a@x.co }]\n', true],
    ['a flow list after a key', 'contacts:\n  - tags:\n      [a, b]\n    city: X\n', true],
    ['a flow list at the indentation of its key', 'contacts:\n  - tags:\n    [a, b]\n', false],
    ['a scalar after defaults:', 'defaults:\n  x\n', false],
    ['a lone carriage return as line end', 'defaults:\r  city: X\r', false],
    ['a lone carriage return in a text', 'defaults:\n  city: "a\rb"\n', false],
    ['two carriage returns before the line feed', 'defaults:\r\r\n  city: X\r\r\n', false],
  ])('for YAML with %s', (_, text, isSupported) => {
    expect(compare(text, 'yaml')).toBe(isSupported);
  });

  it.each([
    ['a lone carriage return between tokens (faults D5)', '{"defaults":\r{"city":\r"Jane"}}', true],
    ['two carriage returns before the line feed', '{\r\r\n"defaults":{"city":"X"\r\r\n}}\r\r\n', true],
    ['a carriage return in a string', '{"defaults":{"city":"a\rb"}}', false],
  ])('for JSON with %s', (_, text, isSupported) => {
    expect(compare(text, 'json')).toBe(isSupported);
  });

  it('for manifests as people and programs write them, many of which it supports', () => {
    let supported = 0;
    fc.assert(
      fc.property(writtenManifest, (text) => {
        if (compare(text, 'yaml')) supported += 1;
      }),
      { numRuns: RUNS },
    );
    expect(supported / RUNS).toBeGreaterThan(0.25);
  });

  it('for manifests with random mutations', () => {
    let supported = 0;
    fc.assert(
      fc.property(mutated(writtenManifest), (text) => {
        if (compare(text, 'yaml')) supported += 1;
      }),
      { numRuns: RUNS * 4 },
    );
    expect(supported / (RUNS * 4)).toBeGreaterThan(0.02);
  });

  it('for manifests with Windows line ends, of which it supports none', () => {
    fc.assert(
      fc.property(
        fc.oneof(writtenManifest, mutated(writtenManifest)),
        fc.constantFrom('\r\n', '\r\r\n'),
        (text, end) => {
          compare(text.replaceAll('\n', end), 'yaml');
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('for lines of NDJSON, mutated or not', () => {
    let supported = 0;
    fc.assert(
      fc.property(fc.oneof(writtenLine, mutated(writtenLine)), (text) => {
        if (compareLines(text)) supported += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(supported / RUNS).toBeGreaterThan(0.2);
  });

  it('for JSON files, mutated or not', () => {
    let supported = 0;
    fc.assert(
      fc.property(fc.oneof(writtenJson, mutated(writtenJson)), (text) => {
        if (compare(text, 'json')) supported += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(supported / RUNS).toBeGreaterThan(0.2);
  });
});
