// Checks whether a live contact shows the result of a change. Pure.

import { canonicalJson } from '../../contact/canonical.ts';
import type { LiveContact } from '../../contact/contact.ts';
import type { Difference, FieldValue } from '../../contact/difference.ts';
import { isEvidence } from '../../contact/evidence.ts';
import type { Channel, ScalarField, SetField } from '../../contact/fields.ts';
import { digitsOf, normaliseEmail, normaliseInstant } from '../../contact/normalise.ts';
import type { PlannedChange } from '../../plan/document.ts';

/** True if the live contact shows the result of the whole change; for a delete, true if the contact no longer exists. */
export function isInEffect(
  { action, differences }: Pick<PlannedChange, 'action' | 'differences'>,
  live: LiveContact | undefined,
): boolean {
  if (action === 'delete') return live === undefined;
  // A missing contact has no values that should be removed either, but it is not the intended result.
  return live !== undefined && unsatisfied(differences, live).length === 0;
}

/** The differences whose result the live contact does not show. */
export function unsatisfied<D extends Difference>(
  differences: readonly D[],
  live: LiveContact | undefined,
): readonly D[] {
  return differences.filter(({ path, after }) => canonicalJson(valueAt(path, after, live)) !== canonicalJson(after));
}

/** Returns the live value of a field. For emails and phones, of which a contact may have several: `after` if it is one of them. */
function valueAt(path: Difference['path'], after: FieldValue, live: LiveContact | undefined): FieldValue {
  const [field = '', name = ''] = path;
  if (live === undefined) return null;
  switch (field) {
    case 'email':
      return live.emails.includes(normaliseEmail(String(after))) ? after : null;
    case 'phone':
      // Vendors may store another format.
      return live.phones.some((phone) => digitsOf(phone) === digitsOf(String(after))) ? after : null;
    case 'userId':
      return live.userId ?? null;
    case 'channels':
      // Evidence of consent cannot be read back, so the vendor's answer is believed.
      return isEvidence({ path }) ? after : statusAt(live, name as Channel);
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

/** Returns the live value of a property; `after` if both are the same date in different formats. */
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
