// Parameters by which lists are paged.

import type { QueryTree } from './brackets.ts';
import type { Report } from './json.ts';

const DEFAULT_LIMIT = 10;
/** More is not refused but cut to this; the documents leave it open. */
const MOST = 100;

export function pageSize(tree: QueryTree, report: Report): number {
  return Math.min(MOST, wholeOf(tree, 'limit', DEFAULT_LIMIT, report));
}

export function wholeOf(tree: QueryTree, name: string, otherwise: number, report: Report): number {
  const text = tree.get(name);
  if (text === undefined) return otherwise;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  report(`'${name}' is not a valid number`);
  return otherwise;
}
