// One contact a line, for generated data; the first line may be {"defaults": …}. A line that JSON writes again exactly as it
// stands has no key twice and no number that lost digits, so it need not pass through the yaml library.

import type { Json } from '../contact/canonical.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Item, ParsedFile, Path } from './item.ts';
import { CONTACT_SHAPE, itemShape, memberShape, type Shape } from './shape.ts';
import { diagnosticAt, lineAt, type ManifestFile, type Mistake, type Range, type Report } from './source.ts';
import { readText } from './syntax.ts';
import { readValue, walkOf } from './values.ts';

const DEFAULTS: Shape = { scalar: 'text', members: new Map([['defaults', CONTACT_SHAPE]]) };

export function parseLines(file: ManifestFile): ParsedFile {
  const diagnostics: Diagnostic[] = [];
  const contacts: Item[] = [];
  let defaults: Item | undefined;
  for (let line = 1; line <= file.lineStarts.length; line += 1) {
    const text = lineAt(file, line);
    if (text.trim() === '') continue;
    const first = contacts.length === 0 && defaults === undefined;
    const item = lineItem(file, line, text, ['contacts', contacts.length], first && isDefaults(text), diagnostics);
    if (item.path[0] === 'defaults') defaults = item;
    else contacts.push(item);
  }
  if (defaults === undefined && contacts.length === 0) {
    const empty = { code: 'empty-file', severity: 'note', message: 'There is nothing in this file' } as const;
    diagnostics.push(diagnosticAt(file, { start: 0, end: 0 }, empty));
  }
  return { file, accounts: [], contacts, ...(defaults === undefined ? {} : { defaults }), diagnostics, readable: true };
}

function isDefaults(text: string): boolean {
  return /^\s*\{\s*"defaults"\s*:/.test(text);
}

function lineItem(
  file: ManifestFile,
  line: number,
  text: string,
  path: Path,
  defaults: boolean,
  diagnostics: Diagnostic[],
): Item {
  const start = file.lineStarts[line - 1] ?? 0;
  const before = diagnostics.length;
  function report(range: Range, mistake: Mistake): void {
    diagnostics.push(diagnosticAt(file, { start: start + range.start, end: start + range.end }, mistake));
  }
  const shape = defaults ? DEFAULTS : CONTACT_SHAPE;
  const exact = exactJson(text, shape);
  const value = exact === undefined ? slowly(text, shape, report) : exact;
  const inner = defaults ? defaultsIn(value, text, report) : value;
  const column = text.search(/\S/) + 1;
  return {
    file,
    path: defaults ? ['defaults'] : path,
    value: inner === undefined ? {} : inner,
    line,
    column,
    illegible: diagnostics.length > before,
  };
}

/** A line of defaults holds nothing else. */
function defaultsIn(value: Json | undefined, text: string, report: Report): Json | undefined {
  const { defaults, ...others } = (value ?? {}) as { readonly [name: string]: Json };
  if (Object.keys(others).length > 0) {
    const hint = 'Put each contact on a line of its own';
    report(
      { start: 0, end: text.length },
      { code: 'unknown-field', message: 'A line of defaults holds nothing else', hint },
    );
  }
  return defaults;
}

function exactJson(text: string, shape: Shape): Json | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return JSON.stringify(value) === text ? keepText(value, shape) : undefined;
  } catch {
    return undefined;
  }
}

function slowly(text: string, shape: Shape, report: Report): Json | undefined {
  const syntax = readText(text, report, true);
  return syntax.ok ? readValue(syntax.root, shape, walkOf(report)) : undefined;
}

function keepText(value: Json, shape: Shape): Json {
  if (value === null || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((item: Json) => keepText(item, itemShape(shape)));
  if (typeof value !== 'object') return shape.scalar === 'text' ? String(value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, keepText(member as Json, memberShape(shape, name))]),
  );
}
