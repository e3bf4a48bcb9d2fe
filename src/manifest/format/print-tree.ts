// Prints a tree in the canonical layout of YAML: two spaces, one member a line, short lists in brackets on one line. Pure.

import type { Collection, CommentLine, Document, Entry, Value } from './tree.ts';

/** Longest line of a list in brackets, in characters. */
const MAX_WIDTH = 100;

/** Prints a document; every line ends with LF. */
export function printDocument({ header, root }: Document): string {
  const body = root.entries.length === 0 ? ['{}'] : printEntries(root, '');
  const lines = withoutDoubleBlanks([...header, ...body]);
  while (lines.at(-1) === '') lines.pop();
  return `${lines.join('\n')}\n`;
}

/** Prints the entries of a collection, and its last comments. */
function printEntries({ entries, tail, kind }: Collection, indent: string): readonly string[] {
  const lines = entries.flatMap((entry) => (kind === 'map' ? printMember(entry, indent) : printItem(entry, indent)));
  // A blank line at the top of a collection separates nothing.
  const first = lines.findIndex((line) => line !== '');
  return [...lines.slice(Math.max(first, 0)), ...printComments(tail, indent)];
}

function printMember({ key, leading, trailing, value }: Entry, indent: string): readonly string[] {
  const above = printComments(leading, indent);
  const head = `${indent}${key}:`;
  const inline = inlineOf(value, head.length + 1);
  if (inline !== undefined) return [...above, line(head, inline, trailing), ...literal(value, indent)];
  return [...above, line(head, value.properties, trailing), ...printEntries(value as Collection, `${indent}  `)];
}

function printItem({ leading, trailing, value }: Entry, indent: string): readonly string[] {
  const above = printComments(leading, indent);
  const head = `${indent}-`;
  const inline = inlineOf(value, head.length + 1);
  if (inline !== undefined) return [...above, line(head, inline, trailing), ...literal(value, indent)];
  const collection = value as Collection;
  if (value.properties !== '')
    return [...above, line(head, value.properties, trailing), ...printEntries(collection, `${indent}  `)];
  // The first entry stands on the line of the dash, so the comments in front of it stand above the dash.
  const [first, ...others] = collection.entries;
  const raised = [...(trailing === undefined ? [] : [trailing]), ...(first?.leading ?? [])];
  const lowered = first === undefined ? [] : [{ ...first, leading: [] }, ...others];
  const [top = '', ...rest] = printEntries({ ...collection, entries: lowered }, `${indent}  `);
  return [...above, ...printComments(raised, indent), `${head} ${top.trimStart()}`, ...rest];
}

function line(head: string, text: string, trailing: CommentLine | undefined): string {
  return [head, text, trailing ?? ''].filter((part) => part !== '').join(' ');
}

function literal(value: Value, indent: string): readonly string[] {
  return value.kind === 'leaf' ? value.lines.map((text) => (text === '' ? '' : `${indent}  ${text}`)) : [];
}

/**
 * Writes a value on one line: a scalar, an empty collection, or a list of scalars that has no comments and fits on the line.
 *
 * @returns undefined if the value needs lines of its own
 */
function inlineOf(value: Value, column: number): string | undefined {
  const prefix = value.properties === '' ? '' : `${value.properties} `;
  if (value.kind === 'leaf') return prefix + value.text;
  if (value.entries.length === 0) return `${prefix}${value.kind === 'map' ? '{}' : '[]'}`;
  const wasFlow = value.column === Number.POSITIVE_INFINITY;
  if (value.kind === 'map' || value.tail.length > 0 || (value.isPinned && !wasFlow)) return undefined;
  const items = value.entries.map((entry) => itemOf(entry));
  const text = `${prefix}[${items.join(', ')}]`;
  const fits = column + text.length <= MAX_WIDTH || value.isPinned;
  return fits && items.every((item) => item !== undefined) ? text : undefined;
}

function itemOf({ leading, trailing, value }: Entry): string | undefined {
  if (value.kind !== 'leaf' || trailing !== undefined || leading.some((comment) => comment !== '')) return undefined;
  const text = value.inFlow();
  return text === undefined ? undefined : `${value.properties}${value.properties === '' ? '' : ' '}${text}`;
}

function printComments(comments: readonly CommentLine[], indent: string): readonly string[] {
  return comments.map((comment) => (comment === '' ? '' : indent + comment));
}

function withoutDoubleBlanks(lines: readonly string[]): string[] {
  return lines.filter((text, index) => text !== '' || (index > 0 && lines[index - 1] !== ''));
}
