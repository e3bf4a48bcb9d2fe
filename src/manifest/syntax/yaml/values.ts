// Syntax nodes go in, plain values come out, with the text of scalars kept where it matters. What has no value (a key with
// nothing after it, an ambiguous number) is left out and reported.

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar } from 'yaml';
import { personal } from '../../../contact/argument.ts';
import type { Json } from '../../../contact/canonical.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import type { Range, Report } from '../../read/source.ts';
import { itemShape, memberShape, type Shape } from '../../schema/shape.ts';

/** Values that aliases may add to one file; enough for real templates, and an alias bomb stops here. */
const MAX_ALIASED_VALUES = 100_000;

/** State of one walk through a file, in document order. */
export interface Walk {
  readonly report: Report;
  /** How many mistakes have been reported so far. */
  readonly reported: () => number;
  readonly anchors: Map<string, Node>;
  /** How deep the walk is within aliases. */
  aliasDepth: number;
  aliasedValues: number;
  /** The aliases stand for too much, which has been reported: nothing of the file is believed. */
  exhausted: boolean;
}

export function walkOf(report: Report): Walk {
  let reported = 0;
  function counting(range: Range, found: Mistake): void {
    reported += 1;
    report(range, found);
  }
  return {
    report: counting,
    reported: () => reported,
    anchors: new Map(),
    aliasDepth: 0,
    aliasedValues: 0,
    exhausted: false,
  };
}

/** The node's value; undefined where it has none, which has then been reported. */
export function readValue(node: unknown, shape: Shape, walk: Walk): Json | undefined {
  if (walk.aliasDepth > 0 && tooMuchAliased(walk)) return undefined;
  if (isAlias(node)) return followAlias(node.source, rangeOf(node), shape, walk);
  if (isScalar(node)) {
    if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
    return scalarValue(node, shape, walk);
  }
  if (isSeq(node)) {
    if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
    return node.items.map((item) => readValue(item, itemShape(shape), walk)).filter((item) => item !== undefined);
  }
  if (isMap(node)) {
    if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
    return Object.fromEntries(
      membersOf(node.items, walk).flatMap(([name, value]) => {
        const read = readValue(value, memberShape(shape, name), walk);
        return read === undefined ? [] : [[name, read]];
      }),
    );
  }
  return undefined;
}

/** Name and value node of every pair; names that cannot be used are reported. */
export function membersOf(pairs: readonly Pair[], walk: Walk): readonly (readonly [string, unknown])[] {
  const names = new Set<string>();
  return pairs.flatMap(({ key, value }) => {
    const name = keyText(key);
    const range = rangeOf(key);
    if (name === undefined) {
      walk.report(range, mistake('invalid-key', {}));
      return [];
    }
    if (names.has(name)) {
      walk.report(range, mistake('duplicate-key', { name: personal('name', name) }));
      return [];
    }
    names.add(name);
    if (value !== null && !isEmpty(value)) return [[name, value] as const];
    walk.report(range, mistake('empty-value', { name: personal('name', name) }));
    return [];
  });
}

/** The text of a key as it stands in the file: `1` and `~` are names like any other. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (key.type === Scalar.PLAIN && key.tag === undefined)
    return key.source === '' ? undefined : (key.source ?? String(key.value));
  return typeof key.value === 'string' ? key.value : undefined;
}

export function rangeOf(node: unknown): Range {
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node as Node).range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/** Nothing after a key or a dash: a hole, not a null. */
export function isEmpty(node: unknown): boolean {
  return (
    isScalar(node) && node.value === null && node.type === Scalar.PLAIN && node.source === '' && node.tag === undefined
  );
}

function followAlias(name: string, range: Range, shape: Shape, walk: Walk): Json | undefined {
  const target = walk.anchors.get(name);
  if (target === undefined || contains(rangeOf(target), range)) {
    const why = target === undefined ? 'no-anchor' : 'contains-itself';
    walk.report(range, mistake('unknown-alias', { why, name: personal('name', name) }));
    return undefined;
  }
  walk.aliasDepth += 1;
  const value = readValue(target, shape, walk);
  walk.aliasDepth -= 1;
  if (!walk.exhausted || walk.aliasedValues === Number.POSITIVE_INFINITY) return value;
  walk.aliasedValues = Number.POSITIVE_INFINITY;
  walk.report(range, mistake('alias-limit', { most: MAX_ALIASED_VALUES }));
  return undefined;
}

/** An alias within its own anchor would never end. */
function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function tooMuchAliased(walk: Walk): boolean {
  walk.aliasedValues += 1;
  walk.exhausted ||= walk.aliasedValues > MAX_ALIASED_VALUES;
  return walk.exhausted;
}

function scalarValue(node: Scalar, shape: Shape, walk: Walk): Json | undefined {
  const { value } = node;
  const plain = node.type === Scalar.PLAIN && node.tag === undefined;
  const source = node.source ?? '';
  if (plain && value === null) return nullValue(node, source, walk);
  if (plain && shape.scalar === 'text') return source;
  if (plain && shape.scalar === 'property' && typeof value === 'number' && String(value) !== source) {
    walk.report(rangeOf(node), ambiguousNumber(source, value));
    return undefined;
  }
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return shape.scalar === 'text' ? source || String(value) : value;
  walk.report(rangeOf(node), mistake('unsupported-tag', {}));
  return undefined;
}

function nullValue(node: Scalar, source: string, walk: Walk): null | undefined {
  if (source === 'null' || source === '~') return null;
  const isHole = source === '';
  walk.report(
    rangeOf(node),
    isHole ? mistake('empty-value', {}) : mistake('ambiguous-null', { source: personal('value', source) }),
  );
  return undefined;
}

function ambiguousNumber(source: string, value: number): Mistake {
  const read = personal('value', String(value));
  const number = Number.isFinite(value) ? { number: read } : {};
  return mistake('ambiguous-number', { source: personal('value', source), read, ...number });
}
