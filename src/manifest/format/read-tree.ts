// Reads a YAML text into the tree that the printer needs: values in canonical order, with their comments.

import { isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { isUsed, type Uses, usesWithin } from '../edit/anchors.ts';
import { CannotEdit } from '../edit/edit.ts';
import { afterMark, columnOf, contentEnd, endOfLine, isBlock, type Page } from '../edit/page.ts';
import { writeKey } from '../edit/scalar.ts';
import type { Range } from '../read/source.ts';
import { keyText, rangeOf } from '../syntax/yaml/values.ts';
import { allLines, divide, headerComment, readGap, readProperties } from './comments.ts';
import { type Guide, inOrder, itemGuide, memberGuide } from './guide.ts';
import { leafOf } from './leaf.ts';
import type { Collection, CommentLine, Document, Entry, Value } from './tree.ts';

/** The state of reading one text. */
export interface Reader {
  readonly page: Page;
  readonly uses: Uses;
  /** Whether an anchor's name is used twice, so that the order of the values decides what an alias stands for. */
  readonly isOrdered: boolean;
  /** Offset up to which the text is read and its comments are attached. */
  offset: number;
}

/** What is known about a value before it is read. */
interface Reading {
  readonly guide: Guide;
  /** Whether aliases refer to the value or to something around it. */
  readonly isUsed: boolean;
  /** The value's anchor and tag as text, if the caller has already read the range in front of the value. */
  readonly properties?: string;
}

/** The comments of an entry, collected while it is read. */
interface Notes {
  readonly leading: CommentLine[];
  trailing: CommentLine | undefined;
}

/** Reads the root of a text. @throws CannotEdit `unusual-layout` if it is no mapping, or a key has an anchor or a tag */
export function readRoot(reader: Reader, node: Node, guide: Guide): Document {
  const { text } = reader.page;
  const notes: Notes = { leading: [], trailing: undefined };
  const end = headerEnd(text, rangeOf(node).start);
  const header = allLines(readGap(text, 0, end));
  // Begin at the line end before, so that readGap does not take the next line for the rest of a line with a value.
  reader.offset = Math.max(0, end - 1);
  const root = readValueAt(reader, node, notes, { guide, isUsed: false });
  if (root.kind !== 'map') throw new CannotEdit('unusual-layout', 0);
  const rest = divide(readGap(text, reader.offset, text.length), 0, root.entries.at(-1));
  root.tail.push(...(notes.trailing === undefined ? [] : [notes.trailing]), ...rest);
  return { header: [...header, ...notes.leading], root };
}

/**
 * Returns the offset where the comments of the file itself end: after the last blank line above the first key or, without a blank
 * line, after a first line for editors (`# yaml-language-server: …`).
 */
function headerEnd(text: string, start: number): number {
  const above = text.slice(0, text.lastIndexOf('\n', start - 1) + 1);
  const blank = [...above.matchAll(/^[ \t]*\n/gm)].at(-1);
  if (blank !== undefined) return blank.index + blank[0].length;
  return /^# yaml-language-server:.*\n/.exec(above)?.[0].length ?? 0;
}

function readValueAt(reader: Reader, node: Node, notes: Notes, reading: Reading): Value {
  const { page, uses } = reader;
  const { start } = rangeOf(node);
  const gap = readGap(page.text, reader.offset, start);
  const properties = reading.properties ?? readProperties(page.text, reader.offset, start);
  const inner = { guide: reading.guide, isUsed: reading.isUsed || isUsed(uses, node) };
  if (gap.first !== undefined) addTrailing(notes, gap.first);
  const above = gap.lines.map(({ text }) => text);
  reader.offset = start;
  if (isBlock(node)) return { ...readBlock(reader, node as YAMLMap | YAMLSeq, above, inner), properties };
  notes.leading.push(...above);
  if (isMap(node) || isSeq(node)) return { ...readFlow(reader, node, notes, inner), properties };
  const header = headerComment(page.text, node);
  if (header !== undefined) addTrailing(notes, header);
  reader.offset = contentEnd(page, node);
  takeTrailing(reader, notes);
  return leafOf(node, { text: page.text, shape: inner.guide.shape, properties, isUsed: inner.isUsed });
}

function addTrailing(notes: Notes, comment: CommentLine): void {
  if (notes.trailing === undefined) notes.trailing = comment;
  else notes.leading.push(comment);
}

/** Adds the comment behind a value to the notes, and moves the reader past the comment and the comma before it. */
function takeTrailing(reader: Reader, notes: Notes): void {
  const { page, offset } = reader;
  const end = endOfLine(page, offset);
  const found = /^[ \t]*,?(?:[ \t]+(#.*)|[ \t]*)$/.exec(page.text.slice(offset, end));
  if (found === null) return;
  if (found[1] !== undefined) addTrailing(notes, found[1].trimEnd());
  reader.offset = end;
}

type Read = Omit<Collection, 'properties'>;

/** Reads a collection in block layout. @param above comments in front of the first entry */
function readBlock(reader: Reader, node: YAMLMap | YAMLSeq, above: readonly CommentLine[], reading: Reading): Read {
  const { page } = reader;
  const entries: Entry[] = [];
  const ranges: Range[] = [];
  const column = columnOf(page, rangeOf(node).start);
  for (const element of node.items) {
    const start = isMap(node) ? rangeOf((element as Pair).key).start : afterMark(page, reader.offset, '-') - 1;
    const leading =
      entries.length === 0 ? above : divide(readGap(page.text, reader.offset, start), column, entries.at(-1));
    const notes: Notes = { leading: [...leading], trailing: undefined };
    if (isMap(node)) entries.push(readMember(reader, element as Pair, notes, reading));
    else {
      reader.offset = start + 1;
      entries.push(readItem(reader, element as Node, notes, reading));
    }
    ranges.push({ start, end: reader.offset });
  }
  return collected(reader, node, { entries, ranges, column, reading, tail: [] });
}

/** Reads a collection in brackets. @param notes the comments of the collection's own entry */
function readFlow(reader: Reader, node: YAMLMap | YAMLSeq, notes: Notes, reading: Reading): Read {
  const { page } = reader;
  const { start: open, end } = rangeOf(node);
  if (!/[[{]/.test(page.text.charAt(open))) throw new CannotEdit('unusual-layout', open);
  reader.offset = open + 1;
  const entries: Entry[] = [];
  const ranges: Range[] = [];
  for (const element of node.items) {
    const { start } = rangeOf(isMap(node) ? (element as Pair).key : element);
    const gap = readGap(page.text, reader.offset, start);
    const properties = readProperties(page.text, reader.offset, start);
    const isHeader = entries.length === 0 && gap.first !== undefined;
    if (isHeader) addTrailing(notes, gap.first ?? '');
    const leading = allLines(isHeader ? { ...gap, first: undefined } : gap);
    const own: Notes = { leading: [...leading], trailing: undefined };
    reader.offset = start;
    if (isMap(node)) entries.push(readMember(reader, element as Pair, own, reading));
    else entries.push(readItem(reader, element as Node, own, { ...reading, properties }));
    ranges.push({ start, end: reader.offset });
  }
  const rest = allLines(readGap(page.text, reader.offset, end)).filter((line) => line !== '');
  // Comments inside empty brackets move in front of them.
  if (entries.length === 0) notes.leading.push(...rest);
  reader.offset = end;
  takeTrailing(reader, notes);
  const tail = entries.length === 0 ? [] : [...rest];
  return collected(reader, node, { entries, ranges, column: Number.POSITIVE_INFINITY, reading, tail });
}

function readMember(reader: Reader, pair: Pair, notes: Notes, { guide, isUsed: used }: Reading): Entry {
  const { anchor, tag } = Object(pair.key) as { readonly anchor?: string; readonly tag?: string };
  const { start, end } = rangeOf(pair.key);
  if (anchor !== undefined || tag !== undefined) throw new CannotEdit('unusual-layout', start);
  const name = keyText(pair.key) ?? '';
  const { page } = reader;
  const colon = afterMark(page, end, ':');
  // Comments between a key and its colon move above the key.
  notes.leading.push(...allLines(readGap(page.text, end, colon)));
  reader.offset = colon;
  const value = readValueAt(reader, pair.value as Node, notes, { guide: memberGuide(guide, name), isUsed: used });
  return { key: writeKey(name, { json: false, inFlow: false }), value, ...notes };
}

function readItem(reader: Reader, node: Node, notes: Notes, reading: Reading): Entry {
  const value = readValueAt(reader, node, notes, { ...reading, guide: itemGuide(reading.guide) });
  return { key: '', value, ...notes };
}

interface Collected {
  readonly entries: readonly Entry[];
  readonly ranges: readonly Range[];
  readonly column: number;
  readonly reading: Reading;
  readonly tail: CommentLine[];
}

function collected(
  reader: Reader,
  node: YAMLMap | YAMLSeq,
  { entries, ranges, column, reading, tail }: Collected,
): Read {
  const common = { tail, column, isPinned: reading.isUsed };
  if (!isMap(node)) return { kind: 'list', entries, ...common };
  if (reader.isOrdered || isCrossed(reader.uses, ranges)) return { kind: 'map', entries, ...common };
  const names = new Map(entries.map((entry, index) => [entry, keyText(node.items[index]?.key) ?? '']));
  return { kind: 'map', entries: inOrder(entries, (entry) => names.get(entry) ?? '', reading.guide), ...common };
}

/** Returns whether an alias in one entry refers to an anchor in another: then the anchor must stay in front of it. */
function isCrossed(uses: Uses, ranges: readonly Range[]): boolean {
  const entryOf = (node: Node): number => {
    const { start } = rangeOf(node);
    return ranges.findIndex((range) => range.start <= start && start < range.end);
  };
  const all = { start: ranges[0]?.start ?? 0, end: ranges.at(-1)?.end ?? 0 };
  return usesWithin(uses, all).some(({ alias, target }) => {
    const [from, to] = [entryOf(alias), entryOf(target)];
    return from !== -1 && to !== -1 && from !== to;
  });
}
