// Edits of a text: a piece of it is removed, repeated, moved or replaced.

import { FRAGMENTS, pick, SCALARS } from './hostile.ts';

/** One edit, as numbers that shrink well: 0 is the gentlest choice of each. */
export interface Cut {
  readonly how: number;
  /** Where, in ten-thousandths of the text. */
  readonly at: number;
  readonly length: number;
  /** Which fragment to insert. */
  readonly fragment: number;
}

/** Applies the edits one after the other. */
export function editText(text: string, cuts: readonly Cut[]): string {
  return cuts.reduce(applyCut, text);
}

function applyCut(text: string, { how, at, length, fragment }: Cut): string {
  const start = Math.floor((at / 10_000) * (text.length + 1));
  const end = Math.min(text.length, start + length);
  const [before, piece, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  switch (how % 10) {
    case 0:
      return before + after;
    case 1:
      return before + pick(FRAGMENTS, fragment) + piece + after;
    case 2:
      return before + pick(FRAGMENTS, fragment) + after;
    case 3:
      return before + piece + piece + after;
    case 4:
      return before;
    case 5:
      return piece + before + after;
    case 6:
      return withoutLine(text, start);
    case 7:
      return withWord(text, start, pick(SCALARS, fragment));
    case 8:
      return withWord(text, start, pick(FRAGMENTS, fragment));
    default:
      return text.replaceAll('\n', fragment % 2 === 0 ? '\r\n' : '\r');
  }
}

/** Puts a fragment in the place of the word at an offset: a value or a key where neither is quoted. */
function withWord(text: string, at: number, fragment: string): string {
  const before = /[\w.+-]*$/.exec(text.slice(Math.max(0, at - 200), at))?.[0].length ?? 0;
  const after = /^[\w.+-]*/.exec(text.slice(at))?.[0].length ?? 0;
  return text.slice(0, at - before) + fragment + text.slice(at + after);
}

function withoutLine(text: string, at: number): string {
  const start = text.lastIndexOf('\n', at) + 1;
  const end = text.indexOf('\n', at);
  return text.slice(0, start) + (end === -1 ? '' : text.slice(end + 1));
}
