// Finds the comments of a YAML text, between and behind its values, and attaches them to what they belong to.
//
//   on the line of a value           to the value
//   above a key or dash              to that key or dash
//   below the last entry, indented   to the innermost collection at that indentation
//   as its entries are

import { isAlias, isMap, isScalar, isSeq, type Node, Scalar, visit } from 'yaml';
import { rangeOf } from '../syntax/yaml/values.ts';
import type { Collection, CommentLine, Entry } from './tree.ts';

/** A comment or blank line in a gap between two values. */
interface GapLine {
  readonly text: CommentLine;
  readonly indent: number;
}

/** The comments in a gap between two values. */
export interface Gap {
  /** The comment on the line where the gap begins. */
  readonly first?: string;
  readonly lines: readonly GapLine[];
}

const COMMENT = /(?:^|[ \t])(#.*)$/;

/** Reads the comments in a range that holds only blanks, comments, punctuation, anchors and tags. */
export function readGap(text: string, start: number, end: number): Gap {
  const [head = '', ...rest] = text.slice(start, end).split('\n');
  const first = COMMENT.exec(head.trimEnd())?.[1];
  // The last part precedes the next value on its line.
  const isStart = start === 0 && head.trim().startsWith('#');
  const parts = isStart ? [head, ...rest.slice(0, -1)] : rest.slice(0, -1);
  const lines = parts.flatMap((line) => {
    const trimmed = line.trimEnd();
    const comment = COMMENT.exec(trimmed)?.[1];
    if (comment !== undefined) return [{ text: comment, indent: trimmed.length - comment.length }];
    return trimmed === '' ? [{ text: '', indent: -1 }] : [];
  });
  return { ...(first === undefined || isStart ? {} : { first }), lines };
}

/** Returns the lines of a gap with the one where it begins. */
export function allLines({ first, lines }: Gap): readonly CommentLine[] {
  return [...(first === undefined ? [] : [first]), ...lines.map(({ text }) => text)];
}

/**
 * Divides the lines before an entry: those that are indented deeper than it belong to the entry before, where that has a collection
 * at their indentation.
 *
 * @param column column of the next entry; -1 at the end of the document
 * @returns the lines that belong to the next entry
 */
export function divide({ first, lines }: Gap, column: number, before: Entry | undefined): CommentLine[] {
  let indent = Number.POSITIVE_INFINITY;
  let taken = 0;
  lines.forEach((line, index) => {
    if (index !== taken && lines.slice(taken, index).some(({ text }) => text !== '')) return;
    if (line.text === '' || line.indent <= column) return;
    const target = targetOf(before, Math.min(indent, line.indent));
    if (target === undefined) return;
    indent = Math.min(indent, line.indent);
    target.tail.push(...lines.slice(taken, index + 1).map(({ text }) => text));
    taken = index + 1;
  });
  return [...(first === undefined ? [] : [first]), ...lines.slice(taken).map(({ text }) => text)];
}

function targetOf(before: Entry | undefined, indent: number): Collection | undefined {
  let target: Collection | undefined;
  let value = before?.value;
  while (value !== undefined && value.kind !== 'leaf' && value.column <= indent) {
    target = value;
    value = value.entries.at(-1)?.value;
  }
  return target;
}

/** Returns all comments of a text, sorted, to check that none is lost. */
export function commentsOf(text: string, root: Node | undefined): readonly string[] {
  const comments: string[] = [];
  let offset = 0;
  const take = (end: number): void => {
    comments.push(...allLines(readGap(text, offset, end)));
  };
  if (root !== undefined)
    visit(root, {
      Node(_key, node) {
        if (isMap(node) || isSeq(node)) return;
        const { start, end } = rangeOf(node);
        take(start);
        offset = end;
        const header = blockHeaderComment(text, node);
        if (header !== undefined) comments.push(header);
        if (isBlockScalar(node)) offset = Math.max(start, text.slice(0, end).trimEnd().length);
      },
    });
  take(text.length);
  comments.push(
    ...allLines(readGap(text, text.lastIndexOf('\n') + 1, text.length)).slice(0, text.endsWith('\n') ? 0 : 1),
  );
  return comments.filter((comment) => comment !== '').sort();
}

/** Returns the comment after the indicator of a block scalar. */
export function blockHeaderComment(text: string, node: unknown): string | undefined {
  if (!isBlockScalar(node)) return undefined;
  const { start } = rangeOf(node);
  const end = text.indexOf('\n', start);
  return COMMENT.exec(text.slice(start, end === -1 ? text.length : end).trimEnd())?.[1];
}

/** Returns whether a node is a text written as lines after `|` or `>`. */
export function isBlockScalar(node: unknown): node is Scalar {
  return !isAlias(node) && isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}
