// What the modules of the editor share: the text, its aliases, its style, and the function that changes one value. The
// collections call that function for their members, and it calls the collections, so it is passed as data.

import type { Node, Pair } from 'yaml';
import type { Json } from '../../contact/canonical.ts';
import type { Range } from '../read/source.ts';
import type { Shape } from '../schema/shape.ts';
import { rangeOf } from '../syntax/yaml/values.ts';
import { isUsedOutside, type Uses } from './anchors.ts';
import { CannotEdit } from './edit.ts';
import { afterMark, columnOf, contentEnd, type Page, propertiesOf } from './page.ts';
import type { Splice } from './splice.ts';
import type { Style } from './write.ts';

/** The node of a value in the syntax tree, and where it stands in the text. */
export interface Slot {
  readonly node: Node;
  /** Offset after the colon, dash, comma or bracket in front of the node. */
  readonly from: number;
  /** `pair`: the value of a key in block layout; `item`: an item of a list in block layout; `flow`: inside brackets. */
  readonly kind: 'pair' | 'item' | 'flow';
  /** Column of the collection in block layout that the node is in; 0 inside brackets. */
  readonly indent: number;
}

/** An item of the new list: an item of the old list, possibly with another value, or a new item. */
export interface ListItem {
  /** Position in the old list; absent for a new item. */
  readonly from?: number;
  readonly value: Json;
}

/** The change of one value. `shape` says how the loader reads values at this position. */
export interface Change {
  readonly old: Json;
  readonly next: Json;
  readonly shape: Shape;
  /** For lists: all items of the new list, in order, with the old item that each comes from; by default found by comparison. */
  readonly items?: readonly ListItem[];
}

/** The state of editing one text. */
export interface Editor {
  readonly page: Page;
  readonly uses: Uses;
  readonly style: Style;
  /** What one level of indentation adds in indented JSON; absent in YAML and in JSON on one line. */
  readonly unit?: string;
  /** Returns the splices that change one value; none if it stays the same. */
  readonly change: (slot: Slot, change: Change) => readonly Splice[];
}

/**
 * Checks that a range can be deleted.
 *
 * @throws CannotEdit `shared-anchor` if an alias elsewhere refers to a value in the range
 */
export function requireUnused({ page, uses }: Editor, range: Range): void {
  if (isUsedOutside(uses, range, (node) => contentEnd(page, node))) throw new CannotEdit('shared-anchor', range.start);
}

/** Returns the slot of a pair's value in block layout. */
export function blockSlotOf({ page }: Editor, pair: Pair): Slot {
  const key = rangeOf(pair.key);
  const from = afterMark(page, key.end, ':');
  return { node: pair.value as Node, from, kind: 'pair', indent: columnOf(page, key.start) };
}

/** Returns the slot of a pair's value inside brackets. */
export function flowSlotOf({ page }: Editor, pair: Pair): Slot {
  const from = afterMark(page, rangeOf(pair.key).end, ':');
  return { node: pair.value as Node, from, kind: 'flow', indent: 0 };
}

/**
 * Returns the offset where a value in block layout may be written on the line of its key: after the colon and an anchor.
 *
 * @throws CannotEdit if the value has a tag, or its anchor is on another line
 */
export function propertiesEnd({ page }: Editor, { node, from }: Slot): number {
  const { start, end } = propertiesOf(page, from, node);
  if (start === rangeOf(node).start) return from;
  const isOnLine = !page.text.slice(from, start).includes('\n');
  if (!isOnLine || node.tag !== undefined) throw new CannotEdit('unusual-layout', start);
  return end;
}
