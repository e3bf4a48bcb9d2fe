// Compares the readers of manifests with each other: the fast parser with the syntax tree, and both with JSON.parse. Throws an
// assertion where two of them disagree about a text.

import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../src/contact/canonical.ts';
import type { Diagnostic } from '../../src/manifest/diagnostic.ts';
import { type ManifestFile, type ManifestFormat, type Range, sourceOf } from '../../src/manifest/read/source.ts';
import {
  ACCOUNT_SHAPE,
  CONTACT_SHAPE,
  ENVIRONMENT_SHAPE,
  LIMITS_SHAPE,
  LISTED_SHAPE,
  type Shape,
  SOURCE_SHAPE,
  WORD_SHAPE,
} from '../../src/manifest/schema/shape.ts';
import { parseFast, parseFastJson } from '../../src/manifest/syntax/fast-yaml/index.ts';
import type { Item, ParsedFile } from '../../src/manifest/syntax/item.ts';
import { readJsonSyntax } from '../../src/manifest/syntax/json/json-syntax.ts';
import { readSyntax } from '../../src/manifest/syntax/syntax.ts';
import { parseJsonText, parseYaml } from '../../src/manifest/syntax/yaml/parse-yaml.ts';
import { readValue, walkOf } from '../../src/manifest/syntax/yaml/values.ts';

/** Parses a text with both parsers. Returns whether the fast one supports it; throws if their results differ. */
export function compareParsers(text: string, format: ManifestFormat): boolean {
  const file = sourceOf('x', format, Buffer.from(text));
  if (!('text' in file)) return false;
  const fast = parseFast(file);
  const byYaml = parseYaml(file);
  assertInText(file, byYaml);
  if (!fast.ok) {
    assert.ok(fast.offset >= 0 && fast.offset <= file.text.length, `the offset ${fast.offset}`);
    return false;
  }
  // It counts brackets in texts too, and then refuses a depth that is none.
  if (byYaml.diagnostics.some(({ code }) => code === 'too-deep')) return true;
  assert.deepEqual(byYaml.diagnostics, []);
  assert.deepEqual(comparable(fast.value), comparable(byYaml));
  for (const item of itemsOf(fast.value))
    assert.equal(JSON.stringify(parseAlone(file, item)), JSON.stringify(item.value));
  return true;
}

/** Throws unless all items and diagnostics lie in the text of their file. */
export function assertInText(
  file: ManifestFile,
  parsed: Sections & { readonly diagnostics: readonly Diagnostic[] },
): void {
  const located = [...parsed.accounts, ...(parsed.environments ?? [])];
  const settings = located.flatMap((account) => [...(account.settings?.values() ?? [])]);
  for (const { line, column } of [...itemsOf(parsed), ...settings, ...parsed.diagnostics]) {
    const length = lengthOfLine(file, line);
    assert.ok(length !== undefined && column >= 1 && column <= length + 1, `${line}:${column} is not in the text`);
  }
}

/** Length of a 1-based line with its line end; undefined if there is no such line. */
function lengthOfLine({ lineStarts, text }: ManifestFile, line: number): number | undefined {
  const start = lineStarts[line - 1];
  return start === undefined ? undefined : (lineStarts[line] ?? text.length) - start;
}

/** Parses an item on its own, as the locator does for large files. */
function parseAlone({ text, format }: ManifestFile, item: Item): Json | undefined {
  const lines = text.split('\n').slice(0, item.line - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + item.column - 1;
  const report = () => assert.fail('an item that is valid in its file is valid on its own');
  const indent = format === 'yaml' ? ' '.repeat(item.column - 1) : '';
  const syntax = readSyntax({ format, text: indent + text.slice(start, item.end) }, report);
  const shape = SHAPES[String(item.path[0])] ?? CONTACT_SHAPE;
  return syntax.ok ? readValue(syntax.root, shape, walkOf(report)) : undefined;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  accounts: ACCOUNT_SHAPE,
  environments: ENVIRONMENT_SHAPE,
  limits: LIMITS_SHAPE,
  stage: WORD_SHAPE,
  optOuts: WORD_SHAPE,
  sources: SOURCE_SHAPE,
  suppressions: LISTED_SHAPE,
  erasures: LISTED_SHAPE,
};

type Sections = Omit<ParsedFile, 'file' | 'diagnostics' | 'readable'>;

function itemsOf(sections: Sections): readonly Item[] {
  const { accounts, environments = [], contacts, defaults, limits, stage, optOuts } = sections;
  const { sources = [], suppressions = [], erasures = [] } = sections;
  const single = [defaults, limits, stage, optOuts].filter((item) => item !== undefined);
  return [...accounts, ...environments, ...contacts, ...single, ...sources, ...suppressions, ...erasures];
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

/** Parses a line of NDJSON with both parsers. Returns whether the fast one supports it; throws if their results differ. */
export function compareLine(text: string): boolean {
  const fast = parseFastJson(text, CONTACT_SHAPE);
  if (!fast.ok) return false;
  const report = () => assert.fail('what the fast parser reads has no mistake');
  assert.equal(JSON.stringify(fast.value), JSON.stringify(parseJsonText(text, CONTACT_SHAPE, report)));
  return true;
}

/** A shape that gives every scalar its JSON type, at any depth. */
const TYPED: Shape = { scalar: 'typed' };
Object.assign(TYPED, { rest: TYPED, items: TYPED });

type Read = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** Parses with JSON.parse. */
export function byEngine(text: string): Read {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** Parses through the syntax tree; undefined for what JSON.parse accepts and manifests do not: duplicate keys, and great depth. */
function byTree(text: string): Read | undefined {
  const codes: string[] = [];
  const report = (range: Range, { code }: { readonly code: string }): void => {
    assert.ok(range.start <= text.length && range.end > range.start, `the range ${range.start} to ${range.end}`);
    codes.push(code);
  };
  const syntax = readJsonSyntax(text, report);
  if (!syntax.ok) {
    assert.equal(codes.length, 1);
    if (codes[0] === 'too-deep') return undefined;
    assert.equal(codes[0], 'json-syntax');
    return { ok: false };
  }
  const value = readValue(syntax.root, TYPED, walkOf(report));
  if (codes.length === 0) return { ok: true, value };
  assert.deepEqual([...new Set(codes)], ['duplicate-key']);
  return undefined;
}

/** Parses a text with JSON.parse and our parsers. Returns whether it is valid; throws if one of ours disagrees. */
export function compareWithEngine(text: string): boolean {
  // Skip empty texts: JSON.parse rejects them, but an empty file is valid here.
  if (/^[ \t\n\r]*$/.test(text)) return false;
  const engine = byEngine(text);
  const tree = byTree(text);
  if (tree !== undefined && !isDeepStrictEqual(tree, engine)) assert.deepEqual(tree, engine);
  const fast = parseFastJson(text, TYPED);
  if (fast.ok && !isDeepStrictEqual({ ok: true, value: fast.value }, engine))
    assert.deepEqual({ ok: true, value: fast.value }, engine);
  return engine.ok;
}
