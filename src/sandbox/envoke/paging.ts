// Parses the paging parameters `skip` and `limit`. Source of the limits: support.envoke.com 1697197, read 2026-11-21.

import type { QueryTree } from './brackets.ts';
import type { Report } from './json.ts';

const DEFAULT_LIMIT = 10;
/** The maximum page size. A greater `limit` is reduced to it; it is not documented whether the vendor refuses it instead. */
const MAX_LIMIT = 100;

/** Returns the page size of a query. */
export function readLimit(tree: QueryTree, report: Report): number {
  return Math.min(MAX_LIMIT, readWholeNumber(tree, 'limit', DEFAULT_LIMIT, report));
}

/** Parses a whole number. Returns the fallback if the parameter is absent, or if it is not valid, which is reported. */
export function readWholeNumber(tree: QueryTree, name: string, fallback: number, report: Report): number {
  const text = tree.get(name);
  if (text === undefined) return fallback;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  report(`'${name}' is not a valid number`);
  return fallback;
}
