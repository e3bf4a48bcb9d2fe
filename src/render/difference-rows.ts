// Differences → what a reader compares: one row a field, a set's members together whatever the form they were declared in.

import type { FieldValue } from '../contact/difference.ts';
import { SET_FIELDS } from '../contact/fields.ts';
import type { PlannedDifference } from '../plan/document.ts';

export type DifferenceRow =
  | { readonly kind: 'value'; readonly difference: PlannedDifference }
  | {
      readonly kind: 'set';
      readonly field: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly unproven: boolean;
    };

/** In the order of the differences; a set stands where its first member does. */
export function differenceRows(differences: readonly PlannedDifference[]): readonly DifferenceRow[] {
  const rows = new Map<string, DifferenceRow>();
  for (const difference of differences) {
    const [field = ''] = difference.path;
    if (isSet(field)) rows.set(field, mergeSet(rows.get(field), field, difference));
    else rows.set(JSON.stringify(difference.path), { kind: 'value', difference });
  }
  return [...rows.values()];
}

/** Values that go away: a field, a property, each member that leaves a set. */
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

function mergeSet(
  row: DifferenceRow | undefined,
  field: string,
  { path, before, after, unproven }: PlannedDifference,
): DifferenceRow {
  const [, member] = path;
  const old = member === undefined ? membersOf(before) : before === true ? [member] : [];
  const wanted = member === undefined ? membersOf(after) : after === true ? [member] : [];
  const merged = row?.kind === 'set' ? row : undefined;
  return {
    kind: 'set',
    field,
    added: [...(merged?.added ?? []), ...without(wanted, old)],
    removed: [...(merged?.removed ?? []), ...without(old, wanted)],
    unproven: merged?.unproven === true || unproven === true,
  };
}

function membersOf(value: FieldValue): readonly string[] {
  return typeof value === 'object' && value !== null ? value : [];
}

function without(members: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Set(others);
  return members.filter((member) => !left.has(member));
}
