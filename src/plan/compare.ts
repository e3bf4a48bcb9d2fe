// The only deep-diff. It is fed a managed projection, never whole contacts, and only says which fields differ:
// its own paths into values are collapsed to the field that they belong to.

import deepDiff from 'deep-diff';
import { type Difference, difference, type FieldValue } from '../contact/difference.ts';
import { type Projected, pointer } from './projection/project.ts';

/** Differences of a projection, in its order. */
export function compare(fields: readonly Projected[]): readonly Difference[] {
  // Most fields of most contacts are as declared, and telling that needs no paths.
  const projection = fields.filter(({ desired, live }) => !isEqual(desired, live));
  if (projection.length === 0) return [];
  const records = deepDiff.diff(side(projection, 'live'), side(projection, 'desired')) ?? [];
  const differing = new Set(records.map((record) => String(record.path?.[0])));
  return projection
    .filter(({ path }) => differing.has(pointer(path)))
    .map(({ path, desired, live }) => difference(path, live, desired));
}

/** Absent and removed are the same here: neither has a key. */
function side(projection: readonly Projected[], name: 'desired' | 'live'): Record<string, FieldValue> {
  return Object.fromEntries(
    projection.filter((field) => field[name] !== null).map((field) => [pointer(field.path), field[name]]),
  );
}

function isEqual(a: FieldValue, b: FieldValue): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
