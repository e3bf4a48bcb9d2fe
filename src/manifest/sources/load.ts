// Loads the sources that manifests declare. Enters: the items under `sources`, a function that reads files, and one that fetches
// the rows of queries. Leaves: the rows of each source as entries of the manifest that declares it, and every mistake. Never throws
// for the content of a file.

import type { Diagnostic } from '../diagnostic.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import type { DataFile } from '../read/data-file.ts';
import type { ManifestFile } from '../read/source.ts';
import { unknownAccounts } from '../resolve/route.ts';
import type { Item, ParsedFile } from '../syntax/item.ts';
import type { WrittenContact } from '../syntax/written.ts';
import { type DataOptions, readSourceData } from './data.ts';
import { readSource, type SourceDeclaration, sourceName } from './declaration.ts';
import { entryCollector, type RowItems, type RowMistake, type SourceEntries } from './entries.ts';
import { openData } from './open.ts';
import { readRows } from './rows/index.ts';
import type { LoadedSource } from './source.ts';
import { checkUntold } from './titles.ts';

/** A source with its rows, as they were read. */
export interface SourceWithRows extends SourceEntries {
  readonly declaration: SourceDeclaration;
  /** The data file, or the rows of the query in the form of one. */
  readonly data: DataFile;
  /** The file with the query; absent for a data file. */
  readonly query?: DataFile;
  /** Names of the accounts that get its contacts. */
  readonly accounts: readonly string[];
}

/** All sources of the manifests. */
export interface LoadedSources {
  readonly sources: readonly SourceWithRows[];
  /** Map from a manifest to the rows of all sources that it declares. */
  readonly rowsOf: ReadonlyMap<ManifestFile, Iterable<Item>>;
  readonly mistakes: readonly RowMistake[];
  readonly problems: readonly Problem[];
  readonly diagnostics: readonly Diagnostic[];
  /** The manifests with a source that could not be read as a whole. */
  readonly incomplete: ReadonlySet<ManifestFile>;
}

/** What the loading of sources depends on. */
export interface SourceOptions extends DataOptions {
  /** Names of all accounts that the manifests define. */
  readonly accountNames: ReadonlySet<string>;
  /** True if a manifest could not be read; it may define an account that seems unknown. */
  readonly incomplete: boolean;
  /** True if every source must name the digest of its file. */
  readonly frozen: boolean;
  /** Returns an empty list for the items of a data file; absent: arrays. */
  readonly newItems?: ((data: DataFile) => RowItems) | undefined;
}

/** Loads all sources, in the order of the manifests. */
export async function loadSources(parsed: readonly ParsedFile[], options: SourceOptions): Promise<LoadedSources> {
  const sources: SourceWithRows[] = [];
  const problems: Problem[] = [];
  const diagnostics: Diagnostic[] = [];
  const mistakes: RowMistake[] = [];
  const rowsOf = new Map<ManifestFile, Iterable<Item>>();
  const incomplete = new Set<ManifestFile>();
  const named = new Map<string, Item>();
  for (const file of parsed) {
    for (const item of file.sources ?? []) {
      append(problems, duplicateName(item, named));
      const loaded = await loadSource(item, file.defaults, options);
      append(problems, loaded.problems);
      append(diagnostics, loaded.diagnostics ?? []);
      if (loaded.source === undefined || loaded.source.diagnostics.length > 0) incomplete.add(file.file);
      if (loaded.source === undefined) continue;
      const { source } = loaded;
      sources.push(source);
      append(problems, source.problems);
      append(diagnostics, source.diagnostics);
      append(mistakes, source.mistakes);
      rowsOf.set(file.file, joined(rowsOf.get(file.file), source.items));
    }
  }
  return { sources, rowsOf, mistakes, problems, diagnostics, incomplete };
}

/** Returns the items of both lists, without copying them. */
function joined(first: Iterable<Item> | undefined, second: Iterable<Item>): Iterable<Item> {
  if (first === undefined) return second;
  return {
    *[Symbol.iterator]() {
      yield* first;
      yield* second;
    },
  };
}

function duplicateName(item: Item, named: Map<string, Item>): readonly Problem[] {
  const name = sourceName(item);
  const other = named.get(name);
  if (other === undefined) named.set(name, item);
  if (other === undefined) return [];
  return [problem(placeOf(item, [], 'key'), 'duplicate-source', { name }, { other: placeOf(other, [], 'key') })];
}

interface ReadRows {
  readonly source?: SourceWithRows;
  readonly problems: readonly Problem[];
  readonly diagnostics?: readonly Diagnostic[];
}

async function loadSource(raw: Item, defaults: Item | undefined, options: SourceOptions): Promise<ReadRows> {
  const { declaration, problems: found } = readSource(raw);
  const problems = [...found, ...checkAccounts(raw, defaults, options)];
  if (declaration === undefined) return { problems };
  const { written, item, connect } = declaration;
  append(problems, checkPinned(declaration, options.frozen));
  // A query that nobody pinned is not run for nothing.
  if (connect !== undefined && options.frozen && written.sha256 === undefined) return { problems };
  const got = await readSourceData(declaration, options);
  if ('problems' in got) return { ...got, problems: [...problems, ...got.problems] };
  const { data } = got;
  const from = placeOf(item, ['from']);
  append(problems, checkDigest(declaration, data));
  const opened = await openData(data, declaration);
  if ('mistake' in opened) return { problems: [...problems, { ...opened.mistake, place: from }] };
  append(problems, checkUntold(declaration, opened.untold));
  // Do not read the rows if the declaration has mistakes: with wrong accounts, for example, every row would be wrong in the same
  // way.
  if (problems.length > 0) return { problems };
  const collector = entryCollector(declaration, opened.file, written.accounts, options.newItems?.(data));
  await readRows(opened, declaration, collector);
  const entries = collector.result();
  const isEmpty = entries.rows === 0 && entries.problems.length + entries.diagnostics.length === 0;
  const empty = isEmpty ? [problem(from, 'source-file', { why: 'empty' }, { severity: 'warning' })] : [];
  const shared = (defaults?.value as WrittenContact | undefined)?.accounts;
  const accounts = written.accounts ?? shared ?? [...options.accountNames];
  return { source: { ...entries, ...got, declaration, accounts }, problems: [...problems, ...empty] };
}

function checkAccounts(
  item: Item,
  defaults: Item | undefined,
  { accountNames, incomplete }: SourceOptions,
): readonly Problem[] {
  if (incomplete) return [];
  // Not validated yet: a source may be null.
  const accounts = (item.value as WrittenContact | null)?.accounts;
  const isList = Array.isArray(accounts) && accounts.every((name) => typeof name === 'string');
  if (isList) return unknownAccounts(item, accountNames);
  const shared = (defaults?.value as WrittenContact | undefined)?.accounts;
  const [account] = [...accountNames].sort();
  if (accounts !== undefined || shared !== undefined || accountNames.size === 1) return [];
  const place = placeOf(item, [], 'key');
  return [account === undefined ? problem(place, 'no-accounts', {}) : problem(place, 'accounts-needed', { account })];
}

function checkPinned({ name, item, written: { sha256 } }: SourceDeclaration, frozen: boolean): readonly Problem[] {
  return frozen && sha256 === undefined
    ? [problem(placeOf(item, [], 'key'), 'source-digest', { what: 'none', name })]
    : [];
}

function checkDigest({ name, item, written: { sha256 } }: SourceDeclaration, { hash }: DataFile): readonly Problem[] {
  return sha256 === undefined || sha256 === hash
    ? []
    : [problem(placeOf(item, ['sha256']), 'source-digest', { what: 'other', name })];
}

/** Returns the files that the sources were read from, each once: those with data, and those with queries. */
export function filesOf(sources: readonly SourceWithRows[]): readonly DataFile[] {
  const files = sources.flatMap(({ data, query }) => (query === undefined ? [data] : [query, data]));
  return [...new Map(files.map((file) => [file.from, file])).values()];
}

/** Returns what a plan shows about a source. @param skipped number of its rows that are left out as invalid */
export function summaryOf(
  { declaration, accounts, data, query, rows, keys }: SourceWithRows,
  skipped: number,
): LoadedSource {
  const { name, item, written } = declaration;
  return {
    name,
    file: query?.name ?? data.name,
    sha256: data.hash,
    isPinned: written.sha256 !== undefined,
    rows,
    ...(skipped === 0 ? {} : { skipped }),
    limits: written.limits ?? {},
    accounts,
    source: { file: item.file.name, line: item.line, column: item.column },
    keys,
  };
}
