// Checks names that the account defines: custom properties, lists, autoresponders (docs/semantics.md#names-the-account-defines).
// Blocks unknown names, because some vendors create a property as soon as they receive a value for it. Pure.

import { isClosed, isUnreachable } from '../../contact/consent.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Difference, FieldValue } from '../../contact/difference.ts';
import { membershipChanges } from '../../contact/membership.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema, PropertyType } from '../../providers/contract.ts';
import type { BlockedDifference } from '../document.ts';
import { block } from '../match.ts';
import type { BlockArguments } from './catalogue.ts';

/** What the checks depend on in addition to the difference. */
interface Known {
  readonly schema: AccountSchema;
  readonly account: Account;
  readonly live: LiveContact | undefined;
  /** Why the contact gets no emails after the change; undefined if it gets some, or was never asked. */
  readonly closed: ClosedBy | undefined;
}

/** Why a contact gets no emails: it is opted out, or the vendor delivers nothing to it. */
export type ClosedBy = BlockArguments['list-opt-out']['why'];

/** Returns the difference as blocked if the account does not allow it; otherwise undefined. */
export function refuseByAccount(change: Difference, known: Known): BlockedDifference | undefined {
  const [field, name] = change.path;
  switch (field) {
    case 'customProperties':
      return refuseProperty(change, name ?? '', known.schema.properties);
    case 'lists':
      return refuseMembers(change, known.schema.lists) ?? refuseClosed(change, known, 'lists');
    case 'autoresponders':
      return refuseMembers(change, known.schema.autoresponders) ?? refuseClosed(change, known, 'autoresponders');
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
  if (change.defines !== undefined) return undefined;
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

function refuseClosed(
  change: Difference,
  { account, closed }: Known,
  field: 'lists' | 'autoresponders',
): BlockedDifference | undefined {
  if (closed === undefined || account.capabilities[field].refusesOptedOut !== true) return undefined;
  return added(change).length === 0 ? undefined : block('list-opt-out', { why: closed }, change);
}

/** Returns the members that the difference adds to a set. */
function added(change: Difference): readonly string[] {
  return membershipChanges(change).flatMap(([member, isMember]) => (isMember ? [member] : []));
}

/** Returns why the contact gets no emails after the changes of status; undefined if it gets some, or was never asked. */
export function closedAfter(live: LiveContact | undefined, transitions: readonly Difference[]): ClosedBy | undefined {
  const transition = transitions.find(({ path }) => path[1] === 'email');
  if (transition !== undefined) return transition.after === 'unsubscribed' ? 'opted-out' : undefined;
  const now = live?.channels.email;
  if (now === undefined || !isClosed(now)) return undefined;
  return isUnreachable(now) ? 'unreachable' : 'opted-out';
}
