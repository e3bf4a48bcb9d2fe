// Decides which mistake to report where a text is not valid JSON. Enters: the text and the offset where parsing stopped. Leaves:
// an error with the mistake and its range. Recognises syntax from YAML and JavaScript, such as comments and single quotes. Never
// puts words of the file into a mistake, because those may be personal data.

import { type JsonMistake, type Mistake, type MistakeArguments, mistake } from '../../mistake.ts';
import type { Range } from '../../read/source.ts';

/** A syntax mistake in a JSON text. Caught in json-syntax.ts. */
export class InvalidJson extends Error {
  override readonly name = 'InvalidJson';
  readonly range: Range;
  readonly mistake: Mistake;

  constructor(range: Range, found: Mistake) {
    super(found.code);
    this.range = range;
    this.mistake = found;
  }
}

/** Creates the error for an offset where a key is expected. */
export function missingKey(text: string, offset: number): InvalidJson {
  const foreign = foreignSyntax(text, offset) ?? misplacedComma(text, offset);
  if (foreign !== undefined) return foreign;
  const word = /^[-\w$\p{L}\p{M}]+/u.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  return invalidJson({ start: offset, end: offset + Math.max(1, word.length) }, 'key');
}

/**
 * Creates the error for an offset where a value is expected.
 *
 * @param word range of the invalid word or number there; empty if there is none
 */
export function missingValue(text: string, word: Range): InvalidJson {
  const { start, end } = word;
  const foreign = foreignSyntax(text, start) ?? misplacedComma(text, start);
  if (foreign !== undefined) return foreign;
  const source = text.slice(start, end);
  if (source === '') return invalidJson(oneAt(start), 'value');
  return invalidJson(word, /^[-+.]?\d/.test(source) ? 'number' : 'unquoted');
}

/** Creates the error for an offset where the colon after a key is expected. */
export function missingColon(text: string, offset: number): InvalidJson {
  return foreignSyntax(text, offset) ?? invalidJson(oneAt(offset), 'colon');
}

/** Creates the error for an offset where a comma or the closing bracket is expected. */
export function afterElement(text: string, offset: number, closing: '}' | ']'): InvalidJson {
  const foreign = foreignSyntax(text, offset);
  if (foreign !== undefined) return foreign;
  const found = text.charAt(offset);
  const isBracket = found === '}' || found === ']';
  const opening = closing === '}' ? '{' : '[';
  return withArguments(
    oneAt(offset),
    isBracket ? { what: 'bracket', found, opening, closing } : { what: 'comma', closing },
  );
}

/** Creates the error for text after the root value. */
export function afterValue(text: string, offset: number): InvalidJson {
  return foreignSyntax(text, offset) ?? invalidJson(oneAt(offset), 'end-of-value');
}

/**
 * Creates the error for a string without a closing quote on its line, or for a control character in a string.
 *
 * @param start offset of the opening quote
 * @param offset offset of a control character in the string, or the end of the text
 */
export function unclosedString(text: string, start: number, offset: number): InvalidJson {
  const isControl = offset < text.length && !/[\n\r]/.test(text.charAt(offset));
  return isControl ? invalidJson(oneAt(offset), 'control-character') : invalidJson(oneAt(start), 'unclosed-string');
}

/**
 * Creates the error for an escape that JSON does not have.
 *
 * @param start offset of the opening quote
 * @param offset offset of the backslash
 */
export function unknownEscape(text: string, start: number, offset: number): InvalidJson {
  if (offset + 1 >= text.length) return unclosedString(text, start, text.length);
  return invalidJson({ start: offset, end: offset + 2 }, 'escape');
}

/** Recognises syntax from other languages, invisible characters, and the end of the text. */
function foreignSyntax(text: string, offset: number): InvalidJson | undefined {
  if (offset >= text.length) return invalidJson(oneAt(text.trimEnd().length), 'cut-short');
  const next = text.slice(offset, offset + 2);
  if (/^(?:#|\/[/*])/.test(next)) return invalidJson(oneAt(offset), 'comment');
  if (next.startsWith("'")) return invalidJson(oneAt(offset), 'single-quote');
  if (/^[&*!]/.test(next)) return invalidJson(oneAt(offset), 'anchor');
  // A character that is blank or invisible, but not white space in JSON.
  return /^[\p{Z}\p{C}]/u.test(next) ? invalidJson(oneAt(offset), 'invisible') : undefined;
}

/** Recognises a comma that has no element before it or after it. */
function misplacedComma(text: string, offset: number): InvalidJson | undefined {
  const found = text.charAt(offset);
  if (found === ',') return invalidJson(oneAt(offset), 'comma-first');
  if (found !== '}' && found !== ']') return undefined;
  const before = text.slice(0, offset).search(/,[ \t\n\r]*$/);
  return before === -1 ? undefined : invalidJson(oneAt(before), 'comma-last');
}

function invalidJson(range: Range, what: JsonMistake): InvalidJson {
  return withArguments(range, { what });
}

function withArguments(range: Range, args: MistakeArguments['json-syntax']): InvalidJson {
  return new InvalidJson(range, mistake('json-syntax', args));
}

function oneAt(offset: number): Range {
  return { start: offset, end: offset + 1 };
}
