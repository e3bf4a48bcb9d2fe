// Writes a scalar in the canonical way: unquoted where the readers of manifests then read the same value, otherwise in double
// quotes.

import { isAlias, type Node } from 'yaml';
import type { Json } from '../../contact/canonical.ts';
import { CannotEdit } from '../edit/edit.ts';
import { writeScalar } from '../edit/scalar.ts';
import type { Shape } from '../schema/shape.ts';
import { rangeOf, readValue, walkOf } from '../syntax/yaml/values.ts';
import { isBlockScalar } from './comments.ts';
import type { Leaf } from './tree.ts';

/** A scalar's surroundings in the source. */
export interface LeafPlace {
  readonly text: string;
  readonly shape: Shape;
  readonly properties: string;
  /**
   * True if aliases refer to the scalar. It is then not rewritten, because an alias may stand at a position with another shape.
   */
  readonly isUsed: boolean;
}

/** Writes a scalar or alias. @throws CannotEdit `unusual-layout` for a text with a tag on several lines */
export function leafOf(node: Node, { text, shape, properties, isUsed }: LeafPlace): Leaf {
  const { start, end } = rangeOf(node);
  const source = text.slice(start, end);
  const isKept = isAlias(node) || ((isUsed || properties.includes('!')) && !source.includes('\n'));
  if (isKept) return oneLine(properties, source, () => source);
  if (properties.includes('!')) throw new CannotEdit('unusual-layout', start);
  const value = readValue(
    node,
    shape,
    walkOf(() => undefined),
  ) as Exclude<Json, object> | null;
  // A number keeps its spelling.
  if (typeof value === 'number') return oneLine(properties, source, () => source);
  const lines = isBlockScalar(node) && typeof value === 'string' ? literalLines(value) : undefined;
  if (lines !== undefined) {
    const header = typeof value === 'string' && value.endsWith('\n') ? '|' : '|-';
    return { kind: 'leaf', text: header, lines, inFlow: () => undefined, properties };
  }
  const place = { shape, json: false };
  return oneLine(properties, writeScalar(value, { ...place, inFlow: false }), () =>
    writeScalar(value, { ...place, inFlow: true }),
  );
}

function oneLine(properties: string, text: string, inFlow: () => string): Leaf {
  return { kind: 'leaf', text, lines: [], inFlow, properties };
}

/** Returns the lines of a text for a block scalar; undefined if it would not be read as the same text. */
function literalLines(value: string): readonly string[] | undefined {
  const content = value.endsWith('\n') ? value.slice(0, -1) : value;
  const isSafe = /^[^\s#]/.test(content) && !/\s$/.test(content) && !/[^\P{C}\n]|[\u2028\u2029]/u.test(content);
  return isSafe && content.includes('\n') ? content.split('\n') : undefined;
}
