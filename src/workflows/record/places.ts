// Where the revisions of a record declare its account: an account may have been renamed, or its manifests moved, since. Pure.

import {
  type AppliedRecord,
  placeOf,
  type Revision,
  type RevisionPlace,
  revisionsOf,
} from '../../base/record/document.ts';

/**
 * Returns the places of a new record's earlier revisions, as far as they differ from the record's own.
 *
 * @param revisions those that were applied under former records
 * @param record the new record
 * @param former the records that it replaces, newest first: they say where their revisions declare the account
 * @returns `places` of the record; nothing if all revisions declare the account where the record says
 */
export function placesOf(
  revisions: readonly Revision[],
  record: RevisionPlace,
  former: readonly AppliedRecord[],
): Pick<AppliedRecord, 'places'> {
  const found = revisions.flatMap((revision) => differingPlace(revision, record, former));
  return found.length === 0 ? {} : { places: Object.fromEntries(found) };
}

function differingPlace(
  revision: Revision,
  { account, directory, environment }: RevisionPlace,
  former: readonly AppliedRecord[],
): readonly (readonly [Revision, RevisionPlace])[] {
  const known = former.find((one) => revisionsOf(one).includes(revision));
  if (known === undefined) return [];
  const place = placeOf(known, revision);
  const isSame = place.account === account && place.directory === directory && place.environment === environment;
  return isSame ? [] : [[revision, place]];
}
