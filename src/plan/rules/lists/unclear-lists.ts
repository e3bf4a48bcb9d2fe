// Blocks lists of which it is not clear which one, or what, a manifest declares (docs/semantics.md#names-the-account-defines). Pure.

import type { ContactToPlan, UnclearList } from '../../../base/contact-to-plan.ts';
import { difference } from '../../../contact/difference.ts';
import type { BlockedDifference } from '../../document.ts';
import { block } from '../../match.ts';

/** Returns a block for every such list. */
export function blockUnclearLists({
  unclearLists = [],
}: Pick<ContactToPlan, 'unclearLists'>): readonly BlockedDifference[] {
  return unclearLists.map(blockUnclear);
}

function blockUnclear({ declared, isMember, why, ids }: UnclearList): BlockedDifference {
  const change = difference(['lists', declared], isMember ? null : true, isMember ? true : null);
  if (why === 'several') return block('ambiguous-list', { ids: [...ids].sort().join(', ') }, change);
  return block('list-declared-twice', { id: ids.join() }, change);
}
