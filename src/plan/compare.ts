// The only comparison of what is desired with what is live, and the only caller of deep-diff: it is given a managed projection,
// never whole contacts, and only says which fields differ. Its paths into values are collapsed to the field that they belong to.

import deepDiff from 'deep-diff';
import { type Difference, difference, type FieldPath, type FieldValue } from '../contact/difference.ts';
import type { ProjectedField } from './projection/project.ts';

export interface Comparison {
  /** In the projection's order. */
  readonly differences: readonly Difference[];
  /** Fields that were dropped since the base and stay, because live has another value by now. */
  readonly kept: readonly FieldPath[];
}

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
