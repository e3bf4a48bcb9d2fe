// Removes the array elements of items that are not sent from a planned body. Never adds or alters anything. Pure.

import type { Json } from '../../contact/canonical.ts';
import type { PlannedItem, PlannedRequest } from '../../plan/document.ts';

/**
 * Reduces the body of a request to some of its items.
 *
 * @param remaining the items that are sent
 * @throws RangeError if an item's pointer does not lead into an array
 */
export function trimBody(
  { body, items }: Pick<PlannedRequest, 'body' | 'items'>,
  remaining: readonly PlannedItem[],
): Json {
  const staying = new Set(remaining);
  const dropped = items.filter((item) => !staying.has(item) && item.pointer !== '');
  if (dropped.length === 0) return body;
  const trimmed = structuredClone(body) as Json;
  // Highest index first, so that the other indexes stay valid.
  const targets = dropped.map(({ pointer }) => splitPointer(pointer)).sort((a, b) => b.index - a.index);
  for (const { path, index } of targets) arrayAt(trimmed, path).splice(index, 1);
  return withoutEmptyArrays(trimmed, new Set(targets.map(({ path }) => path[0] ?? '')));
}

function splitPointer(pointer: string): { readonly path: readonly string[]; readonly index: number } {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return { path: parts.slice(0, -1), index: Number(parts.at(-1)) };
}

function arrayAt(body: Json, path: readonly string[]): Json[] {
  const target = path.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], body);
  if (!Array.isArray(target)) throw new RangeError(`the plan points at /${path.join('/')}, which is not a list`);
  return target;
}

/** Removes those of the named members that are now empty arrays, because vendors reject an empty list of contacts. */
function withoutEmptyArrays(body: Json, names: ReadonlySet<string>): Json {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !(names.has(name) && Array.isArray(value) && value.length === 0)),
  );
}
