// Parses scalars that are on one line, and converts them to the same values as the yaml library does with its core schema.

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
  OPEN_LIST,
  OPEN_MAP,
  QUOTE,
  SPACE,
  unsupported,
} from './cursor.ts';

/** A scalar, not yet converted to a value of its type. */
export interface Token {
  /** The text without quotes, with escapes resolved. */
  readonly text: string;
  readonly quoted: boolean;
}

/**
 * Parses a scalar and moves the cursor to its end. An unquoted one ends before `: ` (then it is a key), before a comment, and at
 * the end of the line.
 *
 * @param inFlow whether commas and brackets end an unquoted scalar too
 */
export function readToken(cursor: Cursor, inFlow: boolean): Token {
  const code = codeAt(cursor);
  if (code === QUOTE) return { text: doubleQuoted(cursor), quoted: true };
  if (code === APOSTROPHE && !cursor.json) return { text: singleQuoted(cursor), quoted: true };
  return { text: cursor.json ? literal(cursor) : plainScalar(cursor, inFlow), quoted: false };
}

/** Matches integers of up to 15 digits, which a JavaScript number represents exactly. */
const INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const DECIMAL = /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/;
/** Matches every text that the core schema may treat as a number, and some that it does not. */
const NUMBER_LIKE = /^[-+]?\.?\d[\d.eE+xXoOa-fA-F-]*$|^[-+]?\.(?:inf|nan)$/i;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const NULL = /^(?:[Nn]ull|NULL|~)$/;
/** Matches a JSON number or literal. If more characters follow, as in `truex`, parsing fails for want of a comma or bracket. */
const JSON_SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;

/**
 * Converts a scalar to the type that the shape asks for.
 *
 * @throws UnsupportedSyntax for `Null` and `NULL`, and for numbers that are not short integers or exact decimals, such as `1e3`
 */
export function scalarOf(cursor: Cursor, { text, quoted }: Token, { scalar }: Shape): Json {
  if (quoted) return text;
  if (NULL.test(text)) return text === 'null' || text === '~' ? null : unsupported(cursor);
  if (scalar === 'text') return text;
  if (BOOLEAN.test(text)) return text.toLowerCase() === 'true';
  if (!NUMBER_LIKE.test(text)) return text;
  const isExact = INTEGER.test(text) || (DECIMAL.test(text) && String(Number(text)) === text);
  return isExact ? Number(text) : unsupported(cursor);
}

function literal(cursor: Cursor): string {
  JSON_SCALAR.lastIndex = cursor.offset;
  const [source] = JSON_SCALAR.exec(cursor.text) ?? unsupported(cursor);
  cursor.offset = JSON_SCALAR.lastIndex;
  return source;
}

/** Characters that YAML does not allow at the beginning of an unquoted scalar, and those that are not supported here. */
const INDICATORS = new Set([...'?:,[]{}#&*!|>\'"%@`'].map((char) => char.charCodeAt(0)));

function plainScalar(cursor: Cursor, inFlow: boolean): string {
  const { text } = cursor;
  const start = cursor.offset;
  const first = text.charCodeAt(start);
  if (INDICATORS.has(first) || (first === DASH && endsIndicator(text.charCodeAt(start + 1)))) unsupported(cursor);
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
  if (end === start) unsupported(cursor);
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
    if (isLineEnd(code)) unsupported(cursor);
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
    if (code < SPACE || Number.isNaN(code)) unsupported(cursor);
    if (code !== BACKSLASH) continue;
    escaped = true;
    end += 1;
    if (text.charCodeAt(end) === NEWLINE) unsupported(cursor);
  }
  cursor.offset = end + 1;
  return escaped ? unescaped(cursor, text.slice(start, end + 1)) : text.slice(start + 1, end);
}

/** Resolves escapes as JSON does. YAML gives them the same meaning; its additional escapes are not supported. */
function unescaped(cursor: Cursor, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return unsupported(cursor);
  }
}
