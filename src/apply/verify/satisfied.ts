// Does live show what a difference was to bring about?

import { canonicalJson } from '../../contact/canonical.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Difference, FieldValue } from '../../contact/difference.ts';
import type { Channel, ScalarField, SetField } from '../../contact/fields.ts';
import { digitsOf, normaliseInstant } from '../../contact/normalise.ts';
import type { PlannedChange } from '../../plan/document.ts';

/** Does live show all that the change was to bring about? */
export function isBroughtAbout(
  { action, differences }: Pick<PlannedChange, 'action' | 'differences'>,
  live: LiveContact | undefined,
): boolean {
  if (action === 'delete') return live === undefined;
  // A contact that is gone shows no value that was to be removed, and is not what was wanted.
  return live !== undefined && unsatisfied(differences, live).length === 0;
}

/** Differences of a change that live does not show. */
export function unsatisfied<D extends Difference>(
  differences: readonly D[],
  live: LiveContact | undefined,
): readonly D[] {
  return differences.filter(({ path, after }) => canonicalJson(valueAt(path, after, live)) !== canonicalJson(after));
}

/** A value among several (emails, phones) is there if it is one of them. */
function valueAt(path: Difference['path'], after: FieldValue, live: LiveContact | undefined): FieldValue {
  const [field = '', name = ''] = path;
  if (live === undefined) return null;
  switch (field) {
    case 'email':
      return live.emails.includes(String(after)) ? after : null;
    case 'phone':
      // Vendors may keep another format.
      return live.phones.some((phone) => digitsOf(phone) === digitsOf(String(after))) ? after : null;
    case 'userId':
      return live.userId ?? null;
    case 'channels':
      return statusAt(live, name as Channel);
    case 'customProperties':
      return propertyAt(live, name, after);
    case 'tags':
    case 'lists':
    case 'autoresponders':
      return memberAt(live, field, path.length === 1 ? undefined : name);
    default:
      return live.scalars[field as ScalarField] ?? null;
  }
}

/** Vendors may keep a date in another spelling. */
function propertyAt({ customProperties }: LiveContact, name: string, after: FieldValue): FieldValue {
  const value = Object.hasOwn(customProperties, name) ? (customProperties[name] ?? null) : null;
  if (typeof value !== 'string' || typeof after !== 'string' || value === after) return value;
  const instant = normaliseInstant(value);
  return instant !== undefined && instant === normaliseInstant(after) ? after : value;
}

function statusAt(live: LiveContact, channel: Channel): string {
  return live.channels[channel]?.status ?? 'nonSubscribed';
}

function memberAt(live: LiveContact, field: SetField, member: string | undefined): FieldValue {
  const members = live.sets[field] ?? [];
  if (member !== undefined) return members.includes(member) ? true : null;
  return members.length === 0 ? null : members;
}
