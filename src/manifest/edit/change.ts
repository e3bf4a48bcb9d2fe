// Changes one value: member by member if the old and the new value are both mappings or both lists, otherwise by writing it anew.

import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLSeq } from 'yaml';
import { canonicalJson } from '../../contact/canonical.ts';
import { itemShape } from '../schema/shape.ts';
import { rangeOf } from '../syntax/yaml/values.ts';
import { alignItems } from './align.ts';
import { isUsed } from './anchors.ts';
import { changeBlockList } from './block-list.ts';
import { changeBlockMap } from './block-map.ts';
import { CannotEdit } from './edit.ts';
import { type Change, type Editor, propertiesEnd, requireUnused, type Slot } from './editor.ts';
import { changeFlowList, changeFlowMap } from './flow.ts';
import {
  afterLines,
  asLines,
  columnOf,
  contentEnd,
  endOfLine,
  isBlock,
  lineStart,
  nextLine,
  propertiesOf,
} from './page.ts';
import { deletion, insertion, type Splice } from './splice.ts';
import { indentedJson, isList, isMapping, itemLines, mappingLines, writeInline } from './write.ts';

/**
 * Returns the splices that change a value; none if it stays the same.
 *
 * @throws CannotEdit if that would change other values, or is not possible in this layout
 */
export function changeValue(editor: Editor, slot: Slot, change: Change): readonly Splice[] {
  const { node } = slot;
  const { old, next, items } = change;
  if (items === undefined && canonicalJson(old) === canonicalJson(next)) return [];
  if (isUsed(editor.uses, node)) throw new CannotEdit('shared-anchor', rangeOf(node).start);
  if (isMap(node) && keepsMember(change))
    return node.flow === true ? changeFlowMap(editor, node, change) : changeBlockMap(editor, node, change);
  if (isSeq(node) && isList(old) && isList(next)) {
    const aligned = { ...change, items: items ?? alignItems(old, next) };
    if (node.flow !== true && node.items.length > 0)
      return changeBlockList(editor, { ...slot, node: node as YAMLSeq }, aligned);
    if (aligned.items.some(({ from }) => from !== undefined)) return changeFlowList(editor, node, aligned);
  }
  return replaceValue(editor, slot, change);
}

function keepsMember({ old, next }: Change): boolean {
  return isMapping(old) && isMapping(next) && Object.keys(old).some((name) => Object.hasOwn(next, name));
}

function replaceValue(editor: Editor, slot: Slot, change: Change): readonly Splice[] {
  const { page } = editor;
  const { node } = slot;
  const end = contentEnd(page, node);
  requireUnused(editor, { start: rangeOf(node).start, end });
  if (isBlock(node)) return replaceBlock(editor, slot, change);
  const lines = linesInstead(editor, slot, change);
  if (lines !== undefined) return lines;
  const { start } = propertiesOf(page, slot.from, node);
  // A tag is replaced together with the value, because it would change how the new value is read.
  const from = !isAlias(node) && node.tag !== undefined ? start : rangeOf(node).start;
  return [{ start: from, end, text: writeValue(editor, slot, change) }];
}

function writeValue({ page, style, unit }: Editor, { node, kind }: Slot, { next, shape }: Change): string {
  const { start, end } = rangeOf(node);
  const isOnOneLine = !isScalar(node) && !page.text.slice(start, end).includes('\n') && end - start > 2;
  if (unit === undefined || isOnOneLine)
    return writeInline({ value: next, shape, inFlow: kind === 'flow', old: node }, style);
  const indent = /^[ \t]*/.exec(page.text.slice(lineStart(page, start)))?.[0] ?? '';
  return indentedJson(next, indent, unit).replaceAll('\n', page.eol);
}

/** Writes lines of contacts in place of `contacts: []`; undefined for any other change. */
function linesInstead({ page }: Editor, slot: Slot, { next, shape }: Change): readonly Splice[] | undefined {
  const { node, from, kind, indent } = slot;
  const isEmpty = isSeq(node) && node.items.length === 0 && kind === 'pair' && node.anchor === undefined;
  if (!isEmpty || !isList(next) || !next.some(isMapping)) return undefined;
  const { start, end } = rangeOf(node);
  const isAlone = /^[ \t]*(?:#.*)?$/.test(page.text.slice(end, endOfLine(page, end)));
  if (!isAlone || node.tag !== undefined || page.text.slice(from, start).trim() !== '') return undefined;
  const lines = next.flatMap((item) => itemLines(item, itemShape(shape), 2));
  const text = asLines(
    page,
    lines.map((line) => ' '.repeat(indent + 2) + line),
  );
  return [deletion(from, end), insertion(nextLine(page, end), text)];
}

/** Replaces a collection in block layout: by lines of the same kind at the same column, or by one line after its key or dash. */
function replaceBlock(editor: Editor, slot: Slot, change: Change): readonly Splice[] {
  const { page, style } = editor;
  const { node, from } = slot;
  const { next, shape } = change;
  const { start } = rangeOf(node);
  const end = contentEnd(page, node);
  if (isMap(node) && isMapping(next) && Object.keys(next).length > 0) {
    requirePlainKey(node.items[0]?.key);
    const separator = page.eol + ' '.repeat(columnOf(page, start));
    return [{ start, end, text: mappingLines(next, shape).join(separator) }];
  }
  const text = writeInline({ value: next, shape, inFlow: false }, style);
  const line = propertiesEnd(editor, slot);
  if (!page.text.slice(from, start).includes('\n')) return [{ start, end, text }];
  return [insertion(line, ` ${text}`), deletion(nextLine(page, line), afterLines(page, node, slot.indent))];
}

/**
 * Refuses a first key with an anchor or tag, which stands in front of the mapping's range and would remain.
 *
 * @throws CannotEdit `unusual-layout`
 */
function requirePlainKey(key: unknown): void {
  const { anchor, tag } = Object(key) as Partial<Pick<Node, 'tag'>> & { readonly anchor?: string };
  if (anchor !== undefined || tag !== undefined) throw new CannotEdit('unusual-layout', rangeOf(key).start);
}
