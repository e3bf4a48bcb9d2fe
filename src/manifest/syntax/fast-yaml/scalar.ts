// Scalars on one line, and what they mean: the same values that the yaml library's core schema gives.

import type { Json } from '../../../contact/canonical.ts';
import type { Shape } from '../../schema/shape.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_MAP,
  COLON,
  COMMA,
  type Cursor,
  codeAt,
  DASH,
  HASH,
  isLineEnd,
  NEWLINE,
  notPlain,
  OPEN_LIST,
  OPEN_MAP,
  QUOTE,
  SPACE,
} from './cursor.ts';

/** A scalar as it stands in the text. */
export interface Token {
  /** Its value as text. */
  readonly text: string;
  readonly quoted: boolean;
}

/** Ends behind the scalar. In block context a plain one ends before a colon that makes it a key, or before a comment. */
export function readToken(cursor: Cursor, inFlow: boolean): Token {
  const code = codeAt(cursor);
  if (code === QUOTE) return { text: doubleQuoted(cursor), quoted: true };
  if (code === APOSTROPHE && !cursor.json) return { text: singleQuoted(cursor), quoted: true };
  return { text: cursor.json ? literal(cursor) : plain(cursor, inFlow), quoted: false };
}

/** A number longer than this could lose digits. */
const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;
/** Everything that the core schema might take for a number, and more. */
const NUMBER_LIKE = /^[-+]?\.?\d[\d.eE+xXoOa-fA-F-]*$|^[-+]?\.(?:inf|nan)$/i;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const NULL = /^(?:[Nn]ull|NULL|~)$/;
/** What goes on behind it is found to be neither a comma nor a bracket. */
const JSON_SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

/** The value of a scalar that is no key. */
export function scalarOf(cursor: Cursor, { text, quoted }: Token, { scalar }: Shape): Json {
  if (quoted) return text;
  if (NULL.test(text)) return text === 'null' || text === '~' ? null : notPlain(cursor);
  if (scalar === 'text') return text;
  if (BOOLEAN.test(text)) return text.toLowerCase() === 'true';
  if (!NUMBER_LIKE.test(text)) return text;
  const isExact = INTEGER.test(text) || (DECIMAL.test(text) && String(Number(text)) === text);
  return isExact ? Number(text) : notPlain(cursor);
}

function literal(cursor: Cursor): string {
  JSON_SCALAR.lastIndex = cursor.offset;
  const [source] = JSON_SCALAR.exec(cursor.text) ?? notPlain(cursor);
  cursor.offset = JSON_SCALAR.lastIndex;
  return source;
}

/** Characters that cannot begin a plain scalar, or only in a way that is not plain to us. */
const INDICATORS = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));

function plain(cursor: Cursor, inFlow: boolean): string {
  const { text } = cursor;
  const start = cursor.offset;
  const first = text.charCodeAt(start);
  if (INDICATORS.has(first) || (first === DASH && endsIndicator(text.charCodeAt(start + 1)))) notPlain(cursor);
  let end = start;
  let offset = start;
  for (; ; offset += 1) {
    const code = text.charCodeAt(offset);
    if (isLineEnd(code)) break;
    if (code === SPACE) continue;
    if (inFlow && isFlowIndicator(code)) break;
    if (code === COLON && endsKey(text.charCodeAt(offset + 1), inFlow)) break;
    if (code === HASH && text.charCodeAt(offset - 1) === SPACE) break;
    end = offset + 1;
  }
  cursor.offset = end;
  if (end === start) notPlain(cursor);
  return text.slice(start, end);
}

function endsIndicator(code: number): boolean {
  return code === SPACE || isLineEnd(code) || isFlowIndicator(code);
}

function endsKey(next: number, inFlow: boolean): boolean {
  return next === SPACE || isLineEnd(next) || (inFlow && isFlowIndicator(next));
}

function isFlowIndicator(code: number): boolean {
  return code === COMMA || code === OPEN_LIST || code === CLOSE_LIST || code === OPEN_MAP || code === CLOSE_MAP;
}

function singleQuoted(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.offset + 1;
  let end = start;
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (isLineEnd(code)) notPlain(cursor);
    if (code !== APOSTROPHE) continue;
    if (text.charCodeAt(end + 1) !== APOSTROPHE) break;
    end += 1;
  }
  cursor.offset = end + 1;
  return text.slice(start, end).replaceAll("''", "'");
}

function doubleQuoted(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.offset;
  let escaped = false;
  let end = start + 1;
  for (; ; end += 1) {
    const code = text.charCodeAt(end);
    if (code === QUOTE) break;
    if (code < SPACE || Number.isNaN(code)) notPlain(cursor);
    if (code !== BACKSLASH) continue;
    escaped = true;
    end += 1;
    if (text.charCodeAt(end) === NEWLINE) notPlain(cursor);
  }
  cursor.offset = end + 1;
  return escaped ? unescaped(cursor, text.slice(start, end + 1)) : text.slice(start + 1, end);
}

/** JSON's escapes mean the same in YAML, which has more. */
function unescaped(cursor: Cursor, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return notPlain(cursor);
  }
}
