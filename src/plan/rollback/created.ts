// Checks whether something was added to a contact since an apply created it. If so, a rollback does not delete the contact. Pure.

import type { LiveContact } from '../../contact/contact.ts';
import type { Difference } from '../../contact/difference.ts';
import { CHANNELS, SCALAR_NAMES, SET_FIELDS } from '../../contact/fields.ts';
import { digitsOf } from '../../contact/normalise.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { WrittenContact } from './contact.ts';

/** Fields that vendors fill in themselves when a contact is created. */
const STAMPED: readonly string[] = ['source', 'group', 'language'];

/** True if something was added to the contact since it was created. */
export function isAddedTo({ desired, written }: WrittenContact, live: LiveContact, account: Account): boolean {
  const { differences } = written;
  return (
    hasOtherIdentifiers(desired.identifiers, live) ||
    SCALAR_NAMES.some((name) => live.scalars[name] !== undefined && !isKnown(name, differences)) ||
    SET_FIELDS.some((field) => (live.sets[field] ?? []).some((member) => !isMember(field, member, differences))) ||
    Object.keys(live.customProperties).some(
      (name) =>
        !account.capabilities.customProperties.reserved.includes(name) &&
        !differences.some(({ path }) => path[0] === 'customProperties' && path[1] === name),
    ) ||
    CHANNELS.some((channel) => isSubscribedSince(channel, differences, live))
  );
}

function hasOtherIdentifiers(
  { userId, email, phone }: WrittenContact['desired']['identifiers'],
  live: LiveContact,
): boolean {
  return (
    (live.userId !== undefined && live.userId !== userId) ||
    live.emails.some((value) => value !== email) ||
    live.phones.some((value) => digitsOf(value) !== digitsOf(phone ?? ''))
  );
}

function isKnown(name: string, differences: readonly Difference[]): boolean {
  const isWritten = (field: string): boolean => differences.some(({ path }) => path[0] === field);
  // A vendor may derive one of the two from the other.
  if (name === 'country' || name === 'countryCode') return isWritten('country') || isWritten('countryCode');
  return isWritten(name) || STAMPED.includes(name);
}

function isMember(field: string, member: string, differences: readonly Difference[]): boolean {
  return differences.some(
    ({ path, after }) =>
      path[0] === field && (path.length === 1 ? Array.isArray(after) && after.includes(member) : path[1] === member),
  );
}

/** True if the channel is subscribed although the apply did not subscribe it: somebody has done so since. */
function isSubscribedSince(
  channel: (typeof CHANNELS)[number],
  differences: readonly Difference[],
  live: LiveContact,
): boolean {
  if (live.channels[channel]?.status !== 'subscribed') return false;
  return !differences.some(
    ({ path, after }) => path[0] === 'channels' && path[1] === channel && after === 'subscribed',
  );
}
