// The plain way against the syntax tree's: it either declines, or gives exactly the same values and positions.
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

/** What the plain way read, or undefined where it declined; fails where the yaml library sees something else. */
function readBoth(text: string, format: ManifestFormat): boolean {
  const file = sourceOf('x', format, Buffer.from(text));
  if (!('text' in file)) return false;
  const plain = parseFast(file);
  if (!plain.ok) {
    expect(plain.offset).toBeLessThanOrEqual(file.text.length);
    return false;
  }
  const byYaml = parseYaml(file);
  expect(byYaml.diagnostics).toEqual([]);
  expect(comparable(plain.value)).toEqual(comparable(byYaml));
  for (const item of itemsOf(plain.value))
    expect(JSON.stringify(readAlone(file, item))).toBe(JSON.stringify(item.value));
  return true;
}

/** What a large file's item is read from when a mistake in it is to be located. */
function readAlone({ text, format }: ManifestFile, item: Item): Json | undefined {
  const lines = text.split('\n').slice(0, item.line - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + item.column - 1;
  const report = () => expect.unreachable('an item alone is as readable as in its file');
  const indent = format === 'yaml' ? ' '.repeat(item.column - 1) : '';
  const syntax = readSyntax({ format, text: indent + text.slice(start, item.end) }, report);
  const shape = item.path[0] === 'accounts' ? ACCOUNT_SHAPE : CONTACT_SHAPE;
  return syntax.ok ? readValue(syntax.root, shape, walkOf(report)) : undefined;
}

type Sections = Pick<ParsedFile, 'accounts' | 'contacts' | 'defaults'>;

function itemsOf({ accounts, contacts, defaults }: Sections): readonly Item[] {
  return [...accounts, ...contacts, ...(defaults === undefined ? [] : [defaults])];
}

/** As JSON, because the order of members counts too. */
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

describe('the plain way equals the syntax tree', () => {
  it('over manifests as people and programs write them, and reads most of them', () => {
    let read = 0;
    fc.assert(
      fc.property(writtenManifest, (text) => {
        if (readBoth(text, 'yaml')) read += 1;
      }),
      { numRuns: RUNS },
    );
    expect(read / RUNS).toBeGreaterThan(0.4);
  });

  it('over manifests with random mutations', () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(writtenManifest), (text) => {
        if (readBoth(text, 'yaml')) read += 1;
      }),
      { numRuns: RUNS * 4 },
    );
    expect(read / (RUNS * 4)).toBeGreaterThan(0.02);
  });

  it('over JSON files, mutated or not', () => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(writtenJson, mutated(writtenJson)), (text) => {
        if (readBoth(text, 'json')) read += 1;
      }),
      { numRuns: RUNS * 2 },
    );
    expect(read / RUNS).toBeGreaterThan(0.2);
  });
});
