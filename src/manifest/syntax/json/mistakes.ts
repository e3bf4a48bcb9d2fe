// What is wrong where a text stops being JSON, told as somebody sees it who reads on there. Habits of YAML and of JavaScript are
// named as such. No word of the file itself is in a mistake: it may be somebody's data.

import { type JsonMistake, type Mistake, type MistakeArguments, mistake } from '../../mistake.ts';
import type { Range } from '../../read/source.ts';

/** Thrown where a text stops being JSON, and caught by json-syntax.ts. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
  readonly range: Range;
  readonly mistake: Mistake;

  constructor(range: Range, found: Mistake) {
    super(found.code);
    this.range = range;
    this.mistake = found;
  }
}

/** Where a key should stand. */
export function missingKey(text: string, offset: number): NotJson {
  const habit = foreignHabit(text, offset) ?? needlessComma(text, offset);
  if (habit !== undefined) return habit;
  const word = /^[-\w$\p{L}\p{M}]+/u.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return notJson({ start: offset, end: offset + Math.max(1, word.length) }, 'key');
}

/** @param word what stands where a value should: no number and none of the three words that JSON has, or nothing */
export function missingValue(text: string, word: Range): NotJson {
  const { start, end } = word;
  const habit = foreignHabit(text, start) ?? needlessComma(text, start);
  if (habit !== undefined) return habit;
  const source = text.slice(start, end);
  if (source === '') return notJson(oneAt(start), 'value');
  return notJson(word, /^[-+.]?\d/.test(source) ? 'number' : 'unquoted');
}

/** Between a key and its value. */
export function missingColon(text: string, offset: number): NotJson {
  return foreignHabit(text, offset) ?? notJson(oneAt(offset), 'colon');
}

/** Behind an element of a list or an object. */
export function afterElement(text: string, offset: number, closing: '}' | ']'): NotJson {
  const habit = foreignHabit(text, offset);
  if (habit !== undefined) return habit;
  const found = text.charAt(offset);
  const isBracket = found === '}' || found === ']';
  const opening = closing === '}' ? '{' : '[';
  return withArguments(
    oneAt(offset),
    isBracket ? { what: 'bracket', found, opening, closing } : { what: 'comma', closing },
  );
}

/** Behind the value that is the whole text. */
export function afterValue(text: string, offset: number): NotJson {
  return foreignHabit(text, offset) ?? notJson(oneAt(offset), 'end-of-value');
}

/** @param offset of a control character within the string, or the end of the text */
export function unclosedString(text: string, start: number, offset: number): NotJson {
  const isControl = offset < text.length && !/[\n\r]/.test(text.charAt(offset));
  return isControl ? notJson(oneAt(offset), 'control-character') : notJson(oneAt(start), 'unclosed-string');
}

/** @param offset of the backslash */
export function unknownEscape(text: string, start: number, offset: number): NotJson {
  if (offset + 1 >= text.length) return unclosedString(text, start, text.length);
  return notJson({ start: offset, end: offset + 2 }, 'escape');
}

/** What other languages allow, and the end of the text. */
function foreignHabit(text: string, offset: number): NotJson | undefined {
  if (offset >= text.length) return notJson(oneAt(text.trimEnd().length), 'cut-short');
  const next = text.slice(offset, offset + 2);
  if (/^(?:#|\/[/*])/.test(next)) return notJson(oneAt(offset), 'comment');
  if (next.startsWith("'")) return notJson(oneAt(offset), 'single-quote');
  if (/^[&*!]/.test(next)) return notJson(oneAt(offset), 'anchor');
  // Looks like a blank, and is none of JSON's.
  return /^[\p{Z}\p{C}]/u.test(next) ? notJson(oneAt(offset), 'invisible') : undefined;
}

/** A comma with nothing behind it, or nothing before it. */
function needlessComma(text: string, offset: number): NotJson | undefined {
  const found = text.charAt(offset);
  if (found === ',') return notJson(oneAt(offset), 'comma-first');
  if (found !== '}' && found !== ']') return undefined;
  const before = text.slice(0, offset).search(/,[ \t\n\r]*$/);
  return before === -1 ? undefined : notJson(oneAt(before), 'comma-last');
}

function notJson(range: Range, what: JsonMistake): NotJson {
  return withArguments(range, { what });
}

function withArguments(range: Range, args: MistakeArguments['json-syntax']): NotJson {
  return new NotJson(range, mistake('json-syntax', args));
}

function oneAt(offset: number): Range {
  return { start: offset, end: offset + 1 };
}
