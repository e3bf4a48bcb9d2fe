// Finds the identifiers of people whom an erasure in the plan names, so that the record keeps no hashes of them. Pure.

import { identifierHashes } from '../../../base/consent/undeclared.ts';
import { contactHash } from '../../../base/record/document.ts';
import type { DesiredContact } from '../../../contact/contact.ts';
import { normaliseIdentifier } from '../../../contact/normalise.ts';
import type { Plan, PlannedChange } from '../../../plan/document.ts';
import { declaring } from '../../../plan/rollback/contact.ts';

/**
 * Returns hashes of the keys and identifiers of people whom an erasure names and whom the plan changes at an account.
 *
 * @param isForgotten whether an erasure names a contact
 */
export function forgottenBy(
  account: string,
  { changes }: Plan,
  isForgotten: (contact: DesiredContact) => boolean,
): ReadonlySet<string> {
  const hashes = new Set<string>();
  for (const change of changes) {
    if (change.account !== account || change.suppressed !== true) continue;
    const people = identitiesOf(change);
    if (!people.some(isForgotten)) continue;
    for (const hash of [contactHash(change.key), ...people.flatMap(identifierHashes)]) hashes.add(hash);
  }
  return hashes;
}

/** Returns one contact for every identifier of the changed contact, as declared and as the vendor shows it. */
function identitiesOf({ account, key, source, basis }: PlannedChange): readonly DesiredContact[] {
  const { userId, email, phone } = basis?.desired.identifiers ?? {};
  const { userId: liveId, emails = [], phones = [] } = basis?.live ?? {};
  const all = [
    ...[userId, liveId].map((value) => ['userId', value] as const),
    ...[email, ...emails].map((value) => ['email', value] as const),
    ...[phone, ...phones].map((value) => ['phone', value] as const),
  ];
  return all.flatMap(([kind, value]) => {
    if (value === undefined) return [];
    const identifiers = { [kind]: normaliseIdentifier(kind, value) };
    return [declaring({ account, key, source, identifiers }, [], 'after')];
  });
}
