// The cursor of the fast parser, and functions that move it over spaces, comments and line breaks. They throw UnsupportedSyntax
// at syntax that the fast parser does not support.

/** The current position in a text. */
export interface Cursor {
  readonly text: string;
  /** Whether the text is JSON, which may contain line breaks in brackets, and tabs and carriage returns between tokens. */
  readonly json: boolean;
  offset: number;
  /** 1-based. */
  line: number;
  /** Offset of the start of the current line. */
  lineStart: number;
  /** Number of collections that are open at the offset. */
  depth: number;
}

/** Stops the fast parser at syntax that it does not support. Caught in index.ts; never leaves this folder. */
export class UnsupportedSyntax extends Error {
  override readonly name = 'UnsupportedSyntax';
  readonly offset: number;

  constructor(offset: number) {
    super('unsupported syntax');
    this.offset = offset;
  }
}

// Code units of the characters that have a meaning in YAML or JSON.
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

/** Maximum nesting of collections; real manifests are far less deep. */
const MAX_DEPTH = 30;

/** Creates a cursor at the beginning of a text. */
export function cursorOf(text: string, json: boolean): Cursor {
  return { text, json, offset: 0, line: 1, lineStart: 0, depth: 0 };
}

/** @throws UnsupportedSyntax always, with the cursor's offset */
export function unsupported(cursor: Cursor): never {
  throw new UnsupportedSyntax(cursor.offset);
}

/** Returns the UTF-16 code unit at the cursor; NaN at the end of the text. */
export function codeAt(cursor: Cursor): number {
  return cursor.text.charCodeAt(cursor.offset);
}

/** Returns the column of the cursor, 0-based; -1 at the end of the text. */
export function indentOf(cursor: Cursor): number {
  return cursor.offset >= cursor.text.length ? -1 : cursor.offset - cursor.lineStart;
}

/** Returns whether a code unit is a line feed or the end of the text (NaN). */
export function isLineEnd(code: number): boolean {
  return code === NEWLINE || Number.isNaN(code);
}

/** Skips spaces, tabs and carriage returns. The last two occur only in JSON, because index.ts rejects YAML with them. */
export function skipSpaces(cursor: Cursor): void {
  while (isSpace(codeAt(cursor))) cursor.offset += 1;
}

function isSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === RETURN;
}

/** Counts an opened collection. Throws UnsupportedSyntax above the maximum depth. */
export function open(cursor: Cursor): void {
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) unsupported(cursor);
}

/** Counts a closed collection. */
export function close(cursor: Cursor): void {
  cursor.depth -= 1;
}

/** Skips the rest of a line, then moves to the next content. The rest may contain only spaces and a comment. */
export function nextContent(cursor: Cursor): void {
  const before = cursor.offset;
  skipSpaces(cursor);
  if (codeAt(cursor) === HASH && cursor.offset > before) skipComment(cursor);
  if (!isLineEnd(codeAt(cursor))) unsupported(cursor);
  toContent(cursor);
}

/** Skips spaces, empty lines and, in YAML, comments. */
export function toContent(cursor: Cursor): void {
  for (;;) {
    skipSpaces(cursor);
    if (codeAt(cursor) === HASH && !cursor.json) skipComment(cursor);
    if (codeAt(cursor) !== NEWLINE) return;
    breakLine(cursor);
  }
}

/** Moves the cursor over a line feed. */
export function breakLine(cursor: Cursor): void {
  cursor.offset += 1;
  cursor.line += 1;
  cursor.lineStart = cursor.offset;
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.offset);
  cursor.offset = end === -1 ? cursor.text.length : end;
}
