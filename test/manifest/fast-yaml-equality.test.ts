// Compares the fast parser with the syntax tree: it either fails, or gives exactly the same values and positions.
// @module-tag slow

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/contact/canonical.ts';
import { type ManifestFile, type ManifestFormat, sourceOf } from '../../src/manifest/read/source.ts';
import { ACCOUNT_SHAPE, CONTACT_SHAPE } from '../../src/manifest/schema/shape.ts';
import { parseFast } from '../../src/manifest/syntax/fast-yaml/index.ts';
import type { Item, ParsedFile } from '../../src/manifest/syntax/item.ts';
import { readSyntax } from '../../src/manifest/syntax/syntax.ts';
import { parseYaml } from '../../src/manifest/syntax/yaml/parse-yaml.ts';
import { readValue, walkOf } from '../../src/manifest/syntax/yaml/values.ts';
import { mutated, writtenJson, writtenManifest } from './manifest-texts.ts';

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

describe('the fast parser equals the syntax tree', () => {
  it('for manifests as people and programs write them, many of which it supports', () => {
    let supported = 0;
    fc.assert(
      fc.property(writtenManifest, (text) => {
        if (compare(text, 'yaml')) supported += 1;
      }),
      { numRuns: RUNS },
    );
    expect(supported / RUNS).toBeGreaterThan(0.4);
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
