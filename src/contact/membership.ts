// Difference of a set → members to add and to remove. Pure.

import type { Difference } from './difference.ts';

/**
 * The changed members of a set, each with whether it is a member afterwards. A map-form difference has one member; a list-form
 * one may have many.
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
