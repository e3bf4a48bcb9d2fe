// Changes a list in block layout, whose items stand on lines of their own after a dash.

import type { Node, YAMLSeq } from 'yaml';
import { isMap } from 'yaml';
import { itemShape } from '../schema/shape.ts';
import { rangeOf } from '../syntax/yaml/values.ts';
import { CannotEdit } from './edit.ts';
import { type Change, type Editor, type ListItem, propertiesEnd, requireUnused, type Slot } from './editor.ts';
import { afterLines, afterMark, asLines, columnOf, contentEnd, isFirstOnLine, lineStart, type Page } from './page.ts';
import { deletion, insertion, type Splice } from './splice.ts';
import { isMapping, itemLines, writeInline } from './write.ts';

/** Changes, removes and adds items. A list that becomes empty is written `[]` after its key; comments between its items stay. */
export function changeBlockList(
  editor: Editor,
  slot: Slot & { readonly node: YAMLSeq },
  change: Change & { readonly items: readonly ListItem[] },
): readonly Splice[] {
  const { page } = editor;
  const { items, shape } = change;
  const nodes = slot.node.items as readonly Node[];
  const dashes = dashesOf(page, slot.node);
  const indent = columnOf(page, dashes[0] ?? 0);
  const kept = new Set(items.flatMap(({ from }) => from ?? []));
  const removed = nodes.flatMap((node, index) => {
    if (kept.has(index)) return [];
    const dash = requireOwnLine(page, dashes[index] ?? 0);
    requireUnused(editor, { start: dash, end: contentEnd(page, node) });
    return [deletion(lineStart(page, dash), afterLines(page, node, indent))];
  });
  const changed = items.flatMap(({ from, value }) => {
    const node = from === undefined ? undefined : nodes[from];
    if (from === undefined || node === undefined) return [];
    const itemSlot: Slot = { node, from: (dashes[from] ?? 0) + 1, kind: 'item', indent };
    const old = (change.old as readonly ListItem['value'][])[from] ?? null;
    return editor.change(itemSlot, { old, next: value, shape: itemShape(shape) });
  });
  if (items.length === 0) return [...removed, emptied(editor, slot)];
  return [...changed, ...removed, ...addItems(editor, slot.node, dashes, change)];
}

function emptied(editor: Editor, slot: Slot): Splice {
  if (slot.kind !== 'pair') throw new CannotEdit('unusual-layout', slot.from);
  return insertion(propertiesEnd(editor, slot), ' []');
}

/** Returns the offset of each item's dash. */
function dashesOf(page: Page, node: YAMLSeq): readonly number[] {
  let offset = rangeOf(node).start;
  return node.items.map((item) => {
    const dash = afterMark(page, offset, '-') - 1;
    offset = contentEnd(page, item);
    return dash;
  });
}

function requireOwnLine(page: Page, dash: number): number {
  if (!isFirstOnLine(page, dash)) throw new CannotEdit('unusual-layout', dash);
  return dash;
}

/** Inserts each new item after the last old item before it. */
function addItems(
  editor: Editor,
  node: YAMLSeq,
  dashes: readonly number[],
  { items, shape }: Change & { readonly items: readonly ListItem[] },
): readonly Splice[] {
  const { page } = editor;
  const indent = columnOf(page, dashes[0] ?? 0);
  const hasBlanks = isBlankBefore(page, dashes);
  let offset = lineStart(page, dashes[0] ?? 0);
  let isFirst = true;
  return items.flatMap(({ from, value }) => {
    if (from !== undefined) {
      offset = afterLines(page, node.items[from], indent);
      isFirst = false;
      return [];
    }
    if (isFirst) requireOwnLine(page, dashes[0] ?? 0);
    const lines = linesOf(editor, node, dashes, { value, shape: itemShape(shape) });
    const blank = hasBlanks && !isFirst ? [''] : [];
    return [insertion(offset, asLines(page, [...blank, ...lines.map((line) => ' '.repeat(indent) + line)]))];
  });
}

/** Writes an item in the layout of the list's last item: in brackets or not, and as far from the dash. */
function linesOf(
  { page, style }: Editor,
  node: YAMLSeq,
  dashes: readonly number[],
  { value, shape }: Pick<Change, 'shape'> & { readonly value: ListItem['value'] },
): readonly string[] {
  const last = node.items.at(-1);
  const { start } = rangeOf(last);
  const distance = start - (dashes.at(-1) ?? 0);
  const isOnDashLine = !page.text.slice(dashes.at(-1), start).includes('\n');
  const width = isOnDashLine && /^- +$/.test(page.text.slice(dashes.at(-1), start)) ? distance : 2;
  if (isMap(last) && last.flow === true && isMapping(value))
    return ['-'.padEnd(width) + writeInline({ value, shape, inFlow: false }, style)];
  return itemLines(value, shape, width);
}

/** Returns whether a blank line separates the last two items, with or without comments before the last one. */
function isBlankBefore(page: Page, dashes: readonly number[]): boolean {
  if (dashes.length < 2) return false;
  let start = lineStart(page, dashes.at(-1) ?? 0);
  while (start > 0) {
    const line = page.text.slice(lineStart(page, start - 1), start).trim();
    if (!line.startsWith('#')) return line === '';
    start = lineStart(page, start - 1);
  }
  return false;
}
