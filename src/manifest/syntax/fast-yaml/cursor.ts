// Where the reading of a plain file has got to. Whatever is not plain ends it: the yaml library then reads the file instead.

export interface Cursor {
  readonly text: string;
  /** JSON's own grammar, which knows tabs and carriage returns as blanks, and may break lines within brackets. */
  readonly json: boolean;
  offset: number;
  /** 1-based. */
  line: number;
  lineStart: number;
  /** Collections that are open around the offset. */
  depth: number;
}

/** Thrown where a text stops being plain. Caught by index.ts, and never seen outside of this folder. */
export class UnsupportedSyntax extends Error {
  override readonly name = 'NotPlain';
  readonly offset: number;

  constructor(offset: number) {
    super('not plain');
    this.offset = offset;
  }
}

const TAB = 0x09;
export const NEWLINE = 0x0a;
const RETURN = 0x0d;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const APOSTROPHE = 0x27;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const COLON = 0x3a;
export const OPEN_LIST = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_LIST = 0x5d;
export const OPEN_MAP = 0x7b;
export const CLOSE_MAP = 0x7d;

/** Deeper manifests than this do not occur. */
const MAX_DEPTH = 30;

export function cursorOf(text: string, json: boolean): Cursor {
  return { text, json, offset: 0, line: 1, lineStart: 0, depth: 0 };
}

export function notPlain(cursor: Cursor): never {
  throw new UnsupportedSyntax(cursor.offset);
}

/** NaN at the end of the text. */
export function codeAt(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.offset);
}

/** How far the offset is from the left margin; -1 at the end of the text. */
export function indentOf(cursor: Cursor): number {
  return cursor.offset >= cursor.text.length ? -1 : cursor.offset - cursor.lineStart;
}

export function isLineEnd(code: number): boolean {
  return code === NEWLINE || Number.isNaN(code);
}

/** Tabs and carriage returns come up in JSON only: a YAML file that has them is not plain. */
export function skipSpaces(cursor: Cursor): void {
  while (isSpace(codeAt(cursor))) cursor.offset += 1;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === RETURN;
}

export function open(cursor: Cursor): void {
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) notPlain(cursor);
}

export function close(cursor: Cursor): void {
  cursor.depth -= 1;
}

/** Over the rest of a line that holds nothing more, to the next content. */
export function nextContent(cursor: Cursor): void {
  const before = cursor.offset;
  skipSpaces(cursor);
  if (codeAt(cursor) === HASH && cursor.offset > before) skipComment(cursor);
  if (!isLineEnd(codeAt(cursor))) notPlain(cursor);
  toContent(cursor);
}

/** Over blanks, empty lines and comments. */
export function toContent(cursor: Cursor): void {
  for (;;) {
    skipSpaces(cursor);
    if (codeAt(cursor) === HASH && !cursor.json) skipComment(cursor);
    if (codeAt(cursor) !== NEWLINE) return;
    breakLine(cursor);
  }
}

export function breakLine(cursor: Cursor): void {
  cursor.offset += 1;
  cursor.line += 1;
  cursor.lineStart = cursor.offset;
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.offset);
  cursor.offset = end === -1 ? cursor.text.length : end;
}
