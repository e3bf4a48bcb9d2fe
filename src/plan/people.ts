// What a plan means for people, in numbers.

import type { Status } from '../contact/consent.ts';
import type { Difference } from '../contact/difference.ts';
import type { DecidedChange } from './decision.ts';
import type { People } from './document.ts';

/** Blocked changes touch nobody. */
export function peopleOf(changes: readonly DecidedChange[]): People {
  return {
    touched: changes.filter(({ differences, action }) => differences.length > 0 || action === 'delete').length,
    becomeMailable: changes.filter(becomesMailable).length,
    stopBeingMailable: changes.filter(stopsBeingMailable).length,
  };
}

export function becomesMailable({ differences }: Pick<DecidedChange, 'differences'>): boolean {
  return differences.some((change) => isStatus(change) && change.after === ('subscribed' satisfies Status));
}

export function stopsBeingMailable({
  differences,
  action,
  live,
}: Pick<DecidedChange, 'differences' | 'action' | 'live'>): boolean {
  const wasMailable = Object.values(live?.channels ?? {}).some(({ status }) => status === 'subscribed');
  if (action === 'delete') return wasMailable;
  return differences.some((change) => isStatus(change) && change.before === ('subscribed' satisfies Status));
}

function isStatus({ path }: Difference): boolean {
  return path[0] === 'channels';
}
