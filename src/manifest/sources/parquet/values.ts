// Decodes the values of one page of a Parquet file, and turns them into texts. Pure.

import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import type { Json } from '../../../contact/canonical.ts';
import { type Element, megabytesOf, refuseLongNumbers } from './footer.ts';
import { levelsOf, readRuns } from './levels.ts';
import { damaged, ParquetError } from './refused.ts';
import type { Stored, TextOf } from './texts.ts';

/** A column of values, and how they become texts. */
export interface Column {
  /** The elements of the schema from the top down to the column. */
  readonly path: readonly Element[];
  readonly textOf: TextOf;
}

/** The encoded values of a page. */
export interface EncodedValues {
  readonly encoding: number;
  /** Number of values that are present. */
  readonly present: number;
  readonly rest: Uint8Array;
}

/** The cell of a value that has no text. An object is no value of a field, so that it becomes a mistake of its row. */
const NO_TEXT: Json = {};

/** Returns the texts of values. */
export function toTexts(values: ArrayLike<Stored>, textOf: TextOf): readonly Json[] {
  return Array.from(values, (value) => textOf(value) ?? NO_TEXT);
}

const TYPES = ['BOOLEAN', 'INT32', 'INT64', 'INT96', 'FLOAT', 'DOUBLE', 'BYTE_ARRAY', 'FIXED_LEN_BYTE_ARRAY'] as const;

function typeOf(path: readonly Element[]): { readonly type: (typeof TYPES)[number]; readonly typeLength: number } {
  const { type = 0, typeLength } = path.at(-1) ?? missing();
  return { type: TYPES[type] ?? missing(), typeLength };
}

const ENCODING = {
  plain: 0,
  plainDictionary: 2,
  rle: 3,
  deltaBinaryPacked: 5,
  deltaLengthByteArray: 6,
  deltaByteArray: 7,
  rleDictionary: 8,
  byteStreamSplit: 9,
} as const;

/** Returns the texts of the values of a page. */
export function cellsOf(
  page: EncodedValues,
  { path, textOf }: Column,
  dictionary: readonly Json[] | undefined,
): readonly Json[] {
  const { encoding, present, rest } = page;
  if (present === 0) return [];
  if (encoding !== ENCODING.plainDictionary && encoding !== ENCODING.rleDictionary) {
    return toTexts(decode(page, path), textOf);
  }
  const [width = 0] = rest;
  const indices = width === 0 ? new Array<number>(present).fill(0) : readRuns(rest, 1, rest.length, width, present);
  return indices.map((index) => dictionary?.[index] ?? missing());
}

function decode({ encoding, present, rest }: EncodedValues, path: readonly Element[]): ArrayLike<Stored> {
  const { type, typeLength } = typeOf(path);
  switch (encoding) {
    case ENCODING.plain:
      return plain(rest, path, present);
    case ENCODING.rle:
      return levelsOf(rest, 0, 1, present).levels.map((bit) => bit === 1);
    case ENCODING.byteStreamSplit:
      return byteStreamSplit(readerOf(rest), present, type, typeLength) as ArrayLike<Stored>;
    default:
      return deltas(encoding, type, present, rest);
  }
}

function deltas(encoding: number, type: string, present: number, rest: Uint8Array): ArrayLike<Stored> {
  const reader = readerOf(rest);
  switch (encoding) {
    case ENCODING.deltaBinaryPacked: {
      refuseLongNumbers(rest);
      const numbers = type === 'INT32' ? new Int32Array(present) : new BigInt64Array(present);
      deltaBinaryUnpack(reader, present, numbers);
      return numbers;
    }
    case ENCODING.deltaLengthByteArray: {
      const texts = new Array<Uint8Array>(present);
      deltaLengthByteArray(reader, present, texts);
      return texts;
    }
    case ENCODING.deltaByteArray: {
      refuseLongPrefixes(rest, present);
      const texts = new Array<Uint8Array>(present);
      deltaByteArray(reader, present, texts);
      return texts;
    }
    default:
      throw new ParquetError({ why: 'unsupported', what: `encoding ${encoding}` });
  }
}

/** Maximum size of the values of one page that share the beginnings of one another, in bytes. */
const MAX_SHARED = 256 * 1024 * 1024;

/** Refuses values that repeat the beginning of the value before so often that they take far more memory than the page. */
function refuseLongPrefixes(rest: Uint8Array, present: number): void {
  const prefixes = new Int32Array(present);
  deltaBinaryUnpack(readerOf(rest), present, prefixes);
  const bytes = prefixes.reduce((sum, length) => sum + (length < 0 ? missing() : length), rest.length);
  if (bytes > MAX_SHARED) throw new ParquetError({ why: 'too-much', what: 'group', megabytes: megabytesOf(bytes) });
}

/** Reads values that are stored one after the other. @throws ParquetError `damaged` if there are fewer */
export function plain(bytes: Uint8Array, path: readonly Element[], entries: number): ArrayLike<Stored> {
  const { type, typeLength } = typeOf(path);
  if (entries > bytes.length * 8) throw damaged();
  const reader = readerOf(bytes);
  const values = readPlain(reader, type, entries, typeLength) as ArrayLike<Stored>;
  return reader.offset <= bytes.length ? values : missing();
}

function readerOf(bytes: Uint8Array): { view: DataView; offset: number } {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

function missing(): never {
  throw damaged();
}
