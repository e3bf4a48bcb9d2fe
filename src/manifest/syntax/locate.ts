// Where something stands. Positions are asked for only where there is a diagnostic, so trees are not kept but read again.

import { isAlias, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import { lineAt, type ManifestFile, type Range } from '../read/source.ts';
import type { Item, Path } from './item.ts';
import { readJsonSyntax } from './json/json-syntax.ts';
import { readSyntax } from './syntax.ts';
import { keyText, rangeOf } from './yaml/values.ts';

/** A key, or what stands after it. */
export type Target = 'key' | 'value';

export interface Place {
  readonly item: Item;
  /** Within the item's value. */
  readonly path: Path;
  readonly target: Target;
}

export type Locator = (place: Place) => Range;

/** The syntax tree of a longer text takes too long, and too much memory: of such a file, single items are read. */
const LARGE = 8 * 1024 * 1024;

/** Reads a file once for all the places in it; of a large one, each item once. */
export function locatorOf(file: ManifestFile): Locator {
  if (file.format === 'ndjson') return (place) => locateInLine(file, place);
  if (file.text.length > LARGE) return itemLocatorOf(file);
  const syntax = readSyntax(file, () => undefined);
  const root = syntax.ok ? syntax.root : undefined;
  const anchors = anchorsOf(root);
  return ({ item, path, target }) => find(root, [...item.path, ...path], target, anchors) ?? lineOf(file, item);
}

function locateInLine(file: ManifestFile, { item, path, target }: Place): Range {
  const start = file.lineStarts[item.line - 1] ?? 0;
  const syntax = readJsonSyntax(lineAt(file, item.line), () => undefined);
  const inner = item.path[0] === 'defaults' ? ['defaults', ...path] : path;
  const range = syntax.ok ? find(syntax.root, inner, target, new Map()) : undefined;
  return range === undefined ? lineOf(file, item) : { start: start + range.start, end: start + range.end };
}

/** Items of large files end where the plain way said; it never reads a file with anchors. */
function itemLocatorOf(file: ManifestFile): Locator {
  const roots = new Map<number, Node | undefined>();
  return ({ item, path, target }) => {
    const start = (file.lineStarts[item.line - 1] ?? 0) + item.column - 1;
    if (item.end === undefined) return lineOf(file, item);
    // Blanks stand for what comes before it on its line, which the indentation of YAML is counted from.
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

/** As far as the path leads: a place that does not exist is where it would have been. */
function find(root: Node | undefined, path: Path, target: Target, anchors: Anchors): Range | undefined {
  let node: unknown = root;
  let key: unknown;
  for (const step of path) {
    const container = follow(node, anchors);
    if (isMap(container)) {
      const pair = container.items.find((candidate) => keyText(candidate.key) === String(step));
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

/** A mapping or list is shown by its first key or item: underlining all of it would show nothing. */
function beginningOf(node: unknown): Range {
  const range = rangeOf(node);
  if (isMap(node) && node.flow !== true) return rangeOf(node.items[0]?.key);
  return isScalar(node) || isAlias(node) ? range : { start: range.start, end: range.start + 1 };
}

type Anchors = ReadonlyMap<string, readonly Node[]>;

/** Of several anchors of one name, an alias means the last one before it. */
function follow(node: unknown, anchors: Anchors): unknown {
  if (!isAlias(node)) return node;
  const start = rangeOf(node).start;
  return anchors.get(node.source)?.findLast((target) => rangeOf(target).start < start);
}

function anchorsOf(root: Node | undefined): Anchors {
  const anchors = new Map<string, Node[]>();
  if (root === undefined) return anchors;
  visit(root, {
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, [...(anchors.get(node.anchor) ?? []), node]);
    },
  });
  return anchors;
}
