// One contact a line, for generated data; the first line may be {"defaults": …}. A line that is plain JSON does not pass through
// the yaml library, which is loaded for the first one that is not.

import type { Json } from '../../../contact/canonical.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import { diagnosticAt, lineAt, type ManifestFile, type Range, type Report } from '../../read/source.ts';
import { CONTACT_SHAPE, type Shape } from '../../schema/shape.ts';
import { readPlainJson } from '../fast-yaml/index.ts';
import type { Item, ParsedFile, Path } from '../item.ts';

const DEFAULTS: Shape = { scalar: 'text', members: new Map([['defaults', CONTACT_SHAPE]]) };

interface Line {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
  readonly path: Path;
}

export async function parseLines(file: ManifestFile): Promise<ParsedFile> {
  const diagnostics: Diagnostic[] = [];
  const contacts: Item[] = [];
  let defaults: Item | undefined;
  for (let line = 1; line <= file.lineStarts.length; line += 1) {
    const text = lineAt(file, line);
    if (text.trim() === '') continue;
    if (contacts.length === 0 && defaults === undefined && isDefaults(text)) {
      defaults = await readDefaults(file, { line, text, path: ['defaults'] }, diagnostics);
    } else {
      const contact = { line, text, path: ['contacts', contacts.length] };
      const plain = readPlainJson(text, CONTACT_SHAPE);
      contacts.push(plain.ok ? itemOf(file, contact, plain.value) : await readUnusual(file, contact, diagnostics));
    }
  }
  if (defaults === undefined && contacts.length === 0) {
    diagnostics.push(diagnosticAt(file, { start: 0, end: 0 }, mistake('empty-file', {}, 'note')));
  }
  return { file, accounts: [], contacts, ...(defaults === undefined ? {} : { defaults }), diagnostics, readable: true };
}

function isDefaults(text: string): boolean {
  return /^\s*\{\s*"defaults"\s*:/.test(text);
}

function itemOf(file: ManifestFile, { line, text, path }: Line, value: Json, partiallyParsed = false): Item {
  return { file, path, value, line, column: text.search(/\S/) + 1, partiallyParsed };
}

async function readUnusual(file: ManifestFile, line: Line, diagnostics: Diagnostic[]): Promise<Item> {
  const before = diagnostics.length;
  const value = await readByYaml(line.text, CONTACT_SHAPE, reportAt(file, line, diagnostics));
  return itemOf(file, line, value === undefined ? {} : value, diagnostics.length > before);
}

async function readDefaults(file: ManifestFile, line: Line, diagnostics: Diagnostic[]): Promise<Item> {
  const before = diagnostics.length;
  const report = reportAt(file, line, diagnostics);
  const plain = readPlainJson(line.text, DEFAULTS);
  const value = plain.ok ? plain.value : await readByYaml(line.text, DEFAULTS, report);
  const inner = defaultsIn(value, line.text, report);
  return itemOf(file, line, inner === undefined ? {} : inner, diagnostics.length > before);
}

async function readByYaml(text: string, shape: Shape, report: Report): Promise<Json | undefined> {
  const { parseJsonText } = await import('../yaml/parse-yaml.ts');
  return parseJsonText(text, shape, report);
}

function reportAt(file: ManifestFile, { line }: Line, diagnostics: Diagnostic[]): Report {
  const start = file.lineStarts[line - 1] ?? 0;
  return (range: Range, found: Mistake) => {
    diagnostics.push(diagnosticAt(file, { start: start + range.start, end: start + range.end }, found));
  };
}

/** A line of defaults holds nothing else. */
function defaultsIn(value: Json | undefined, text: string, report: Report): Json | undefined {
  const { defaults, ...others } = (value ?? {}) as { readonly [name: string]: Json };
  if (Object.keys(others).length > 0) {
    report({ start: 0, end: text.length }, mistake('unknown-field', { what: 'beside-defaults' }));
  }
  return defaults;
}
