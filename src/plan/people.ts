// Counts the people whom a plan affects. Pure.

import type { Status } from '../contact/consent.ts';
import type { Difference } from '../contact/difference.ts';
import { type DecidedChange, isDelete } from './decision.ts';
import type { People } from './document.ts';

/** Counts the people whom the changes affect. Blocked differences do not count. */
export function peopleOf(changes: readonly DecidedChange[]): People {
  return {
    touched: changes.filter((change) => change.differences.length > 0 || isDelete(change)).length,
    becomeMailable: changes.filter(becomesMailable).length,
    stopBeingMailable: changes.filter(stopsBeingMailable).length,
  };
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
