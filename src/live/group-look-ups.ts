// Groups identifiers into look-up requests. All identifiers of a group have the same kind, and a group respects the vendor's
// maximum group size and query length. Pure.

import type { Identifier } from '../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../contact/fields.ts';
import type { Provider } from '../providers/contract.ts';

type LookUpProvider = Pick<Provider, 'api' | 'capabilities'>;

/** Returns the number of requests that it takes to look up the identifiers. */
export function countLookUps(identifiers: readonly Identifier[], provider: LookUpProvider): number {
  return provider.capabilities.reads.lookUpGroup === 1
    ? identifiers.length
    : groupLookUps(identifiers, provider).length;
}

/** Splits the identifiers into groups; each group is looked up with one request. */
export function groupLookUps(
  identifiers: readonly Identifier[],
  { api, capabilities }: LookUpProvider,
): readonly (readonly Identifier[])[] {
  const { lookUpGroup, maxQueryLength = Number.POSITIVE_INFINITY } = capabilities.reads;
  const fits = (group: readonly Identifier[]): boolean =>
    group.length <= 1 ||
    maxQueryLength === Number.POSITIVE_INFINITY ||
    queryLength(api.lookUp(group)) <= maxQueryLength;
  return IDENTIFIER_KINDS.flatMap((kind) => {
    if (lookUpGroup === 1) return identifiers.filter((identifier) => identifier.kind === kind).map(single);
    const groups: (readonly Identifier[])[] = [];
    const rest = identifiers.filter((identifier) => identifier.kind === kind);
    for (let start = 0; start < rest.length; start += groups.at(-1)?.length ?? 1) {
      groups.push(longestFitting(rest.slice(start, start + lookUpGroup), fits));
    }
    return groups;
  });
}

function single(identifier: Identifier): readonly Identifier[] {
  return [identifier];
}

/**
 * Finds the longest prefix of the group that fits, by binary search. Returns at least one identifier, even if it does not fit.
 */
function longestFitting(
  group: readonly Identifier[],
  fits: (group: readonly Identifier[]) => boolean,
): readonly Identifier[] {
  if (fits(group)) return group;
  let fitting = 1;
  let tooLong = group.length;
  while (tooLong - fitting > 1) {
    const middle = Math.floor((fitting + tooLong) / 2);
    if (fits(group.slice(0, middle))) fitting = middle;
    else tooLong = middle;
  }
  return group.slice(0, fitting);
}

function queryLength({ query }: { readonly query: readonly (readonly [string, string])[] }): number {
  return query.reduce(
    (sum, [name, value]) => sum + encodeURIComponent(name).length + encodeURIComponent(value).length + 2,
    0,
  );
}
