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
 */
export function underTodaysNames(
  carried: ReadonlyMap<string, RecordedCarried>,
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, RecordedCarried> {
  const today = ({ destination, ...counted }: RecordedOptOut): readonly CountedOptOut[] => {
    if (destination === undefined) return [counted];
    const account = names.get(destination);
    return account === undefined ? [] : [{ ...counted, account }];
  };
  const named = (own: RecordedCarried): RecordedCarried =>
    Object.fromEntries(Object.entries(own).map(([channel, from]) => [channel, from.flatMap(today)]));
  return new Map([...carried].map(([hash, own]) => [hash, named(own)]));
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
