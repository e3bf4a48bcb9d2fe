// What is uncertain of a difference, by the vendor's capabilities: said beforehand, and proved by the read-back. Pure.

import type { Difference } from '../contact/difference.ts';
import { membershipChanges } from '../contact/membership.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { Action, PlannedDifference } from './document.ts';

export function withCaveats(difference: Difference, action: Action, capabilities: Capabilities): PlannedDifference {
  return {
    ...difference,
    ...(isUnproven(difference, capabilities) ? { unproven: true } : {}),
    ...(action === 'update' && mayBeIgnored(difference, capabilities) ? { mayBeIgnored: true } : {}),
  };
}

/** A member that is taken out of a map-form set goes the documented way; emptying a whole field may not. */
function isUnproven({ path: [field, member], op }: Difference, { fields }: Capabilities): boolean {
  const isMember = member !== undefined && field !== 'customProperties';
  if (op !== 'remove' || isMember || field === undefined || !Object.hasOwn(fields, field)) return false;
  const support = fields[field as keyof typeof fields];
  return support.has && support.clear === 'unproven';
}

/** Nobody has left a list before they were there, so a create is certain. */
function mayBeIgnored(difference: Difference, capabilities: Capabilities): boolean {
  const [field] = difference.path;
  if (field !== 'tags' && field !== 'lists' && field !== 'autoresponders') return false;
  return (
    capabilities[field].ignoresThoseWhoLeft === true && membershipChanges(difference).some(([, isMember]) => isMember)
  );
}
