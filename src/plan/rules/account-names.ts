// Checks names that the account defines: custom properties, lists, autoresponders (docs/semantics.md#names-the-account-defines).
// Blocks unknown names, because some vendors create a property as soon as they receive a value for it. Pure.

import type { LiveContact } from '../../contact/contact.ts';
import type { Difference, FieldValue } from '../../contact/difference.ts';
import { membershipChanges } from '../../contact/membership.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema, PropertyType } from '../../providers/contract.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';

/** What the checks depend on in addition to the difference. */
interface Known {
  readonly schema: AccountSchema;
  readonly account: Account;
  readonly live: LiveContact | undefined;
  /** True if the contact is opted out of email after the change. */
  readonly endsOptedOut: boolean;
}

/** Returns the difference as blocked if the account does not allow it; otherwise undefined. */
export function refuseByAccount(change: Difference, known: Known): BlockedDifference | undefined {
  const [field, name] = change.path;
  switch (field) {
    case 'customProperties':
      return refuseProperty(change, name ?? '', known.schema.properties);
    case 'lists':
      return refuseMembers(change, known.schema.lists) ?? refuseOptedOut(change, known);
    case 'autoresponders':
      return refuseMembers(change, known.schema.autoresponders);
    default:
      return undefined;
  }
}

function refuseProperty(
  change: Difference,
  name: string,
  properties: AccountSchema['properties'],
): BlockedDifference | undefined {
  if (properties === undefined) return undefined;
  const type = properties.get(name);
  if (type === undefined) return block('unknown-property', {}, change);
  return isOfType(change.after, type) ? undefined : block('property-type', { type }, change);
}

function isOfType(value: FieldValue, type: PropertyType): boolean {
  if (value === null) return true;
  if (type === 'date') return typeof value === 'string' && normaliseInstant(value) !== undefined;
  return typeof value === type;
}

function refuseMembers(change: Difference, names: ReadonlySet<string> | undefined): BlockedDifference | undefined {
  if (names === undefined || added(change).every((member) => names.has(member))) return undefined;
  return block('unknown-list', {}, change);
}

function refuseOptedOut(change: Difference, { account, endsOptedOut }: Known): BlockedDifference | undefined {
  const isRefused = endsOptedOut && account.capabilities.lists.refusesOptedOut === true && added(change).length > 0;
  return isRefused ? block('list-opt-out', {}, change) : undefined;
}

/** Returns the members that the difference adds to a set. */
function added(change: Difference): readonly string[] {
  return membershipChanges(change).flatMap(([member, isMember]) => (isMember ? [member] : []));
}
