// Counts the people whom a plan affects. Pure.

import type { Status } from '../contact/consent.ts';
import type { Difference } from '../contact/difference.ts';
import { type DecidedChange, isDelete } from './decision.ts';
import type { People } from './document.ts';

/** Counts the people whom the changes affect. Ignores blocked differences. */
export function peopleOf(changes: readonly DecidedChange[]): People {
  const touched = changes.filter((change) => change.differences.length > 0 || isDelete(change));
  const undeclared = touched.filter(isUndeclared).length;
  return {
    touched: touched.length,
    ...(undeclared === 0 ? {} : { undeclared }),
    becomeMailable: changes.filter(becomesMailable).length,
    stopBeingMailable: changes.filter(stopsBeingMailable).length,
  };
}

function isUndeclared({ base, suppressed }: DecidedChange): boolean {
  return base?.removed !== undefined || suppressed?.isDeclared === false;
}

/** The changes of one account, and the counts of the people whom they affect. */
interface Counted {
  readonly people: People;
  readonly changes: readonly DecidedChange[];
  /** True if nothing can be sent to the account, so that its changes affect nobody. */
  readonly isIdle: boolean;
}

/** Adds to each account how many of its people an earlier account already counts (`repeated`): one person may be at several. */
export function withoutRepeated(accounts: readonly Counted[]): readonly People[] {
  const [become, stop] = [new Set<string>(), new Set<string>()];
  const repeatedIn = (changes: readonly DecidedChange[], seen: Set<string>): number => {
    const own = new Set(changes.map(personOf));
    const repeated = [...own].filter((person) => seen.has(person)).length;
    for (const person of own) seen.add(person);
    return repeated;
  };
  return accounts.map(({ people, changes, isIdle }) => {
    if (isIdle) return people;
    const becomeMailable = repeatedIn(changes.filter(becomesMailable), become);
    const stopBeingMailable = repeatedIn(changes.filter(stopsBeingMailable), stop);
    return becomeMailable + stopBeingMailable === 0
      ? people
      : { ...people, repeated: { becomeMailable, stopBeingMailable } };
  });
}

/**
 * Returns what identifies a person across accounts: the email or, if there is none, the phone, the userId or the rest of the key.
 */
function personOf({ desired: { identifiers, account, key }, live }: DecidedChange): string {
  const { email = live?.emails[0], phone = live?.phones[0], userId } = identifiers;
  return email ?? phone ?? userId ?? key.slice(account.length + 1);
}

/** True if the differences subscribe a channel. */
export function becomesMailable({ differences }: Pick<DecidedChange, 'differences'>): boolean {
  return differences.some((change) => isStatus(change) && change.after === ('subscribed' satisfies Status));
}

/** True if the change ends the subscription of a channel, or deletes a contact with a subscribed channel. */
export function stopsBeingMailable(
  change: Pick<DecidedChange, 'differences' | 'action' | 'blocked' | 'live'>,
): boolean {
  if (isDelete(change)) return Object.values(change.live?.channels ?? {}).some(({ status }) => status === 'subscribed');
  return change.differences.some(
    (difference) => isStatus(difference) && difference.before === ('subscribed' satisfies Status),
  );
}

function isStatus({ path }: Difference): boolean {
  return path[0] === 'channels';
}
