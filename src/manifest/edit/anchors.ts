// Tells which anchors of a text are referred to by an alias, so that a change of one contact never changes another. Pure.

import { type Alias, isAlias, type Node, visit } from 'yaml';
import type { Range } from '../read/source.ts';
import { rangeOf } from '../syntax/yaml/values.ts';

/** An alias, and the node that it stands for. */
interface Use {
  readonly alias: Alias;
  readonly target: Node;
}

/** All aliases of a text, in its order. */
export type Uses = readonly Use[];

/** Finds all aliases. Each stands for the last node before it that has the anchor's name. */
export function usesOf(root: Node | undefined): Uses {
  const anchors = new Map<string, Node>();
  const uses: Use[] = [];
  if (root === undefined) return uses;
  visit(root, {
    Node(_key, node) {
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) uses.push({ alias: node, target });
      } else if ('anchor' in node && typeof node.anchor === 'string') anchors.set(node.anchor, node as Node);
    },
  });
  return uses;
}

/** Returns whether an alias stands for this node. */
export function isUsed(uses: Uses, node: Node): boolean {
  return 'anchor' in node && node.anchor !== undefined && uses.some(({ target }) => target === node);
}

/** Returns the aliases in a range. Searches in halves, because a file may have as many aliases as contacts. */
export function usesWithin(uses: Uses, { start, end }: Range): Uses {
  const found: Use[] = [];
  for (let index = firstFrom(uses, start); index < uses.length; index += 1) {
    const use = uses[index];
    if (use === undefined || rangeOf(use.alias).start >= end) break;
    found.push(use);
  }
  return found;
}

function firstFrom(uses: Uses, offset: number): number {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rangeOf(uses[middle]?.alias).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Returns whether an alias outside a range stands for a node inside it, which a deletion of the range would break.
 *
 * @param endOf returns the offset where a node's content ends, by the same measure as the range's end: without the line break
 * after the node, which the yaml library includes
 */
export function isUsedOutside(uses: Uses, { start, end }: Range, endOf: (node: Node) => number): boolean {
  const isWithin = (node: Node): boolean => start <= rangeOf(node).start && endOf(node) <= end;
  return uses.some(({ alias, target }) => isWithin(target) && !isWithin(alias));
}
