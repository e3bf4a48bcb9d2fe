// The only comparison of desired with live values, and the only caller of deep-diff. It compares managed projections, never
// whole contacts. Paths that deep-diff reports inside a value are reduced to the field that contains it. Pure.

import deepDiff from 'deep-diff';
import { type Difference, difference, type FieldPath, type FieldValue } from '../contact/difference.ts';
import type { ProjectedField } from './projection/project.ts';

/** Result of comparing a projection. */
export interface Comparison {
  /** In the projection's order. */
  readonly differences: readonly Difference[];
  /** Fields that are no longer declared, but stay because live no longer has the base's value. */
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
