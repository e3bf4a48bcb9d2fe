// Differences between desired and live values, of which a plan consists. Pure.

import type { PropertyValue } from './contact.ts';

/**
 * The path of one managed field: `['firstName']`, `['phone']`, `['tags']`, `['tags', 'vip']`, `['customProperties', 'age']`,
 * `['channels', 'email', 'status']`.
 */
export type FieldPath = readonly string[];

/** Value of a field; `null` if it is absent. */
export type FieldValue = PropertyValue | null;

/**
 * One managed field whose live (`before`) and desired (`after`) values differ; an absent value is `null`. A set in list form is
 * one difference at `['tags']`, whose values are sorted lists. In map form, each member is a difference of its own at
 * `['tags', name]`, whose values are `true` or `null`.
 */
export interface Difference {
  readonly path: FieldPath;
  readonly op: 'add' | 'change' | 'remove';
  readonly before: FieldValue;
  readonly after: FieldValue;
  /** Present if the account does not define this custom property yet: the plan defines it first, with this type. */
  readonly defines?: 'string' | 'number' | 'boolean' | 'date';
}

/** Creates a difference. Its `op` follows from which of the two values is `null`. */
export function difference(path: FieldPath, before: FieldValue, after: FieldValue): Difference {
  const op = before === null ? 'add' : after === null ? 'remove' : 'change';
  return { path, op, before, after };
}

/** Returns the path with dots between its parts. For display only: it cannot be parsed back. */
export function formatPath(path: FieldPath): string {
  return path.join('.');
}
