// Changes a mapping or list inside brackets, in YAML or JSON: on one line, or with elements on lines of their own.

import type { Node, YAMLMap, YAMLSeq } from 'yaml';
import { canonicalJson, type Json } from '../../contact/canonical.ts';
import { itemShape, memberShape, type Shape } from '../schema/shape.ts';
import { keyText, rangeOf } from '../syntax/yaml/values.ts';
import { CannotEdit } from './edit.ts';
import { type Change, type Editor, flowSlotOf, type ListItem, requireUnused } from './editor.ts';
import {
  type Element,
  elementsOf,
  type Gap,
  gapOf,
  insertAfter,
  insertFirst,
  isInsertedAsLines,
  removeElements,
} from './elements.ts';
import { contentEnd } from './page.ts';
import { writeKey } from './scalar.ts';
import type { Splice } from './splice.ts';
import { indentedJson, isMapping, writeInline, writeMember } from './write.ts';

/**
 * Changes, removes and adds members. Members that neither the old nor the new value names stay, and at least one member must
 * stay.
 */
export function changeFlowMap(editor: Editor, node: YAMLMap, { old, next, shape }: Change): readonly Splice[] {
  const before = isMapping(old) ? old : {};
  const after = isMapping(next) ? next : {};
  const elements = elementsOf(
    editor.page,
    node,
    node.items.map(({ key, value }) => ({ start: rangeOf(key).start, end: contentEnd(editor.page, value) })),
  );
  const names = node.items.map(({ key }) => keyText(key) ?? '');
  const kept = names.map((name) => !Object.hasOwn(before, name) || Object.hasOwn(after, name));
  const changed = node.items.flatMap((pair, index) => {
    const name = names[index] ?? '';
    const was = Object.hasOwn(before, name) ? before[name] : undefined;
    const is = Object.hasOwn(after, name) ? after[name] : undefined;
    if (was === undefined || is === undefined || canonicalJson(was) === canonicalJson(is)) return [];
    return editor.change(flowSlotOf(editor, pair), { old: was, next: is, shape: memberShape(shape, name) });
  });
  const gap = gapOf(editor.page, node, elements);
  const added = Object.entries(after).filter(([name]) => !Object.hasOwn(before, name));
  const texts = added.map(([name, value]) => memberText(editor, gap, name, value, shape));
  const last = kept.lastIndexOf(true);
  return [...changed, ...rebuilt(editor, { node, elements, kept, gap }, new Map([[last, texts]]))];
}

/** Changes, removes and adds items; at least one must be kept. */
export function changeFlowList(
  editor: Editor,
  node: YAMLSeq,
  change: Change & { readonly items: readonly ListItem[] },
): readonly Splice[] {
  const { items } = change;
  const shape = itemShape(change.shape);
  const nodes = node.items as readonly Node[];
  const ends = nodes.map((item) => ({ start: rangeOf(item).start, end: contentEnd(editor.page, item) }));
  const elements = elementsOf(editor.page, node, ends);
  const origins = new Set(items.map(({ from }) => from));
  const kept = nodes.map((_, index) => origins.has(index));
  const gap = gapOf(editor.page, node, elements);
  const added = new Map<number, string[]>();
  let last = -1;
  const changed = items.flatMap(({ from, value }) => {
    const item = from === undefined ? undefined : nodes[from];
    if (from === undefined || item === undefined) {
      added.set(last, [...(added.get(last) ?? []), valueText(editor, gap, value, shape)]);
      return [];
    }
    last = from;
    const slot = { node: item, from: elements[from]?.start ?? 0, kind: 'flow', indent: 0 } as const;
    const old = (change.old as readonly Json[])[from] ?? null;
    return editor.change(slot, { old, next: value, shape });
  });
  return [...changed, ...rebuilt(editor, { node, elements, kept, gap }, added)];
}

interface Brackets {
  readonly node: YAMLMap | YAMLSeq;
  readonly elements: readonly Element[];
  readonly kept: readonly boolean[];
  readonly gap: Gap;
}

/**
 * Returns the splices that remove and add elements of a collection.
 *
 * @param added texts of new elements by the position of the element that they follow; -1 stands for the opening bracket
 */
function rebuilt(
  editor: Editor,
  { elements, kept, gap }: Brackets,
  added: ReadonlyMap<number, readonly string[]>,
): readonly Splice[] {
  const { page } = editor;
  elements.forEach((element, index) => {
    if (kept[index] === true) return;
    // What stands between the comma and a key is `?`, an anchor or a tag, and would remain. The anchor and tag of a list's item
    // are part of the element and are removed with it.
    if (element.hasPrefix) throw new CannotEdit('unusual-layout', element.start);
    requireUnused(editor, element);
  });
  const last = kept.lastIndexOf(true);
  const ending = elements[last];
  const isExtended = ending !== undefined && (added.get(last) ?? []).length > 0;
  const keepsComma = isExtended && isInsertedAsLines(page, ending, gap);
  const splices = [...removeElements(page, elements, kept, keepsComma)];
  for (const [after, texts] of added) {
    if (texts.length === 0) continue;
    const element = elements[after];
    const isFollowed = kept.some((isKept, index) => isKept && index > after) || elements.at(-1)?.comma !== undefined;
    if (element === undefined) splices.push(insertFirst(elements[kept.indexOf(true)]?.start ?? 0, texts, gap));
    else splices.push(...insertAfter(page, element, { texts, gap, isFollowed }));
  }
  return splices;
}

function memberText(editor: Editor, gap: Gap, name: string, value: Json, shape: Shape): string {
  const { style, unit } = editor;
  if (unit === undefined || !gap.isLines) return writeMember(name, value, shape, style);
  const key = writeKey(name, { json: true, inFlow: true });
  return `${key}:${style.space}${valueText(editor, gap, value, memberShape(shape, name))}`;
}

function valueText({ page, style, unit }: Editor, gap: Gap, value: Json, shape: Shape): string {
  if (unit === undefined || !gap.isLines) return writeInline({ value, shape, inFlow: true }, style);
  return indentedJson(value, gap.indent, unit).replaceAll('\n', page.eol);
}
