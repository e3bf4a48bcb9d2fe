// Compares desired with live values. This is the only caller of deep-diff. It compares managed projections, never whole contacts.
// If deep-diff reports a path inside a value, the whole field is different. Pure.

import deepDiff from 'deep-diff';
import { type Difference, difference, type FieldPath, type FieldValue } from '../contact/difference.ts';
import type { ProjectedField } from './projection/project.ts';

/** The result of comparing a projection. */
export interface Comparison {
  /** The differences, in the order of the projection. */
  readonly differences: readonly Difference[];
  /** Paths of fields that are no longer declared, but not removed because the live value is no longer that of the base. */
  readonly kept: readonly FieldPath[];
}

/** Compares the live and desired values of a projection. */
export function compare(fields: readonly ProjectedField[]): Comparison {
  const records = deepDiff.diff(fields.map(liveSide), fields.map(wantedSide)) ?? [];
  const differing = new Set(records.map((record) => record.path?.[0]));
  const differences: Difference[] = [];
  const kept: FieldPath[] = [];
  for (const [index, field] of fields.entries()) {
    const { path, live } = field;
    const differs = differing.has(index);
    if ('desired' in field) {
      if (differs) differences.push(difference(path, live, field.desired));
    } else if (live !== null) {
      if (differs) kept.push(path);
      else differences.push(difference(path, live, null));
    }
  }
  return { differences, kept };
}

function liveSide({ live, comparedLive = live }: ProjectedField): FieldValue {
  return comparedLive;
}

function wantedSide(field: ProjectedField): FieldValue {
  return 'desired' in field ? field.desired : field.base;
}
