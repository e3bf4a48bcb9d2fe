// Reads the footer of a Parquet file: which columns it has, and where their values lie. Takes only what the reading of rows needs,
// and nothing that a footer could make expensive, such as statistics. Pure.

import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';
import { damaged, ParquetError } from './refused.ts';

/** Maximum size of a footer in bytes. Its objects in memory take fifty times as much. */
const MAX_FOOTER = 8 * 1024 * 1024;

/** Maximum depth of nested columns. */
const MAX_DEPTH = 16;

/** One element of the schema: a column, or a group of columns. Members are named and numbered as the format does. */
export interface Element {
  readonly name: string;
  /** Physical type, by its number in the format; absent for a group. */
  readonly type?: number;
  readonly typeLength: number;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly convertedType?: number;
  readonly scale: number;
  /** Logical type: a struct of which one member is present. */
  readonly logicalType: Thrift;
}

/** A column of the table, which may consist of several columns of values. */
export interface TopColumn {
  readonly name: string;
  /** The elements of each of its columns of values, from the top down. */
  readonly leaves: readonly (readonly Element[])[];
  /** Position of its first column of values among those of the file. */
  readonly index: number;
}

/** The values of one column in one group of rows. */
export interface Chunk {
  readonly codec: number;
  readonly values: number;
  readonly start: number;
  readonly end: number;
}

/** A group of rows. */
export interface RowGroup {
  readonly rows: number;
  /** The columns, by their position in the schema; undefined for one whose values lie in another file. */
  readonly chunks: readonly (Chunk | undefined)[];
}

/** What a footer says. */
export interface Footer {
  readonly columns: readonly TopColumn[];
  readonly groups: readonly RowGroup[];
}

/** A struct of the Thrift protocol, whose members have numbers. */
export type Thrift = Readonly<Record<`field_${number}`, unknown>>;

/**
 * Reads the footer.
 *
 * @throws ParquetError if the bytes are no Parquet file, or one that is damaged
 */
export function readFooter(bytes: Uint8Array): Footer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length < 12 ? '' : latin1(bytes.subarray(0, 4));
  if (magic === 'PARE') throw new ParquetError({ why: 'encrypted' });
  if (magic !== 'PAR1') throw new ParquetError({ why: 'format' });
  if (latin1(bytes.subarray(-4)) !== 'PAR1') throw damaged();
  const length = view.getUint32(bytes.length - 8, true);
  if (length > bytes.length - 12) throw damaged();
  if (length > MAX_FOOTER) throw new ParquetError({ why: 'too-much', what: 'footer', megabytes: megabytesOf(length) });
  const start = bytes.length - 8 - length;
  const footer = readThrift(bytes.subarray(start, start + length)).value;
  const columns = topColumns(list(footer.field_2).map((one) => elementOf(struct(one))));
  return { columns, groups: list(footer.field_4).map((one) => groupOf(struct(one), start)) };
}

/** Maximum length of a sequence of bytes with the highest bit set, which a hostile file could pass off as one number. */
const MAX_RUN = 16 * 1024;

/**
 * Reads a struct at the beginning of some bytes.
 *
 * @returns the struct, and the number of bytes that it takes
 * @throws ParquetError `damaged` if there is none
 */
function readThrift(bytes: Uint8Array): { readonly value: Thrift; readonly length: number } {
  refuseLongNumbers(bytes);
  return parseThrift(bytes);
}

/** Maximum length of the header of a page in bytes; it may contain the smallest and the largest value. */
const MAX_HEADER = 1024 * 1024;

/**
 * Reads the struct at the beginning of a page; the values follow it.
 *
 * @returns the struct, and the number of bytes that it takes
 */
export function readHeader(bytes: Uint8Array): { readonly value: Thrift; readonly length: number } {
  try {
    // No number in so few bytes is too long. Values may contain any bytes, so they are not looked at.
    return parseThrift(bytes.subarray(0, MAX_RUN));
  } catch {
    return readThrift(bytes.subarray(0, MAX_HEADER));
  }
}

function parseThrift(bytes: Uint8Array): { readonly value: Thrift; readonly length: number } {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  return { value: deserializeTCompactProtocol(reader), length: reader.offset };
}

/** Refuses bytes that may contain a number of thousands of digits, because the time to read it grows with the square of them. */
export function refuseLongNumbers(bytes: Uint8Array): void {
  let run = 0;
  for (const byte of bytes) {
    run = byte < 0x80 ? 0 : run + 1;
    if (run > MAX_RUN) throw damaged();
  }
}

function elementOf(raw: Thrift): Element {
  const { field_1: type, field_3: repetition, field_4: name, field_6: converted } = raw;
  return {
    name: name === undefined ? '' : utf8(name),
    ...(type === undefined ? {} : { type: count(type) }),
    typeLength: raw.field_2 === undefined ? 0 : count(raw.field_2),
    repetition: (['required', 'optional', 'repeated'] as const)[Number(repetition ?? 0)] ?? 'required',
    ...(converted === undefined ? {} : { convertedType: count(converted) }),
    scale: raw.field_7 === undefined ? 0 : Number(raw.field_7),
    logicalType: raw.field_10 === undefined ? {} : struct(raw.field_10),
    ...{ children: raw.field_5 === undefined ? 0 : count(raw.field_5) },
  };
}

/** Returns the columns at the top of the schema, which is a list of all elements in depth-first order. */
function topColumns(elements: readonly (Element & { readonly children?: number })[]): readonly TopColumn[] {
  let next = 1;
  let leaves = 0;
  const leavesBelow = (above: readonly Element[]): Element[][] => {
    const element = elements[next];
    if (element === undefined || above.length >= MAX_DEPTH) throw damaged();
    next += 1;
    const path = [...above, element];
    if (element.type !== undefined) {
      leaves += 1;
      return [path];
    }
    return Array.from({ length: boundedBy(elements.length, element.children) }, () => leavesBelow(path)).flat();
  };
  const tops = boundedBy(elements.length, elements[0]?.children);
  return Array.from({ length: tops }, () => {
    const [index, name] = [leaves, elements[next]?.name ?? ''];
    return { index, name, leaves: leavesBelow([]) };
  });
}

function boundedBy(most: number, children = 0): number {
  if (children > most) throw damaged();
  return children;
}

function groupOf(raw: Thrift, end: number): RowGroup {
  return { rows: count(raw.field_3), chunks: list(raw.field_1).map((one) => chunkOf(struct(one), end)) };
}

function chunkOf(raw: Thrift, end: number): Chunk | undefined {
  if (raw.field_1 !== undefined || raw.field_3 === undefined) return undefined;
  const { field_4: codec, field_5: values, field_7: size, field_9: data, field_11: dictionary } = struct(raw.field_3);
  // Some writers write 0 if there is no dictionary.
  const start = dictionary === undefined || count(dictionary) === 0 ? count(data) : count(dictionary);
  const chunk = { codec: count(codec), values: count(values), start, end: start + count(size) };
  if (chunk.start < 4 || chunk.end > end) throw damaged();
  return chunk;
}

/** Returns a value that must be a struct. */
export function struct(value: unknown): Thrift {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw damaged();
  }
  return value as Thrift;
}

/** Returns a value that must be a whole number, and not negative. */
export function count(value: unknown): number {
  const number = Number(value);
  if ((typeof value !== 'number' && typeof value !== 'bigint') || number < 0 || !Number.isSafeInteger(number)) {
    throw damaged();
  }
  return number;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw damaged();
  return value;
}

function utf8(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw damaged();
  return new TextDecoder('utf-8').decode(value);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** Returns a number of bytes in megabytes, rounded up. */
export function megabytesOf(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
