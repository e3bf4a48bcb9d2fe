// Holds JSON values outside the heap, in large buffers, and builds them again when they are asked for. Values of the same structure
// share its names, and frequent texts are there once, so that a value costs little more than the texts that only it has. What goes
// in is what comes out: a value that JSON would change is held as it is.

import type { Json } from '../canonical.ts';
import { type Shape, shapeTree } from './shapes.ts';
import { textTable } from './texts.ts';

/** A store of values. Values are added one after the other and never removed. */
export interface ValueStore {
  /** Number of values. */
  readonly size: number;
  /** Adds a value. Members that are undefined are left out, as JSON.stringify does. @returns its number, from 0 */
  add(value: object): number;
  /** Builds a value again. The same object may be returned for the same number, so callers must not change it. */
  get(index: number): Readonly<Record<string, unknown>>;
}

/** Size of a buffer in bytes. A larger value gets a buffer of its own. */
const CHUNK = 4 * 1024 * 1024;

/** How many values that were built last are remembered. A power of two. */
const RECENT = 64;

/** Numbers that are held for every value: buffer, offset, length in bytes, and structure. */
const NUMBERS = 4;

/** The structure of values that are held as they are. */
const AS_IS = 0xffffffff;

/** Creates an empty store. */
export function createValueStore(): ValueStore {
  const shapes = shapeTree();
  const texts = textTable();
  const buffers: Buffer[] = [];
  const asIs = new Map<number, object>();
  const recent: (Readonly<Record<string, unknown>> | undefined)[] = new Array(RECENT);
  const recentIndex = new Int32Array(RECENT).fill(-1);
  let used = CHUNK;
  let numbers = new Uint32Array(NUMBERS * 256);
  let size = 0;

  function write(text: string): void {
    const most = text.length * 3;
    if (used + most > (buffers.at(-1)?.length ?? 0)) {
      buffers.push(Buffer.allocUnsafeSlow(Math.max(CHUNK, most)));
      used = 0;
    }
    const length = (buffers.at(-1) as Buffer).write(text, used);
    numbers.set([buffers.length - 1, used, length], size * NUMBERS);
    used += length;
  }

  function build(index: number): Readonly<Record<string, unknown>> {
    const [buffer = 0, start = 0, length = 0, shape = AS_IS] = numbers.subarray(index * NUMBERS, (index + 1) * NUMBERS);
    if (shape === AS_IS) return asIs.get(index) as Readonly<Record<string, unknown>>;
    const values = JSON.parse((buffers[buffer] as Buffer).toString('utf8', start, start + length)) as Json[];
    return shapes.fill(shape, texts.restore(values));
  }

  return {
    get size() {
      return size;
    },
    add(value) {
      if ((size + 1) * NUMBERS > numbers.length) {
        const larger = new Uint32Array(numbers.length * 2);
        larger.set(numbers);
        numbers = larger;
      }
      const taken: Shape | undefined = shapes.take(value);
      if (taken === undefined) asIs.set(size, value);
      else write(JSON.stringify(texts.shorten(taken.values)));
      numbers[size * NUMBERS + 3] = taken?.shape ?? AS_IS;
      size += 1;
      return size - 1;
    },
    get(index) {
      if (!(index >= 0 && index < size)) throw new RangeError(`the store has no value ${index}`);
      const slot = index & (RECENT - 1);
      const known = recentIndex[slot] === index ? recent[slot] : undefined;
      if (known !== undefined) return known;
      const built = build(index);
      recent[slot] = built;
      recentIndex[slot] = index;
      return built;
    },
  };
}
