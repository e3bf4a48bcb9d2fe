// Finds lines, columns and the boundaries of nodes in a text. Between two nodes of a syntax tree there are only blanks, comments,
// punctuation, anchors and tags; this module steps over them. Pure.

import { isMap, isScalar, isSeq, type Node, Scalar } from 'yaml';
import { rangeOf } from '../syntax/yaml/values.ts';
import { CannotEdit } from './edit.ts';

/** The text being edited. */
export interface Page {
  readonly text: string;
  readonly json: boolean;
  /** Line end of the file's first line. */
  readonly eol: string;
}

/** Returns the line end of a text's first line; LF if the text has only one line. */
export function lineEndOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? '\n';
}

/** Returns the offset where the line of an offset begins. */
export function lineStart({ text }: Page, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Returns the offset where the line after that of an offset begins, or the length of the text. */
export function nextLine({ text }: Page, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Returns the offset of the line end of an offset's line. */
export function endOfLine(page: Page, offset: number): number {
  const next = nextLine(page, offset);
  let end = next;
  while (end > offset && /[\r\n]/.test(page.text.charAt(end - 1))) end -= 1;
  return end;
}

/** Returns the number of characters before an offset in its line. */
export function columnOf(page: Page, offset: number): number {
  return offset - lineStart(page, offset);
}

/** Returns whether only blanks precede an offset in its line. */
export function isFirstOnLine(page: Page, offset: number): boolean {
  return /^[ \t]*$/.test(page.text.slice(lineStart(page, offset), offset));
}

/** Returns the offset of the next character that is neither blank nor part of a comment. */
export function skipTrivia({ text }: Page, offset: number): number {
  let next = offset;
  for (;;) {
    while (/[ \t\r\n]/.test(text.charAt(next))) next += 1;
    if (text.charAt(next) !== '#') return next;
    const end = text.indexOf('\n', next);
    next = end === -1 ? text.length : end;
  }
}

/**
 * Returns the offset after a punctuation mark, such as a colon or a dash, which is the next character apart from blanks and
 * comments.
 *
 * @throws CannotEdit if another character is found
 */
export function afterMark(page: Page, offset: number, mark: string): number {
  const found = skipTrivia(page, offset);
  if (page.text.charAt(found) !== mark) throw new CannotEdit('unusual-layout', offset);
  return found + 1;
}

/** Returns whether a node is a collection in block layout, which spans whole lines. */
export function isBlock(node: unknown): boolean {
  return (isMap(node) || isSeq(node)) && node.flow !== true;
}

/** Returns the offset after the last character of a node, without the blanks, comments and line ends that follow it. */
export function contentEnd(page: Page, node: unknown): number {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return contentEnd(page, last?.value ?? last?.key);
  }
  if (isSeq(node) && node.flow !== true) return contentEnd(page, node.items.at(-1));
  let { end } = rangeOf(node);
  if (isBlockScalar(node)) while (/[\r\n]/.test(page.text.charAt(end - 1))) end -= 1;
  return end;
}

function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL);
}

/**
 * Returns the offset after the lines of a node, including comment lines that directly follow it and are indented deeper than the
 * collection that the node is in: they belong to the node.
 */
export function afterLines(page: Page, node: unknown, indent: number): number {
  // A block scalar with `|+` owns the blank lines after it.
  const { end } = rangeOf(node);
  const last = Math.max(contentEnd(page, node), isBlockScalar(node) ? end - 1 : 0);
  let next = nextLine(page, last);
  for (;;) {
    const comment = /^[ ]*(?=#)/.exec(page.text.slice(next, next + indent + 2))?.[0];
    if (comment === undefined || comment.length <= indent) return next;
    next = nextLine(page, next);
  }
}

/** The anchor and tag in front of a node. */
export interface Properties {
  /** Offset of the anchor or tag, or of the node if it has neither. */
  readonly start: number;
  /** Offset after the anchor and tag that stand on the line where they begin; equals `start` if the node has neither. */
  readonly end: number;
}

/** Finds the anchor and tag of a node, which may be anywhere after `from`: the offset after its colon, dash, comma or bracket. */
export function propertiesOf(page: Page, from: number, node: Node): Properties {
  const start = skipTrivia(page, from);
  const written = /^(?:[&!][^\s]*[ \t]*)+/.exec(page.text.slice(start, rangeOf(node).start))?.[0] ?? '';
  return { start, end: start + written.trimEnd().length };
}

/** Lines for an insertion before the beginning of a line, each with a line end. */
export function asLines({ eol }: Page, lines: readonly string[]): string {
  return lines.map((line) => line + eol).join('');
}
