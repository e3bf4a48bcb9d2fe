// Writes texts that occur often, such as the names of countries, as short references. What is written is JSON all the same: a text
// that begins with a tilde is a reference, or with two of them a text that itself begins with one.

import type { Json } from '../canonical.ts';

/** A table of frequent texts. Texts get into it and never out of it. */
export interface TextTable {
  /** Replaces frequent texts in a list, and in the lists within, with references. */
  shorten(values: readonly Json[]): readonly Json[];
  /** Puts the texts back. Changes the list, which must be one that `shorten` returned, or a copy of it. */
  restore(values: Json[]): readonly Json[];
}

/** Maximum number of texts in a table. */
const MAX_TEXTS = 16_384;

/** Texts of other lengths are not worth a place in the table. */
const MIN_LENGTH = 4;
const MAX_LENGTH = 100;

/** Number of hashes of texts that are remembered, to recognise one that occurs again. A power of two. */
const REMEMBERED = 8192;

const MARK = '~';

/** Creates an empty table. */
export function textTable(): TextTable {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  const seen = new Int32Array(REMEMBERED);

  function written(value: Json): Json {
    if (Array.isArray(value)) return value.map(written);
    if (typeof value !== 'string') return value;
    const number = value.length < MIN_LENGTH || value.length > MAX_LENGTH ? undefined : numberOf(value);
    if (number !== undefined) return MARK + number.toString(36);
    return value.startsWith(MARK) ? MARK + value : value;
  }

  /** Returns the number of a text; undefined if it is not known to occur often. */
  function numberOf(text: string): number | undefined {
    const known = numbers.get(text);
    if (known !== undefined || texts.length >= MAX_TEXTS) return known;
    const hash = hashOf(text);
    const slot = hash & (REMEMBERED - 1);
    if (seen[slot] !== hash) {
      seen[slot] = hash;
      return undefined;
    }
    // A copy, because the text may be a slice that keeps the text of a whole file in memory.
    const copy = JSON.parse(JSON.stringify(text)) as string;
    numbers.set(copy, texts.length);
    return texts.push(copy) - 1;
  }

  function textOf(written: string): string {
    return written.startsWith(MARK, 1) ? written.slice(1) : (texts[Number.parseInt(written.slice(1), 36)] ?? '');
  }

  return {
    shorten: (values) => values.map(written),
    restore(values) {
      for (const [index, value] of values.entries()) {
        if (typeof value === 'string') {
          if (value.startsWith(MARK)) values[index] = textOf(value);
        } else if (Array.isArray(value)) this.restore(value);
      }
      return values;
    },
  };
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
