// Finds the range of a value in a manifest's text. Only diagnostics need ranges, so parsing does not store syntax trees; this
// module parses a file again when one of its values has to be located.

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import { lineAt, type ManifestFile, type Range } from '../read/source.ts';
import type { Item, Path } from './item.ts';
import { readJsonSyntax } from './json/json-syntax.ts';
import { locatorOfRows } from './locate-rows.ts';
import { readSyntax } from './syntax.ts';
import { keyText, rangeOf } from './yaml/values.ts';

/** Whether to locate the key at a path, or the value. */
export type Target = 'key' | 'value';

/** A key or value inside an item. */
export interface Place {
  readonly item: Item;
  /** Path from the item's value to the key or value. */
  readonly path: Path;
  readonly target: Target;
}

/** Returns the range of a place; falls back to the first character of the item if the place cannot be found. */
export type Locator = (place: Place) => Range;

/** Above this length, the syntax tree of a whole file takes too much time and memory, so only single items are parsed. */
const MAX_TREE_LENGTH = 8 * 1024 * 1024;

/** Creates a locator for a file. It parses the file once; if the file is large or NDJSON, it parses only the items it needs. */
export function locatorOf(file: ManifestFile): Locator {
  if (file.rows !== undefined) {
    const locate = locatorOfRows(file, file.rows);
    return ({ item, path }) => locate(item, path) ?? lineOf(file, item);
  }
  if (file.format === 'ndjson') return lineLocatorOf(file);
  if (file.text.length > MAX_TREE_LENGTH) return itemLocatorOf(file);
  const syntax = readSyntax(file, () => undefined);
  const root = syntax.ok ? syntax.root : undefined;
  const anchors = anchorsOf(root);
  return ({ item, path, target }) => find(root, [...item.path, ...path], target, anchors) ?? lineOf(file, item);
}

/** Creates a locator for NDJSON. It keeps the syntax tree of one line only, because the mistakes of a line follow each other. */
function lineLocatorOf(file: ManifestFile): Locator {
  let parsed: { readonly line: number; readonly root: Node | undefined } | undefined;
  return ({ item, path, target }) => {
    if (parsed?.line !== item.line) {
      const syntax = readJsonSyntax(lineAt(file, item.line), () => undefined);
      parsed = { line: item.line, root: syntax.ok ? syntax.root : undefined };
    }
    const start = file.lineStarts[item.line - 1] ?? 0;
    const inner = item.path[0] === 'defaults' ? ['defaults', ...path] : path;
    const range = find(parsed.root, inner, target, new Map());
    return range === undefined ? lineOf(file, item) : { start: start + range.start, end: start + range.end };
  };
}

/** Creates a locator that parses single items. No aliases occur, because only the fast parser sets `end`, and it rejects them. */
function itemLocatorOf(file: ManifestFile): Locator {
  const roots = new Map<number, Node | undefined>();
  return ({ item, path, target }) => {
    const start = (file.lineStarts[item.line - 1] ?? 0) + item.column - 1;
    if (item.end === undefined) return lineOf(file, item);
    // Indent the item with spaces up to its original column, because YAML compares the indentation of its lines.
    const indent = file.format === 'yaml' ? item.column - 1 : 0;
    if (!roots.has(start)) roots.set(start, rootOf(file, ' '.repeat(indent) + file.text.slice(start, item.end)));
    const range = find(roots.get(start), path, target, new Map());
    const shift = start - indent;
    return range === undefined ? lineOf(file, item) : { start: range.start + shift, end: range.end + shift };
  };
}

function rootOf({ format }: ManifestFile, text: string): Node | undefined {
  const syntax = readSyntax({ format, text }, () => undefined);
  return syntax.ok ? syntax.root : undefined;
}

function lineOf(file: ManifestFile, item: Item): Range {
  const start = (file.lineStarts[item.line - 1] ?? 0) + item.column - 1;
  return { start, end: start + 1 };
}

/** Returns the range at a path. For a member that does not exist, this is the range of the mapping that it should be in. */
function find(root: Node | undefined, path: Path, target: Target, anchors: Anchors): Range | undefined {
  let node: unknown = root;
  let key: unknown;
  for (const step of path) {
    const container = follow(node, anchors);
    if (isMap(container)) {
      const pair = pairsOf(container).get(String(step));
      if (pair === undefined) break;
      key = pair.key;
      node = pair.value;
    } else if (isSeq(container) && typeof step === 'number') {
      key = undefined;
      node = container.items[step];
    } else break;
  }
  if (target === 'key' && key !== undefined) return rangeOf(key);
  return node === undefined || node === null ? undefined : beginningOf(node);
}

const pairsOfMap = new WeakMap<YAMLMap, ReadonlyMap<string | undefined, Pair>>();

/**
 * Returns the pairs of a mapping by key; of pairs with the same key, the first. Computed once per mapping, because many of its
 * pairs may have a mistake.
 */
function pairsOf(map: YAMLMap): ReadonlyMap<string | undefined, Pair> {
  const known = pairsOfMap.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.toReversed().map((pair) => [keyText(pair.key), pair] as const));
  pairsOfMap.set(map, pairs);
  return pairs;
}

/** Returns the range to underline for a node: a scalar in full, a block mapping's first key, otherwise the first character. */
function beginningOf(node: unknown): Range {
  const range = rangeOf(node);
  if (isMap(node) && node.flow !== true) return rangeOf(node.items[0]?.key);
  return isScalar(node) || isAlias(node) ? range : { start: range.start, end: range.start + 1 };
}

type Anchors = ReadonlyMap<string, readonly Node[]>;

/** Resolves an alias to its anchor. If several anchors have the same name, the last one before the alias applies. */
function follow(node: unknown, anchors: Anchors): unknown {
  if (!isAlias(node)) return node;
  return lastBefore(anchors.get(node.source) ?? [], rangeOf(node).start);
}

/** Finds the last of some nodes in the order of the text that begins before an offset, by binary search. */
function lastBefore(nodes: readonly Node[], offset: number): Node | undefined {
  let first = 0;
  let end = nodes.length;
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    if (rangeOf(nodes[middle]).start < offset) first = middle + 1;
    else end = middle;
  }
  return nodes[first - 1];
}

function anchorsOf(root: Node | undefined): Anchors {
  const anchors = new Map<string, Node[]>();
  if (root === undefined) return anchors;
  visit(root, {
    Value(_key, node) {
      if (node.anchor === undefined) return;
      const alike = anchors.get(node.anchor);
      if (alike === undefined) anchors.set(node.anchor, [node]);
      else alike.push(node);
    },
  });
  return anchors;
}
