// Differences → rows to show: one per field, and one per set with all of its members, in whichever form they were declared. Pure.

import { SET_FIELDS } from '../contact/fields.ts';
import { membershipChanges } from '../contact/membership.ts';
import type { PlannedDifference } from '../plan/document.ts';
import { type Caveat, caveatsOf } from './caveats.ts';

/** A changed value, or the members that are added to and removed from a set. */
export type DifferenceRow =
  | { readonly kind: 'value'; readonly difference: PlannedDifference }
  | {
      readonly kind: 'set';
      readonly field: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly caveats: readonly Caveat[];
    };

/** Rows in the order of the differences; a set is at the position of its first member. */
export function differenceRows(differences: readonly PlannedDifference[]): readonly DifferenceRow[] {
  const rows = new Map<string, DifferenceRow>();
  for (const difference of differences) {
    const [field = ''] = difference.path;
    if (isSet(field)) rows.set(field, mergeSet(rows.get(field), field, difference));
    else rows.set(JSON.stringify(difference.path), { kind: 'value', difference });
  }
  return [...rows.values()];
}

/** Counts removed values: fields, properties and members of sets. */
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
