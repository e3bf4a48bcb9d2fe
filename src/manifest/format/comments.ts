// Finds the comments of a YAML text, between its values and on their lines, and attaches them to what they belong to.
//
//   on the line of a value                      to the value
//   above a key or dash                         to that key or dash
//   below the last entry of a collection,       to that collection
//   at the indentation of its entries

import { isAlias, isMap, isScalar, isSeq, type Node, Scalar, visit } from 'yaml';
import { rangeOf } from '../syntax/yaml/values.ts';
import type { Collection, CommentLine, Entry } from './tree.ts';

/** A comment or blank line, and the column where it begins. */
interface GapLine {
  readonly text: CommentLine;
  readonly indent: number;
}

/** The comments in a gap between two values. */
export interface Gap {
  /** The comment on the line where the gap begins. */
  readonly first: CommentLine | undefined;
  readonly lines: readonly GapLine[];
}

const COMMENT = /(?:^|[ \t])(#.*)$/;

/**
 * Reads the comments in a range that holds only blanks, comments, punctuation, anchors and tags. The range ends on the line of
 * the next value, or at the end of the text, which must end with a line end.
 */
export function readGap(text: string, start: number, end: number): Gap {
  const parts = text.slice(start, end).split('\n').slice(0, -1);
  const first = start === 0 ? undefined : COMMENT.exec(parts[0]?.trimEnd() ?? '')?.[1];
  const lines = parts.slice(start === 0 ? 0 : 1).flatMap((part) => {
    const line = part.trimEnd();
    const comment = COMMENT.exec(line)?.[1];
    if (comment !== undefined) return [{ text: comment, indent: line.length - comment.length }];
    return line === '' ? [{ text: '', indent: -1 }] : [];
  });
  return { first, lines };
}

/** Returns the anchor and tag in a range such as readGap reads. */
export function readProperties(text: string, start: number, end: number): string {
  const bare = text
    .slice(start, end)
    .split('\n')
    .map((line) => line.replace(COMMENT, ''));
  return (bare.join(' ').match(/[&!][^\s]*/g) ?? []).join(' ');
}

/** Returns the comment on the line where the gap begins, followed by the other lines of the gap. */
export function allLines({ first, lines }: Gap): readonly CommentLine[] {
  return [...(first === undefined ? [] : [first]), ...lines.map(({ text }) => text)];
}

/**
 * Divides the comment lines in front of an entry. Leading lines that are indented deeper than the entry belong to the entry
 * before, if that has a collection at their indentation; they are added to the tail of this collection.
 *
 * @param column column of the entry
 * @returns the lines that belong to the entry itself
 */
export function divide({ first, lines }: Gap, column: number, before: Entry | undefined): readonly CommentLine[] {
  let indent = Number.POSITIVE_INFINITY;
  let taken = 0;
  for (const [index, line] of lines.entries()) {
    if (line.text === '') continue;
    indent = Math.min(indent, line.indent);
    const target = line.indent > column ? targetOf(before, indent) : undefined;
    if (target === undefined) break;
    target.tail.push(...lines.slice(taken, index + 1).map(({ text }) => text));
    taken = index + 1;
  }
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

/** Returns all comments of a text, sorted, to check that none is lost. The text must end with a line end. */
export function commentsOf(text: string, root: Node | undefined): readonly string[] {
  const comments: CommentLine[] = [];
  let offset = 0;
  function visitLeaf(node: Node): void {
    const { start, end } = rangeOf(node);
    comments.push(...allLines(readGap(text, offset, start)));
    offset = end;
    const header = headerComment(text, node);
    if (header !== undefined) comments.push(header);
    // The range of a block scalar includes its last line end.
    if (isBlockScalar(node) && text.charAt(end - 1) === '\n') offset = end - 1;
  }
  if (root !== undefined)
    visit(root, {
      Node(_key, node) {
        if (!isMap(node) && !isSeq(node)) visitLeaf(node as Node);
      },
    });
  comments.push(...allLines(readGap(text, offset, text.length)));
  return comments.filter((comment) => comment !== '').sort();
}

/** Returns the comment after the indicator of a block scalar. */
export function headerComment(text: string, node: unknown): CommentLine | undefined {
  if (!isBlockScalar(node)) return undefined;
  const { start } = rangeOf(node);
  return COMMENT.exec(text.slice(start, text.indexOf('\n', start)).trimEnd())?.[1];
}

/** Returns whether a node is a text written as lines after `|` or `>`. */
export function isBlockScalar(node: unknown): node is Scalar {
  return !isAlias(node) && isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
}
