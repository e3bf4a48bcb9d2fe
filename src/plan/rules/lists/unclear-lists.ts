// Blocks lists whose declaration is unclear (docs/semantics.md#names-the-account-defines): several lists have the declared name,
// or a list is declared by its name and by its id with different values. Pure.

import type { ContactToPlan, UnclearList } from '../../../base/contact-to-plan.ts';
import { difference } from '../../../contact/difference.ts';
import type { BlockedDifference } from '../../document.ts';
import { block } from '../../match.ts';

/** Returns a blocked difference for every list of a contact whose declaration is unclear. */
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
