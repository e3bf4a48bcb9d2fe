// Parses NDJSON, which generated manifests use: one contact per line; the first line may be {"defaults": …}. Enters: a file.
// Leaves: its items and mistakes. Every line is parsed on its own, by the fast parser or, if that fails, through a syntax tree.
// The yaml library provides the tree's nodes, and is imported only for the first line that needs it.

import type { Json } from '../../../contact/canonical.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import { diagnosticAt, lineAt, type ManifestFile, type Range, type Report } from '../../read/source.ts';
import { CONTACT_SHAPE, type Shape } from '../../schema/shape.ts';
import { parseFastJson } from '../fast-yaml/index.ts';
import type { Item, ParsedFile, Path } from '../item.ts';

const DEFAULTS: Shape = { scalar: 'text', members: new Map([['defaults', CONTACT_SHAPE]]) };

/** One line of a file, and the path of the item in it. */
interface Line {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  readonly path: Path;
}

/** Parses an NDJSON file. A mistake in one line does not affect the others. */
export async function parseLines(file: ManifestFile): Promise<ParsedFile> {
  const diagnostics: Diagnostic[] = [];
  const contacts: Item[] = [];
  let defaults: Item | undefined;
  for await (const read of readLines(file, linesOf(file), diagnostics)) {
    if (read.path[0] === 'defaults') defaults = read;
    else contacts.push(read);
  }
  return { file, accounts: [], contacts, ...(defaults === undefined ? {} : { defaults }), diagnostics, readable: true };
}

/**
 * Yields the items of an NDJSON file: the defaults, if the first line has them, then the contacts.
 *
 * @param lines all lines of the file, without their ends
 * @param diagnostics receives the mistakes
 */
export async function* readLines(
  file: ManifestFile,
  lines: Iterable<string>,
  diagnostics: Diagnostic[],
): AsyncGenerator<Item> {
  let line = 0;
  let contacts = 0;
  let hasDefaults = false;
  for (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    if (contacts === 0 && !hasDefaults && isDefaults(text)) {
      hasDefaults = true;
      yield await readDefaults(file, { line, text, path: ['defaults'] }, diagnostics);
    } else {
      const contact = { line, text, path: ['contacts', contacts] };
      contacts += 1;
      const fast = parseFastJson(text, CONTACT_SHAPE);
      yield fast.ok ? itemOf(file, contact, fast.value) : await readContactLine(file, contact, diagnostics);
    }
  }
  if (!hasDefaults && contacts === 0)
    diagnostics.push(diagnosticAt(file, { start: 0, end: 0 }, mistake('empty-file', {}, 'note')));
}

function* linesOf(file: ManifestFile): Generator<string> {
  for (let line = 1; line <= file.lineStarts.length; line += 1) yield lineAt(file, line);
}

function isDefaults(text: string): boolean {
  return /^\s*\{\s*"defaults"\s*:/.test(text);
}

function itemOf(file: ManifestFile, { line, text, path }: Line, value: Json, partiallyParsed = false): Item {
  return { file, path, value, line, column: text.search(/\S/) + 1, partiallyParsed };
}

async function readContactLine(file: ManifestFile, line: Line, diagnostics: Diagnostic[]): Promise<Item> {
  const before = diagnostics.length;
  const value = await parseBySyntaxTree(line.text, CONTACT_SHAPE, reportAt(file, line, diagnostics));
  return itemOf(file, line, value === undefined ? {} : value, diagnostics.length > before);
}

async function readDefaults(file: ManifestFile, line: Line, diagnostics: Diagnostic[]): Promise<Item> {
  const before = diagnostics.length;
  const report = reportAt(file, line, diagnostics);
  const fast = parseFastJson(line.text, DEFAULTS);
  const value = fast.ok ? fast.value : await parseBySyntaxTree(line.text, DEFAULTS, report);
  const inner = defaultsIn(value, line.text, report);
  return itemOf(file, line, inner === undefined ? {} : inner, diagnostics.length > before);
}

async function parseBySyntaxTree(text: string, shape: Shape, report: Report): Promise<Json | undefined> {
  const { parseJsonText } = await import('../yaml/parse-yaml.ts');
  return parseJsonText(text, shape, report);
}

function reportAt(file: ManifestFile, { line }: Line, diagnostics: Diagnostic[]): Report {
  return (range: Range, found: Mistake) => {
    const start = file.lineStarts[line - 1] ?? 0;
    diagnostics.push(diagnosticAt(file, { start: start + range.start, end: start + range.end }, found));
  };
}

/** Returns the value of `defaults`, and reports other members next to it. */
function defaultsIn(value: Json | undefined, text: string, report: Report): Json | undefined {
  const { defaults, ...others } = (value ?? {}) as { readonly [name: string]: Json };
  if (Object.keys(others).length > 0) {
    report({ start: 0, end: text.length }, mistake('unknown-field', { what: 'next-to-defaults' }));
  }
  return defaults;
}
