// Splits the difference of a set into members to add and members to remove. Pure.

import type { Difference } from './difference.ts';

/**
 * Returns the changed members of a set as pairs: the name, and true if it is a member after the change. The difference of a
 * map-form set concerns one member; that of a list-form set may concern many.
 */
export function membershipChanges({ path, before, after }: Difference): readonly (readonly [string, boolean])[] {
  const [, member] = path;
  if (member !== undefined) return [[member, after === true]];
  const old = membersOf(before);
  const wanted = membersOf(after);
  return [
    ...wanted.filter((name) => !old.includes(name)).map((name) => [name, true] as const),
    ...old.filter((name) => !wanted.includes(name)).map((name) => [name, false] as const),
  ];
}

function membersOf(value: Difference['after']): readonly string[] {
  return typeof value === 'object' && value !== null ? value : [];
}
