// Converts differences to the rows that output shows: one row per field. All differences of a set share one row, whether the
// manifest declares the set as a list or as a map. Pure.

import { SET_FIELDS } from '../contact/fields.ts';
import { membershipChanges } from '../contact/membership.ts';
import type { PlannedDifference } from '../plan/document.ts';
import { type Caveat, caveatsOf } from './caveats.ts';

/** One row: the difference of a value, or all members that are added to and removed from a set. */
export type DifferenceRow =
  | { readonly kind: 'value'; readonly difference: PlannedDifference }
  | {
      readonly kind: 'set';
      readonly field: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly caveats: readonly Caveat[];
    };

/** Returns the rows in the order of the differences. The row of a set takes the position of its first difference. */
export function differenceRows(differences: readonly PlannedDifference[]): readonly DifferenceRow[] {
  const rows = new Map<string, DifferenceRow>();
  for (const difference of differences) {
    const [field = ''] = difference.path;
    if (isSet(field)) rows.set(field, mergeSet(rows.get(field), field, difference));
    else rows.set(JSON.stringify(difference.path), { kind: 'value', difference });
  }
  return [...rows.values()];
}

/** Returns the number of removed values: fields, custom properties and members of sets. */
export function countRemovals(differences: readonly PlannedDifference[]): number {
  return differenceRows(differences).reduce((sum, row) => sum + removalsIn(row), 0);
}

function removalsIn(row: DifferenceRow): number {
  if (row.kind === 'set') return row.removed.length;
  return row.difference.op === 'remove' ? 1 : 0;
}

function isSet(field: string): boolean {
  return (SET_FIELDS as readonly string[]).includes(field);
}

function mergeSet(row: DifferenceRow | undefined, field: string, difference: PlannedDifference): DifferenceRow {
  const changes = membershipChanges(difference);
  const members = (joins: boolean): readonly string[] =>
    changes.flatMap(([member, isMember]) => (isMember === joins ? [member] : []));
  const merged = row?.kind === 'set' ? row : undefined;
  return {
    kind: 'set',
    field,
    added: [...(merged?.added ?? []), ...members(true)],
    removed: [...(merged?.removed ?? []), ...members(false)],
    caveats: [...new Set([...(merged?.caveats ?? []), ...caveatsOf(difference)])],
  };
}
