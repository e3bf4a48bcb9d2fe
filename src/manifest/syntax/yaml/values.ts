// Converts syntax nodes to JSON values. Enters: a node and its shape. Leaves: the value; scalars that the shape defines as text
// keep their source text. Values that cannot be determined (a key with nothing after it, an ambiguous number) are omitted and
// reported.

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, Scalar } from 'yaml';
import { personal } from '../../../contact/argument.ts';
import type { Json } from '../../../contact/canonical.ts';
import { type Mistake, mistake } from '../../mistake.ts';
import type { Range, Report } from '../../read/source.ts';
import { itemShape, memberShape, type Shape } from '../../schema/shape.ts';

/** Maximum number of values that aliases may add to one file. Protects against exponential expansion (an "alias bomb"). */
const MAX_ALIASED_VALUES = 100_000;

/** State of converting one file, in document order. */
export interface Walk {
  readonly report: Report;
  /** Returns the number of mistakes reported so far. */
  readonly reported: () => number;
  /** Nodes by anchor name; a later anchor replaces an earlier one of the same name. */
  readonly anchors: Map<string, Node>;
  /** Number of aliases being expanded at the moment, one inside the other. */
  aliasDepth: number;
  /** Number of values that aliases have added so far; infinite once the limit is reported. */
  aliasedValues: number;
  /** Whether aliases exceed the maximum. If so, the current item and all later ones get an empty value. */
  exhausted: boolean;
}

/** Creates the state for one file. Mistakes are counted and passed on to `report`. */
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

/** Converts a node to its value. Returns undefined if the node has no usable value, which is then reported. */
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

/** Returns the name and value node of every pair. Invalid and duplicate names, and empty values, are reported and omitted. */
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

/** Returns a key as text, so that `1` and `~` are strings; undefined if it is empty or not usable as a name. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (key.type === Scalar.PLAIN && key.tag === undefined)
    return key.source === '' ? undefined : (key.source ?? String(key.value));
  return typeof key.value === 'string' ? key.value : undefined;
}

/** Returns the range of a node in the text; 0 to 0 if the node has none. */
export function rangeOf(node: unknown): Range {
  const range = typeof node === 'object' && node !== null && 'range' in node ? (node as Node).range : undefined;
  return { start: range?.[0] ?? 0, end: range?.[1] ?? 0 };
}

/** Returns whether a value is missing: nothing follows its key or dash. YAML treats it as null, but here it is a mistake. */
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

/** Returns whether the first range contains the second. An alias inside its own anchor would expand endlessly. */
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
