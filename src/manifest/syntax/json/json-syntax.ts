// Parses JSON into a syntax tree. Enters: a text. Leaves: its tree, or the first syntax mistake. The grammar is RFC 8259: the
// parser accepts and rejects the same texts as JSON.parse, and gives the same values, except that an empty text is allowed and
// nesting is limited. The nodes are those of the yaml library, so that the same code converts JSON and YAML trees to values.

import { type Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Report } from '../../read/source.ts';
import { MAX_DEPTH, type Syntax, TOO_DEEP } from '../yaml/yaml-syntax.ts';
import {
  afterElement,
  afterValue,
  InvalidJson,
  missingColon,
  missingKey,
  missingValue,
  unclosedString,
  unknownEscape,
} from './mistakes.ts';

/** The current position in a text. */
interface Cursor {
  readonly text: string;
  offset: number;
  /** Number of brackets that are open at the offset. */
  depth: number;
}

/**
 * Parses a JSON text into a syntax tree, and reports the first mistake.
 *
 * @param text one JSON value; a text of white space only is an empty document, without a root
 */
export function readJsonSyntax(text: string, report: Report): Syntax {
  const cursor = { text, offset: 0, depth: 0 };
  try {
    skipBlanks(cursor);
    if (cursor.offset === text.length) return { ok: true, root: undefined };
    const root = readNode(cursor);
    skipBlanks(cursor);
    if (cursor.offset < text.length) throw afterValue(text, cursor.offset);
    return { ok: true, root };
  } catch (error) {
    if (!(error instanceof InvalidJson)) throw error;
    report(error.range, error.mistake);
    return { ok: false };
  }
}

/** Matches white space as RFC 8259 defines it; other characters that look blank are mistakes. */
const BLANKS = /[ \t\n\r]*/y;

function skipBlanks(cursor: Cursor): void {
  BLANKS.lastIndex = cursor.offset;
  BLANKS.test(cursor.text);
  cursor.offset = BLANKS.lastIndex;
}

function readNode(cursor: Cursor): Node {
  switch (cursor.text[cursor.offset]) {
    case '{':
      return readObject(cursor);
    case '[':
      return readArray(cursor);
    case '"':
      return readString(cursor);
    default:
      return readLiteral(cursor);
  }
}

function readObject(cursor: Cursor): YAMLMap {
  const map = new YAMLMap();
  const start = cursor.offset;
  readElements(cursor, '}', () => {
    if (cursor.text[cursor.offset] !== '"') throw missingKey(cursor.text, cursor.offset);
    const key = readString(cursor);
    skipBlanks(cursor);
    if (cursor.text[cursor.offset] !== ':') throw missingColon(cursor.text, cursor.offset);
    cursor.offset += 1;
    skipBlanks(cursor);
    map.items.push(new Pair(key, readNode(cursor)));
  });
  return withRange(map, start, cursor);
}

function readArray(cursor: Cursor): YAMLSeq {
  const list = new YAMLSeq();
  const start = cursor.offset;
  readElements(cursor, ']', () => {
    list.items.push(readNode(cursor));
  });
  return withRange(list, start, cursor);
}

/** Parses from the opening bracket to the closing one. Requires a comma between two elements, and none after the last. */
function readElements(cursor: Cursor, closing: '}' | ']', readElement: () => void): void {
  enter(cursor);
  skipBlanks(cursor);
  if (cursor.text[cursor.offset] !== closing) {
    for (;;) {
      readElement();
      skipBlanks(cursor);
      const found = cursor.text[cursor.offset];
      if (found === closing) break;
      if (found !== ',') throw afterElement(cursor.text, cursor.offset, closing);
      cursor.offset += 1;
      skipBlanks(cursor);
    }
  }
  cursor.offset += 1;
  cursor.depth -= 1;
}

function enter(cursor: Cursor): void {
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) throw new InvalidJson({ start: cursor.offset, end: cursor.offset + 1 }, TOO_DEEP);
  cursor.offset += 1;
}

function readString(cursor: Cursor): Scalar {
  const { text, offset: start } = cursor;
  const hasEscapes = skipString(cursor);
  const value = hasEscapes
    ? (JSON.parse(text.slice(start, cursor.offset)) as string)
    : text.slice(start + 1, cursor.offset - 1);
  return scalar(value, Scalar.QUOTE_DOUBLE, start, cursor);
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Moves the cursor to the end of a string. Returns whether the string contains escapes. */
function skipString(cursor: Cursor): boolean {
  const { text, offset: start } = cursor;
  let hasEscapes = false;
  for (let offset = start + 1; offset < text.length; ) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) {
      cursor.offset = offset + 1;
      return hasEscapes;
    }
    if (code < FIRST_PRINTABLE) throw unclosedString(text, start, offset);
    if (code === BACKSLASH) {
      ESCAPE.lastIndex = offset;
      if (!ESCAPE.test(text)) throw unknownEscape(text, start, offset);
      hasEscapes = true;
      offset = ESCAPE.lastIndex;
    } else offset += 1;
  }
  throw unclosedString(text, start, text.length);
}

/** Matches a number or an unquoted word. */
const WORD = /[-+.\w\p{L}\p{M}]*/uy;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

function readLiteral(cursor: Cursor): Scalar {
  const { text, offset: start } = cursor;
  WORD.lastIndex = start;
  WORD.test(text);
  const end = WORD.lastIndex;
  const source = text.slice(start, end);
  const constant = CONSTANTS.get(source);
  if (constant === undefined && !NUMBER.test(source)) throw missingValue(text, { start, end });
  cursor.offset = end;
  const node = scalar(constant === undefined ? Number(source) : constant, Scalar.PLAIN, start, cursor);
  node.source = source;
  return node;
}

function scalar(value: string | number | boolean | null, type: Scalar.Type, start: number, cursor: Cursor): Scalar {
  const node = new Scalar(value);
  node.type = type;
  node.range = [start, cursor.offset, cursor.offset];
  return node;
}

function withRange<T extends YAMLMap | YAMLSeq>(node: T, start: number, { offset }: Cursor): T {
  node.flow = true;
  node.range = [start, offset, offset];
  return node;
}
