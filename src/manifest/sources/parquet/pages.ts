// Reads the values of one column in one group of rows of a Parquet file, page by page. Every length in the file is checked before it
// is believed, and a value of a dictionary becomes one text however often it is used, so that a small file cannot ask for a large
// memory.

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { compressors, decompressZstd } from 'hyparquet-compressors';
import type { Json } from '../../../contact/canonical.ts';
import { append } from '../../problem.ts';
import { type Chunk, count, megabytesOf, readHeader, struct, type Thrift } from './footer.ts';
import { type Levels, levelsOf, levelsOfPath } from './levels.ts';
import { damaged, ParquetError } from './refused.ts';
import { type Column, cellsOf, type EncodedValues, plain, toTexts } from './values.ts';

/** Values of a column: one for each row, or for each member of a list. */
export interface ColumnValues {
  /** For each value, and for each place of a missing one: how many elements of its path are present. */
  readonly definitions: readonly number[];
  /** For each of these: 0 if a row begins. Empty if the column holds no lists. */
  readonly repetitions: readonly number[];
  /** The values that are present. */
  readonly values: readonly Json[];
}

/** The memory that the pages of one group of rows may still take, in bytes. */
export interface Budget {
  bytes: number;
}

const PAGE = { data: 0, index: 1, dictionary: 2, dataV2: 3 } as const;

/**
 * Reads all values of a column in one group of rows.
 *
 * @param file the bytes of the whole file
 * @param budget the memory that is left; updated
 * @throws ParquetError, or an error of the library if the file is damaged
 */
export function readChunk(file: Uint8Array, chunk: Chunk, { path, textOf }: Column, budget: Budget): ColumnValues {
  const levels = levelsOfPath(path);
  const definitions: number[] = [];
  const repetitions: number[] = [];
  const values: Json[] = [];
  let dictionary: readonly Json[] | undefined;
  let at = chunk.start;
  while (at < chunk.end && definitions.length < chunk.values) {
    const { value: header, length } = readHeader(file.subarray(at, chunk.end));
    const from = at + length;
    at = from + count(header.field_3);
    if (at > chunk.end) throw damaged();
    const page = {
      header,
      bytes: file.subarray(from, at),
      codec: chunk.codec,
      left: chunk.values - definitions.length,
    };
    const kind = count(header.field_1);
    if (kind === PAGE.dictionary) dictionary = dictionaryOf(page, { path, textOf }, budget);
    else if (kind === PAGE.data || kind === PAGE.dataV2) {
      const opened = kind === PAGE.data ? openPage(page, levels, budget) : openPageV2(page, levels, budget);
      append(definitions, opened.definitions);
      append(repetitions, opened.repetitions);
      append(values, cellsOf(opened, { path, textOf }, dictionary));
    } else if (kind !== PAGE.index) throw damaged();
  }
  if (definitions.length !== chunk.values) throw damaged();
  return { definitions, repetitions, values };
}

function missing(): never {
  throw damaged();
}

interface Page {
  readonly header: Thrift;
  readonly bytes: Uint8Array;
  readonly codec: number;
  /** Number of values that the column still lacks. */
  readonly left: number;
}

/** A page whose levels are read. */
interface OpenedPage extends Omit<ColumnValues, 'values'>, EncodedValues {}

function openPage({ header, bytes, codec, left }: Page, levels: Levels, budget: Budget): OpenedPage {
  const about = struct(header.field_5);
  const entries = atMost(count(about.field_1), left);
  const page = decompress(bytes, count(header.field_2), codec, budget);
  const repetitions = levelsOf(page, 0, levels.maxRepetition, entries);
  const definitions = levelsOf(page, repetitions.end, levels.maxDefinition, entries);
  return {
    repetitions: levels.maxRepetition === 0 ? [] : repetitions.levels,
    definitions: definitions.levels,
    encoding: count(about.field_2),
    present: countOf(definitions.levels, levels.maxDefinition),
    rest: page.subarray(definitions.end),
  };
}

function openPageV2({ header, bytes, codec, left }: Page, levels: Levels, budget: Budget): OpenedPage {
  const about = struct(header.field_8);
  const entries = atMost(count(about.field_1), left);
  const [forDefinitions, forRepetitions] = [count(about.field_5), count(about.field_6)];
  const start = forRepetitions + forDefinitions;
  const size = count(header.field_2) - start;
  if (start > bytes.length || size < 0) throw damaged();
  const repetitions = levelsOf(bytes, 0, levels.maxRepetition, entries, forRepetitions).levels;
  const definitions = levelsOf(bytes, forRepetitions, levels.maxDefinition, entries, forDefinitions).levels;
  const rest = bytes.subarray(start);
  const isCompressed = about.field_7 !== false && size > 0;
  return {
    repetitions: levels.maxRepetition === 0 ? [] : repetitions,
    definitions,
    encoding: count(about.field_4),
    present: countOf(definitions, levels.maxDefinition),
    rest: isCompressed ? decompress(rest, size, codec, budget) : rest,
  };
}

function countOf(levels: readonly number[], level: number): number {
  return levels.reduce((sum, one) => (one === level ? sum + 1 : sum), 0);
}

function atMost(entries: number, most: number): number {
  if (entries > most) throw damaged();
  return entries;
}

const CODECS = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;

/** Decompresses a page to the size that its header says; anything else is an error. */
function decompress(bytes: Uint8Array, size: number, codec: number, budget: Budget): Uint8Array {
  budget.bytes -= size;
  if (budget.bytes < 0) throw new ParquetError({ why: 'too-much', what: 'group', megabytes: megabytesOf(size) });
  const name = CODECS[codec];
  if (name === 'UNCOMPRESSED') return bytes.length === size ? bytes : missing();
  const page = inflate(name ?? String(codec), bytes, size);
  return page.length === size ? page : missing();
}

/** Decompresses bytes, to no more than a size: without one, the output would grow to whatever the compressed bytes say. */
function inflate(codec: string, bytes: Uint8Array, size: number): Uint8Array {
  const bounded = { maxOutputLength: Math.max(size, 1) };
  switch (codec) {
    case 'SNAPPY':
    case 'LZ4':
    case 'LZ4_RAW':
      return compressors[codec]?.(bytes, size) ?? missing();
    case 'ZSTD':
      return decompressZstd(bytes, new Uint8Array(size));
    case 'GZIP':
      return gunzipSync(bytes, bounded);
    case 'BROTLI':
      return brotliDecompressSync(bytes, bounded);
    default:
      throw new ParquetError({ why: 'unsupported', what: `compression ${codec}` });
  }
}

function dictionaryOf({ header, bytes, codec }: Page, { path, textOf }: Column, budget: Budget): readonly Json[] {
  const entries = count(struct(header.field_7).field_1);
  return toTexts(plain(decompress(bytes, count(header.field_2), codec, budget), path, entries), textOf);
}
