// Marks differences that the vendor might not carry out, according to its capabilities. The plan shows these caveats. Whether the
// vendor carried a difference out is known only when apply reads the contact back. Pure.

import type { Difference } from '../contact/difference.ts';
import { isEvidence } from '../contact/evidence.ts';
import { membershipChanges } from '../contact/membership.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { Action, PlannedDifference } from './document.ts';

/** Returns the difference with its caveats. */
export function withCaveats(difference: Difference, action: Action, capabilities: Capabilities): PlannedDifference {
  // Deleting a contact clears no single field, so caveats about clearing do not apply.
  if (action === 'delete') return difference;
  if (isEvidence(difference)) return { ...difference, backfill: true };
  return {
    ...difference,
    ...(isUnproven(difference, capabilities) ? { unproven: true } : {}),
    ...(action === 'update' && mayBeIgnored(difference, capabilities) ? { mayBeIgnored: true } : {}),
  };
}

/** True if it is not documented whether the vendor can clear the field. Always false for one member of a set. */
function isUnproven({ path: [field, member], op }: Difference, { fields }: Capabilities): boolean {
  const isMember = member !== undefined && field !== 'customProperties';
  if (op !== 'remove' || isMember || field === undefined || !Object.hasOwn(fields, field)) return false;
  const support = fields[field as keyof typeof fields];
  return support.has && support.clear === 'unproven';
}

/** True if the difference adds the contact to a set, and the vendor ignores contacts that have left that set before. */
function mayBeIgnored(difference: Difference, capabilities: Capabilities): boolean {
  const [field] = difference.path;
  if (field !== 'tags' && field !== 'lists' && field !== 'autoresponders') return false;
  return (
    capabilities[field].ignoresThoseWhoLeft === true && membershipChanges(difference).some(([, isMember]) => isMember)
  );
}
