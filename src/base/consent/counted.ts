// The opt-outs at other accounts that a record lists as taken into account. A record names these accounts twice: by the name that they
// had at that apply, and by their destination (the vendor's own account), which stays the same when the manifests rename them. Pure.

import type { Channel } from '../../contact/fields.ts';
import type { CountedOptOut } from '../contact-to-plan.ts';

/** An opt-out at another account, as a record lists it. */
export interface RecordedOptOut extends CountedOptOut {
  /** Key of the other account's destination; absent if it was not known, and in records of earlier versions. */
  readonly destination?: string;
}

/** The listed opt-outs of one contact, by channel. */
export type RecordedCarried = Readonly<Partial<Record<Channel, readonly RecordedOptOut[]>>>;

/**
 * Returns the listed opt-outs under the names that the accounts have today. Leaves out those of accounts that are no longer declared:
 * another account may have their name by now.
 *
 * @param carried map from the hash of a contact's key to its opt-outs
 * @param names map from the keys of destinations to the names of their accounts
 * @param isUnknown true for the name of a declared account whose destination is not known, because its credentials are missing: the name
 *   alone counts, and the entry keeps its destination
 */
export function underTodaysNames(
  carried: ReadonlyMap<string, RecordedCarried>,
  names: ReadonlyMap<string, string>,
  isUnknown: (account: string) => boolean,
): ReadonlyMap<string, RecordedCarried> {
  const today = (recorded: RecordedOptOut): readonly RecordedOptOut[] => {
    const { destination, ...counted } = recorded;
    if (destination === undefined) return [counted];
    const account = names.get(destination);
    if (account !== undefined) return [{ ...counted, account }];
    return isUnknown(counted.account) ? [recorded] : [];
  };
  const named = (own: RecordedCarried): RecordedCarried =>
    Object.fromEntries(Object.entries(own).map(([channel, from]) => [channel, from.flatMap(today)]));
  return new Map([...carried].map(([hash, own]) => [hash, named(own)]));
}

/** Returns the destinations that listed opt-outs have kept, by the names of their accounts. */
export function keptDestinations(
  carried: ReadonlyMap<string, RecordedCarried> | undefined,
): ReadonlyMap<string, { readonly key: string }> {
  const all = [...(carried?.values() ?? [])].flatMap((own) => Object.values(own).flat());
  return new Map(
    all.flatMap(({ account, destination }) => (destination === undefined ? [] : [[account, { key: destination }]])),
  );
}

/**
 * Adds the destinations of the other accounts to opt-outs that are about to be recorded.
 *
 * @param destinations map from the names of accounts to their destinations
 */
export function withDestinations(
  from: readonly CountedOptOut[],
  destinations: ReadonlyMap<string, { readonly key: string }>,
): readonly RecordedOptOut[] {
  return from.map((counted) => {
    const known = destinations.get(counted.account);
    return known === undefined ? counted : { ...counted, destination: known.key };
  });
}
