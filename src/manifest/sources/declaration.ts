// Reads what a manifest declares about one source of contacts: an item goes in; the checked declaration comes out, and every
// mistake in it that can be found without the data file. Pure.

import { personal } from '../../contact/argument.ts';
import { CHANNELS } from '../../contact/fields.ts';
import { ACCOUNT_NAME } from '../account-settings.ts';
import { append, type Problem, placeOf, problem } from '../problem.ts';
import { validateItem } from '../schema/validate.ts';
import type { Item } from '../syntax/item.ts';
import { type SourceField, similarField, sourceField } from './field.ts';
import type { WrittenColumn, WrittenQuery, WrittenSource } from './written.ts';

/** How one column becomes one field. */
export interface Column extends SourceField, Required<Pick<WrittenColumn, 'column' | 'blank'>> {
  /** The field as the manifest names it. */
  readonly field: string;
  readonly type: NonNullable<WrittenColumn['type']>;
  readonly split?: string;
  readonly values?: Readonly<Record<string, string>>;
}

/**
 * Layout of the data: a table of delimited text, one JSON object a line, one JSON list of objects, a Parquet file, or the rows of a
 * query.
 */
type DataFormat = 'delimited' | 'lines' | 'list' | 'parquet' | 'query';

/** The declaration of a source whose file can be read. */
export interface SourceDeclaration {
  readonly name: string;
  readonly item: Item;
  readonly written: WrittenSource;
  readonly format: DataFormat;
  readonly delimiter: string;
  /** Path of the data file, or of the file with the query. */
  readonly path: string;
  /** What the manifest names as the database; absent for a data file. */
  readonly connect?: string;
  readonly columns: readonly Column[];
  /** Names of the columns that tell rows apart. */
  readonly key: readonly string[];
  /** The rows to take: for each of these columns, the texts of which its cell must have one. */
  readonly where: readonly (readonly [column: string, texts: ReadonlySet<string>])[];
}

/** The declaration of a source, and the mistakes in it. It is absent if the file cannot be read as the manifest says. */
export interface ReadSource {
  readonly declaration?: SourceDeclaration;
  readonly problems: readonly Problem[];
}

/** Layout and default delimiter of data files, by extension. */
const FORMATS: Readonly<Record<string, readonly [DataFormat, delimiter: string]>> = {
  csv: ['delimited', ','],
  tsv: ['delimited', '\t'],
  ndjson: ['lines', ''],
  jsonl: ['lines', ''],
  json: ['list', ''],
  parquet: ['parquet', ''],
};

/** Extensions of the files that can be read. */
const DATA_EXTENSIONS: readonly string[] = Object.keys(FORMATS).map((name) => `.${name}`);

/** Returns the name of a source, which is its key in `sources`. */
export function sourceName(item: Item): string {
  return String(item.path[1]);
}

/** Returns whether a source is declared to be the rows of a query. */
export function isQuery({ value }: Item): boolean {
  const from = (value as Partial<WrittenSource> | null)?.from;
  return typeof from === 'object' && from !== null;
}

/** Reads and checks one source. */
export function readSource(raw: Item): ReadSource {
  const { item, problems: found } = validateItem(raw);
  const problems: Problem[] = [...found, ...checkName(raw)];
  if (item === undefined) return { problems };
  const written = item.value as unknown as WrittenSource;
  const format = formatOf(item, written.from, problems);
  const columns = columnsOf(item, written, problems);
  append(problems, checkConsent(item, columns));
  if (format === undefined || found.length > 0) return { problems };
  const [kind, delimiter] = format;
  const { from } = written;
  const declaration = {
    name: sourceName(item),
    item,
    written,
    format: kind,
    ...(typeof from === 'string' ? { path: from } : { path: from.sql, connect: from.connect }),
    delimiter: written.delimiter ?? delimiter,
    columns,
    key: list(written.key).map((name) => columns.find(({ field }) => field === name)?.column ?? name),
    where: Object.entries(written.where ?? {}).map(([column, texts]) => [column, new Set(list(texts))] as const),
  };
  return { declaration, problems };
}

/** @param problems receives the mistakes in what the manifest names as `from`; then the result is undefined */
function formatOf(
  item: Item,
  from: WrittenSource['from'] | undefined,
  problems: Problem[],
): readonly [DataFormat, string] | undefined {
  if (from === undefined) return undefined;
  if (typeof from !== 'string') return formatOfQuery(item, from, problems);
  const extension = extensionOf(from);
  if (Object.hasOwn(FORMATS, extension)) return FORMATS[extension];
  problems.push(problem(placeOf(item, ['from']), 'source-file', { why: 'extension', known: DATA_EXTENSIONS }));
  return undefined;
}

function extensionOf(path: unknown): string {
  return /\.([a-z]+)$/i.exec(String(path))?.[1]?.toLowerCase() ?? '';
}

/** Matches the reference to an environment variable. */
const REFERENCE = /^\$\{([A-Za-z_]\w*)\}$/;

/** Returns the name of the environment variable that `connect` refers to; undefined if it is a path. */
export function variableOf(connect: string): string | undefined {
  return REFERENCE.exec(connect)?.[1];
}

/** Returns whether an environment variable is one of rollcall's own, such as the address of its queue. */
function isReserved(variable: string | undefined): boolean {
  return /^ROLLCALL_/i.test(variable ?? '');
}

function formatOfQuery(
  item: Item,
  { sql, connect }: WrittenQuery,
  problems: Problem[],
): readonly [DataFormat, string] | undefined {
  if (sql === undefined || connect === undefined) return undefined;
  const found = [
    ...(extensionOf(sql) === 'sql'
      ? []
      : [problem(placeOf(item, ['from', 'sql']), 'source-query', { why: 'extension' })]),
    // An address contains a password, mostly; and part of a reference is no path.
    ...(/:\/\/|\$\{/.test(connect) && variableOf(connect) === undefined
      ? [problem(placeOf(item, ['from', 'connect']), 'source-query', { why: 'literal' })]
      : []),
    ...(isReserved(variableOf(connect))
      ? [problem(placeOf(item, ['from', 'connect']), 'source-query', { why: 'reserved' })]
      : []),
  ];
  append(problems, found);
  return found.length === 0 ? ['query', ''] : undefined;
}

function list(texts: string | readonly string[]): readonly string[] {
  return typeof texts === 'string' ? [texts] : texts;
}

function checkName(item: Item): readonly Problem[] {
  const name = sourceName(item);
  if (new RegExp(`^${ACCOUNT_NAME.pattern}$`).test(name)) return [];
  return [problem(placeOf(item, [], 'key'), 'invalid-source-name', { name: personal('name', name) })];
}

function columnsOf(item: Item, { fields = {}, blank = 'unmanaged' }: WrittenSource, problems: Problem[]): Column[] {
  return Object.entries(fields).flatMap(([field, given]) => {
    const known = sourceField(field);
    if (known === undefined) {
      const name = { name: personal('name', field), ...similarField(field) };
      problems.push(problem(placeOf(item, ['fields', field], 'key'), 'source-field', { what: 'unknown', ...name }));
      return [];
    }
    const written: WrittenColumn = typeof given === 'string' ? { column: given } : given;
    const type = written.type ?? (known.kind === 'member' ? 'boolean' : 'text');
    const column: Column = { blank, ...written, ...known, field, type };
    append(problems, checkColumn(item, column, written));
    return [column];
  });
}

function checkColumn(item: Item, { field, kind }: Column, { type, split, values }: WrittenColumn): readonly Problem[] {
  const at = (member: string) => placeOf(item, ['fields', field, member]);
  const isTyped = kind === 'property' || (kind === 'member' && type === 'boolean');
  const problems: Problem[] = [];
  if (type !== undefined && type !== 'text' && !isTyped)
    problems.push(problem(at('type'), 'source-field', { what: 'type', field, type }));
  if (split !== undefined && kind !== 'set' && kind !== 'property')
    problems.push(problem(at('split'), 'source-field', { what: 'split', field }));
  if (values !== undefined && (split !== undefined || kind === 'set'))
    problems.push(problem(at('values'), 'source-field', { what: 'values', field }));
  return problems;
}

/**
 * Reports a channel that may be subscribed, or whose consent is mapped, without columns that tell where and when consent was
 * given: a table without them subscribes nobody.
 */
function checkConsent(item: Item, columns: readonly Column[]): readonly Problem[] {
  return CHANNELS.flatMap((channel) => {
    const parts = new Map(
      columns.flatMap((column) =>
        column.path[0] === 'channels' && column.path[1] === channel ? [[column.path.slice(2).join('.'), column]] : [],
      ),
    );
    const claims = [...parts].find(([part, column]) => part.startsWith('consent.') || maySubscribe(part, column));
    const missing = ['consent.source', 'consent.createdAt'].filter((part) => !parts.has(part));
    if (claims === undefined || missing.length === 0) return [];
    const place = placeOf(item, ['fields', claims[1].field], 'key');
    const names = missing.map((part) => `channels.${channel}.${part}`);
    return [problem(place, 'source-consent', { channel, missing: names })];
  });
}

function maySubscribe(part: string, { values }: Column): boolean {
  return part === 'status' && (values === undefined || Object.values(values).includes('subscribed'));
}
