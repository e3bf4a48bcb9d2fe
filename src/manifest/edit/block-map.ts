// Changes a mapping in block layout, whose keys stand on lines of their own.

import type { Pair, YAMLMap } from 'yaml';
import { canonicalJson, type Json } from '../../contact/canonical.ts';
import { memberShape } from '../schema/shape.ts';
import { keyText, rangeOf } from '../syntax/yaml/values.ts';
import { CannotEdit } from './edit.ts';
import { blockSlotOf, type Change, type Editor, requireUnused } from './editor.ts';
import { afterLines, asLines, columnOf, contentEnd, isFirstOnLine, lineStart, type Page } from './page.ts';
import { deletion, insertion, type Splice } from './splice.ts';
import { isMapping, pairLines } from './write.ts';

type Members = { readonly [name: string]: Json };

/**
 * Changes, removes and adds members. Members that neither the old nor the new value names stay, and at least one member must
 * stay.
 */
export function changeBlockMap(editor: Editor, node: YAMLMap, change: Change): readonly Splice[] {
  const old = membersOf(change.old);
  const next = membersOf(change.next);
  const removed = node.items.filter(({ key }) => {
    const name = keyText(key) ?? '';
    return Object.hasOwn(old, name) && !Object.hasOwn(next, name);
  });
  const kept = node.items.filter((pair) => !removed.includes(pair));
  const changed = kept.flatMap((pair) => changePair(editor, pair, { ...change, old, next }));
  const added = Object.entries(next).filter(([name]) => !Object.hasOwn(old, name));
  return [...changed, ...removePairs(editor, node, removed), ...addPairs(editor, node, kept.at(-1), added, change)];
}

function membersOf(value: Json): Members {
  return isMapping(value) ? value : {};
}

interface MembersChange extends Change {
  readonly old: Members;
  readonly next: Members;
}

function changePair(editor: Editor, pair: Pair, { old, next, shape }: MembersChange): readonly Splice[] {
  const name = keyText(pair.key) ?? '';
  const before = Object.hasOwn(old, name) ? old[name] : undefined;
  const after = Object.hasOwn(next, name) ? next[name] : undefined;
  if (before === undefined || after === undefined || canonicalJson(before) === canonicalJson(after)) return [];
  return editor.change(blockSlotOf(editor, pair), { old: before, next: after, shape: memberShape(shape, name) });
}

function addPairs(
  { page }: Editor,
  node: YAMLMap,
  last: Pair | undefined,
  added: readonly (readonly [string, Json])[],
  { shape }: Change,
): readonly Splice[] {
  if (added.length === 0) return [];
  const indent = indentOf(page, node);
  const lines = added.flatMap(([name, value]) => pairLines(name, value, memberShape(shape, name)));
  const offset = afterLines(page, last?.value, indent);
  return [
    insertion(
      offset,
      asLines(
        page,
        lines.map((line) => ' '.repeat(indent) + line),
      ),
    ),
  ];
}

/** Returns the column of a mapping's keys. @throws CannotEdit if it cannot be told from the first line, which contains a tab */
function indentOf(page: Page, node: YAMLMap): number {
  const { start } = rangeOf(node.items[0]?.key);
  if (page.text.slice(lineStart(page, start), start).includes('\t')) throw new CannotEdit('unusual-layout', start);
  return columnOf(page, start);
}

function removePairs(editor: Editor, node: YAMLMap, removed: readonly Pair[]): readonly Splice[] {
  const [first] = node.items;
  if (first === undefined || removed.length === 0) return [];
  const { page } = editor;
  for (const { key, value } of removed)
    requireUnused(editor, { start: rangeOf(key).start, end: contentEnd(page, value) });
  const isAfterDash = removed.includes(first) && !isFirstOnLine(page, rangeOf(first.key).start);
  if (!isAfterDash) return removed.map((pair) => lineDeletion(page, node, pair));
  const leading = node.items.slice(
    0,
    node.items.findIndex((pair) => !removed.includes(pair)),
  );
  const others = removed.filter((pair) => !leading.includes(pair));
  return [...removeLeading(page, node, leading), ...others.map((pair) => lineDeletion(page, node, pair))];
}

function lineDeletion(page: Page, node: YAMLMap, { key, value }: Pair): Splice {
  const { start } = rangeOf(key);
  // Something other than blanks in front of a key is `?`, an anchor or a tag.
  if (!isFirstOnLine(page, start)) throw new CannotEdit('unusual-layout', start);
  return deletion(lineStart(page, start), afterLines(page, value, indentOf(page, node)));
}

/**
 * Removes the first pairs of a mapping that begins after a dash. The next key moves up to the dash, or, if comments are in
 * between, the dash stays on a line of its own.
 */
function removeLeading(page: Page, node: YAMLMap, leading: readonly Pair[]): readonly Splice[] {
  const indent = indentOf(page, node);
  const { start } = rangeOf(leading[0]?.key);
  if (!/^ *(?:- +)+$/.test(page.text.slice(lineStart(page, start), start)))
    throw new CannotEdit('unusual-layout', start);
  const ends = leading.map(({ value }) => afterLines(page, value, indent));
  const starts = node.items.slice(1, leading.length + 1).map(({ key }) => rangeOf(key).start);
  const isDense = starts.every(
    (next, index) => lineStart(page, next) === ends[index] && page.text.slice(ends[index], next).trim() === '',
  );
  if (isDense) return [deletion(start, starts.at(-1) ?? start)];
  const dash = page.text.slice(0, start).trimEnd().length;
  const end = page.text.slice(0, ends[0]).replace(/\r?\n$/, '').length;
  return [deletion(dash, end), ...leading.slice(1).map((pair) => lineDeletion(page, node, pair))];
}
