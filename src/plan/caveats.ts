// Marks differences that the vendor may not carry out, by its capabilities. The plan shows these caveats; the read-back after
// the write gives certainty. Pure.

import type { Difference } from '../contact/difference.ts';
import { membershipChanges } from '../contact/membership.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { Action, PlannedDifference } from './document.ts';

/** Adds the caveats of a difference. */
export function withCaveats(difference: Difference, action: Action, capabilities: Capabilities): PlannedDifference {
  return {
    ...difference,
    ...(isUnproven(difference, capabilities) ? { unproven: true } : {}),
    ...(action === 'update' && mayBeIgnored(difference, capabilities) ? { mayBeIgnored: true } : {}),
  };
}

/** True if clearing the field is unproven. Removing one member of a map-form set is documented and so never is. */
function isUnproven({ path: [field, member], op }: Difference, { fields }: Capabilities): boolean {
  const isMember = member !== undefined && field !== 'customProperties';
  if (op !== 'remove' || isMember || field === undefined || !Object.hasOwn(fields, field)) return false;
  const support = fields[field as keyof typeof fields];
  return support.has && support.clear === 'unproven';
}

/** True if the difference adds the contact to a set whose vendor ignores contacts that left it. Only updates: a new contact never left. */
function mayBeIgnored(difference: Difference, capabilities: Capabilities): boolean {
  const [field] = difference.path;
  if (field !== 'tags' && field !== 'lists' && field !== 'autoresponders') return false;
  return (
    capabilities[field].ignoresThoseWhoLeft === true && membershipChanges(difference).some(([, isMember]) => isMember)
  );
}
