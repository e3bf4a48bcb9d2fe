// Reads the files that suppressions refer to. Enters: the name of a file beside the manifests. Leaves: one suppression for each
// address, number or digest in it, and every mistake in it, with its position. A file must not leave the repository.

import { extname } from 'node:path';
import { type Diagnostic, ofWholeFile } from '../diagnostic.ts';
import { mistake } from '../mistake.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import { dataBeside } from '../read/data-file.ts';
import { isTable, rowsOf } from '../read/delimited.ts';
import type { ManifestFiles, ManifestPlace } from '../read/read.ts';
import { diagnosticAt, type ManifestFile, positionAt, sourceOf } from '../read/source.ts';
import type { Item } from '../syntax/item.ts';
import type { Place } from '../syntax/locate.ts';
import { keyIdOf } from './digest.ts';
import { NAMED_BY, type NamedBy, type Suppression } from './person.ts';
import { checkNamed, isDigest, normaliseNamed, type SuppressionFile } from './suppression.ts';

/** The suppressions in the files, the mistakes in these files, and the mistakes in the items that refer to them. */
export interface FileSuppressions {
  readonly suppressions: readonly Suppression[];
  readonly diagnostics: readonly Diagnostic[];
  /** Map from the id of a key to the item whose file has digests made with the key; of several items, the first. */
  readonly keyPlaces: ReadonlyMap<string, Place>;
  readonly problems: readonly Problem[];
}

/** Reads the files. Never throws for their content. */
export async function readSuppressionFiles(
  files: readonly SuppressionFile[],
  place: ManifestPlace,
): Promise<FileSuppressions> {
  const suppressions: Suppression[] = [];
  const diagnostics: Diagnostic[] = [];
  const keyPlaces = new Map<string, Place>();
  const problems: Problem[] = [];
  for (const file of files) {
    const source = await open(file, place);
    if ('place' in source) problems.push(source);
    else if (!('text' in source)) diagnostics.push(source);
    else readInto(source, file, { suppressions, diagnostics, keyPlaces });
  }
  return { suppressions, diagnostics, keyPlaces, problems };
}

/**
 * Reads the files as they were at an earlier revision, and reports no mistakes. A file that was not there, or that cannot be read
 * as a whole, names nobody.
 *
 * @param read returns the bytes of a file
 */
export async function suppressionsBefore(
  files: readonly SuppressionFile[],
  read: NonNullable<ManifestFiles['readBeside']>,
): Promise<readonly Suppression[]> {
  const found = { suppressions: [], diagnostics: [], keyPlaces: new Map() };
  for (const file of files) {
    const bytes = await read(file.from);
    const source = bytes && sourceOf(file.from, 'ndjson', bytes);
    if (source !== undefined && 'text' in source) readInto(source, file, found);
  }
  return found.suppressions;
}

async function open(
  { item, from }: SuppressionFile,
  place: ManifestPlace,
): Promise<ManifestFile | Diagnostic | Problem> {
  const refuse = (args: Extract<Problem, { readonly code: 'suppression-file' }>['args']): Problem =>
    problem(placeOf(item, ['from']), 'suppression-file', args);
  const data = await dataBeside(place)(from);
  if ('refused' in data) return refuse(data.refused);
  const read = sourceOf(data.name, 'ndjson', data.bytes);
  return 'text' in read ? read : refuse({ why: 'text' });
}

/** A text in a file that names a person. */
interface Named {
  readonly text: string;
  /** Offset in the file. */
  readonly start: number;
  /** What the title of the column says that the text is; undefined: the text itself shows it. */
  readonly kind?: NamedBy;
}

interface Found {
  readonly suppressions: Suppression[];
  readonly diagnostics: Diagnostic[];
  readonly keyPlaces: Map<string, Place>;
}

function readInto(source: ManifestFile, file: SuppressionFile, { suppressions, diagnostics, keyPlaces }: Found): void {
  const named = namedIn(source, file);
  if ('code' in named) {
    diagnostics.push(named);
    return;
  }
  const accounts = file.accounts === undefined ? {} : { accounts: file.accounts };
  for (const { text, start, kind = kindOf(text) } of named) {
    const position = positionAt(source, start);
    const item: Item = { file: source, path: [], value: text, ...position, partiallyParsed: false };
    for (const found of checkNamed(kind, text, item, [])) {
      diagnostics.push(diagnosticAt(source, { start, end: start + text.length }, found));
    }
    const id = kind === 'digest' && isDigest(text) ? keyIdOf(text) : undefined;
    if (id !== undefined && !keyPlaces.has(id)) keyPlaces.set(id, placeOf(file.item, ['from']));
    if (kind === 'digest' && id === undefined) {
      const found = mistake('invalid-digest', { value: { is: 'value', value: text } });
      diagnostics.push(diagnosticAt(source, { start, end: start + text.length }, found));
    }
    suppressions.push({
      kind,
      value: normaliseNamed(kind, text),
      ...accounts,
      source: { file: source.name, ...position },
      isInFile: true,
    });
  }
}

function kindOf(text: string): NamedBy {
  if (text.includes('@')) return 'email';
  return text.includes(':') ? 'digest' : 'phone';
}

function namedIn(source: ManifestFile, { column, from }: SuppressionFile): readonly Named[] | Diagnostic {
  const kind = extname(from).toLowerCase();
  if (kind === '.ndjson' || kind === '.jsonl') return namedInLines(source, column);
  const isList =
    column === undefined && !isTable(source.text.split('\n', 1)[0] ?? '') && kind !== '.csv' && kind !== '.tsv';
  return isList ? linesOf(source).filter(({ text }) => !text.startsWith('#')) : namedInTable(source, column);
}

/** Returns the lines that are not blank, trimmed. */
function linesOf({ text, lineStarts }: ManifestFile): readonly Named[] {
  return lineStarts.flatMap((start, index) => {
    const line = text.slice(start, lineStarts[index + 1] ?? text.length);
    const trimmed = line.trim();
    return trimmed === '' ? [] : [{ text: trimmed, start: start + line.indexOf(trimmed) }];
  });
}

/** Returns the texts of every column that is named email, phone or digest, or of the column that is asked for. */
function namedInTable(source: ManifestFile, column: string | undefined): readonly Named[] | Diagnostic {
  const [titles, ...rows] = rowsOf(source.text);
  const columns = (titles?.cells ?? []).flatMap((title, index) => {
    const name = title.text.trim();
    const kind = NAMED_BY.find((one) => one === name.toLowerCase());
    if (column !== undefined) return name === column ? [{ index, kind }] : [];
    return kind === undefined ? [] : [{ index, kind }];
  });
  if (columns.length === 0) {
    const why = { why: 'column', columns: column === undefined ? NAMED_BY : [column] } as const;
    return ofWholeFile(source.name, mistake('suppression-file', why));
  }
  return rows.flatMap(({ cells }) =>
    columns.flatMap(({ index, kind }) => {
      const cell = cells[index];
      const text = cell?.text.trim() ?? '';
      if (cell === undefined || text === '') return [];
      return [{ text, start: cell.start + cell.text.indexOf(text), ...(kind === undefined ? {} : { kind }) }];
    }),
  );
}

function namedInLines(source: ManifestFile, column: string | undefined): readonly Named[] | Diagnostic {
  const named: Named[] = [];
  for (const { text, start } of linesOf(source)) {
    const value = parsed(text);
    const members = Object.entries(value ?? {}).flatMap(([name, member]): Named[] => {
      const kind = NAMED_BY.find((one) => one === name);
      const isWanted = column === undefined ? kind !== undefined : name === column;
      if (!isWanted || typeof member !== 'string' || member.trim() === '') return [];
      const within = text.indexOf(member);
      return [{ text: member.trim(), start: start + Math.max(within, 0), ...(kind === undefined ? {} : { kind }) }];
    });
    if (value === undefined || members.length === 0) {
      return diagnosticAt(source, { start, end: start + text.length }, mistake('suppression-file', { why: 'line' }));
    }
    named.push(...members);
  }
  return named;
}

function parsed(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
