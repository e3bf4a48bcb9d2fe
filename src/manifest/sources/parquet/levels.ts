// Reads runs of small numbers (levels, and positions in a dictionary) of a Parquet file, and tells what the levels of a column mean.
// A run says how long it is: it is checked before it is believed.

import { readRleBitPackedHybrid } from 'hyparquet/src/encoding.js';
import type { Element } from './footer.ts';
import { damaged } from './refused.ts';

/** The levels of a column. */
export interface Levels {
  /** Level of a value that is present: the number of elements of its path that may be absent or repeated. */
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  /** Level from which a list has a member; 0 if the column holds no lists. */
  readonly member: number;
}

/** Returns the levels of a column. @param path the elements of the schema from the top down to the column */
export function levelsOfPath(path: readonly Element[]): Levels {
  const optional = path.map(({ repetition }) => repetition).filter((repetition) => repetition !== 'required');
  return {
    maxDefinition: optional.length,
    maxRepetition: optional.filter((repetition) => repetition === 'repeated').length,
    member: optional.indexOf('repeated') + 1,
  };
}

/**
 * Reads levels, one for each entry.
 *
 * @param max the highest level; 0: the bytes contain none
 * @param length number of bytes; absent: the bytes begin with it
 * @returns the levels, and the offset after them
 */
export function levelsOf(
  bytes: Uint8Array,
  start: number,
  max: number,
  entries: number,
  length?: number,
): { readonly levels: readonly number[]; readonly end: number } {
  if (max === 0) return { levels: new Array<number>(entries).fill(0), end: start + (length ?? 0) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const from = length === undefined ? start + 4 : start;
  const end = from + (length ?? view.getUint32(start, true));
  return { levels: readRuns(bytes, from, end, 32 - Math.clz32(max), entries), end };
}

/** How many values more than there are a run of packed bits may hold: such a run is filled up to a multiple of eight. */
const PADDING = 512;

/**
 * Reads numbers that are stored as runs of one number, and as packed bits.
 *
 * @param width number of bits of a number
 * @throws ParquetError `damaged` if the runs do not hold exactly as many numbers as there are entries
 */
export function readRuns(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  entries: number,
): readonly number[] {
  if (end > bytes.length || width > 32) throw damaged();
  let seen = 0;
  let at = start;
  while (seen < entries) {
    const { value, next } = varint(bytes, at, end);
    const isPacked = value % 2 === 1;
    const numbers = isPacked ? (value - 1) * 4 : value / 2;
    if (numbers > entries - seen + (isPacked ? PADDING : 0)) throw damaged();
    at = next + (isPacked ? (numbers * width) / 8 : (width + 7) >> 3);
    seen += numbers;
  }
  // The last bytes of packed bits may be left out if they are only padding.
  if (at > end + PADDING) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const output = new Array<number>(entries);
  readRleBitPackedHybrid({ view, offset: start }, width, output, end - start);
  return output;
}

function varint(bytes: Uint8Array, start: number, end: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = start, factor = 1; at < Math.min(end, start + 5); at += 1, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return { value, next: at + 1 };
  }
  throw damaged();
}
