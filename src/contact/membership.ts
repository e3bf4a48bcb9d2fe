// A difference of a set → the members that come and go. Pure.

import type { Difference } from './difference.ts';

/** Member and whether it shall be in. A map-form difference names one; a list-form one may hold many. */
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
