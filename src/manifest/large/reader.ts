// Reads the contacts of large manifests one part after the other, so that they are never in memory as a whole. Enters: files. Leaves:
// what they say of accounts and settings, and their contacts in parts. The contacts of a YAML file are packed while other files are
// read, because any file may define the accounts; lines are read from disk when their turn comes.

import { createValueStore, type ValueStore } from '../../contact/packed/value-store.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ManifestFile } from '../read/source.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import { readLines } from '../syntax/json/ndjson.ts';
import { parseManifest } from '../syntax/parse.ts';

/** A file without its contacts, and the way to read them. */
export interface LargeFile {
  /** Without contacts and, of a file of lines, without its defaults and mistakes. */
  readonly settings: ParsedFile;
  /** Yields the items in order: the defaults of a file of lines, then the contacts. @param diagnostics receives the mistakes in lines */
  items(diagnostics: Diagnostic[]): AsyncGenerator<Item>;
}

/** Reads files one by one and lets go of each. */
export async function readLarge(files: readonly ManifestFile[]): Promise<LargeFile[]> {
  const store = createValueStore();
  const read: LargeFile[] = [];
  for (const file of files) {
    const { pieces } = file;
    if (file.format === 'ndjson' && pieces !== undefined) read.push(linesIn(file, pieces));
    else read.push(packed(await parseManifest(file), store));
    file.release?.();
  }
  return read;
}

/** Packs the contacts of files that are parsed. */
export function packAll(parsed: readonly ParsedFile[]): LargeFile[] {
  const store = createValueStore();
  return parsed.map((file) => packed(file, store));
}

function linesIn(file: ManifestFile, pieces: () => Iterable<Uint8Array>): LargeFile {
  return {
    settings: { file, accounts: [], contacts: [], diagnostics: [], readable: true },
    items: (diagnostics) => readLines(file, linesOf(pieces()), diagnostics),
  };
}

/** Yields lines as `lineAt` returns them. The text after the last line break is a line, even if it is empty. */
function* linesOf(pieces: Iterable<Uint8Array>): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let isFirst = true;
  let endsWithLine = true;
  for (const piece of pieces) {
    const text = decoder.decode(piece);
    const start = isFirst && text.startsWith('\uFEFF') ? 1 : 0;
    isFirst = false;
    endsWithLine = text.endsWith('\n');
    const lines = text.slice(start).split('\n');
    if (endsWithLine) lines.pop();
    for (const [index, line] of lines.entries())
      yield (index < lines.length - 1 || endsWithLine) && line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (endsWithLine) yield '';
}

/** What is stored of a contact. */
interface StoredItem {
  readonly value: Item['value'];
  readonly line: number;
  readonly column: number;
  readonly end?: number;
}

/** A file with mistakes stays as it is: what is wrong in it may be asked for. */
function packed(parsed: ParsedFile, store: ValueStore): LargeFile {
  const { file, contacts } = parsed;
  const settings = { ...parsed, contacts: [] };
  if (parsed.diagnostics.length > 0 || contacts.some(({ partiallyParsed }) => partiallyParsed))
    return { settings, items: itemsAsTheyAre(contacts) };
  const first = store.size;
  for (const { value, line, column, end } of contacts) store.add({ value, line, column, end });
  return { settings, items: storedItems(store, { file, first, count: contacts.length }) };
}

// Functions of their own: what closures of one function need, all of them hold, and the parsed contacts must not be held.

function itemsAsTheyAre(contacts: readonly Item[]): LargeFile['items'] {
  return async function* () {
    yield* contacts;
  };
}

function storedItems(
  store: ValueStore,
  { file, first, count }: { readonly file: ManifestFile; readonly first: number; readonly count: number },
): LargeFile['items'] {
  return async function* () {
    for (let index = 0; index < count; index += 1) {
      const stored = store.get(first + index) as unknown as StoredItem;
      yield { file, path: ['contacts', index], partiallyParsed: false, ...stored };
    }
  };
}
