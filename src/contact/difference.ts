import type { PropertyValue } from './contact.ts';

/** Path of one managed field: `['firstName']`, `['customProperties', 'age']`, `['tags']`, `['tags', 'vip']`, `['channels', 'email', 'status']`, `['phone']`. */
export type FieldPath = readonly string[];

export type FieldValue = PropertyValue | null;

/**
 * One managed field whose live and desired values differ. An absent value is `null` on its side. A list-form set is
 * one difference at `['tags']` (sorted lists); a member of a map-form set is one at `['tags', name]` (`true` or `null`).
 */
export interface Difference {
  readonly path: FieldPath;
  readonly op: 'add' | 'change' | 'remove';
  readonly before: FieldValue;
  readonly after: FieldValue;
}

export function difference(path: FieldPath, before: FieldValue, after: FieldValue): Difference {
  const op = before === null ? 'add' : after === null ? 'remove' : 'change';
  return { path, op, before, after };
}

/** Dotted form for people; never parsed back. */
export function formatPath(path: FieldPath): string {
  return path.join('.');
}
