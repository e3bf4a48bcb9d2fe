// Reads the parameters that page lists: `skip` and `limit`. Source of the limits: support.envoke.com 1697197, read 2026-11-21.

import type { QueryTree } from './brackets.ts';
import type { Report } from './json.ts';

const DEFAULT_LIMIT = 10;
/** A greater limit is reduced to this; whether the vendor refuses it instead is not documented. */
const MAX_LIMIT = 100;

/** Reads the page size. */
export function readLimit(tree: QueryTree, report: Report): number {
  return Math.min(MAX_LIMIT, readWholeNumber(tree, 'limit', DEFAULT_LIMIT, report));
}

/** Reads a parameter that is a whole number; the fallback if it is absent or, after a report, not valid. */
export function readWholeNumber(tree: QueryTree, name: string, fallback: number, report: Report): number {
  const text = tree.get(name);
  if (text === undefined) return fallback;
  if (typeof text === 'string' && /^\d{1,9}$/.test(text)) return Number(text);
  report(`'${name}' is not a valid number`);
  return fallback;
}
