// Whether a contact is exactly as declared, so that there is nothing to do nor to say. Most contacts are, and telling that takes
// no paths, no copies and no comparison in depth. True is certain; false only means that the long way has to look (decide.ts).
// Without callbacks, as this is what a plan without changes consists of. Pure.

import type { DesiredContact, LiveContact, PropertyValue } from '../../contact/contact.ts';
import { CHANNELS, IDENTIFIER_KINDS, type ScalarField, SET_FIELDS, type SetField } from '../../contact/fields.ts';
import { carries } from '../match.ts';
import { endsByItself } from '../rules/consent.ts';

export function isAsDeclared(desired: DesiredContact, live: LiveContact): boolean {
  const { removed, previously, changedEvidence } = desired;
  if (removed !== undefined || previously !== undefined || changedEvidence !== undefined) return false;
  return hasIdentifiers(desired, live) && hasChannels(desired, live) && hasFields(desired, live);
}

function hasIdentifiers({ identifiers }: DesiredContact, live: LiveContact): boolean {
  for (const kind of IDENTIFIER_KINDS) {
    const value = identifiers[kind];
    if (value !== undefined && !carries(live, { kind, value })) return false;
  }
  return true;
}

function hasChannels({ channels }: DesiredContact, live: LiveContact): boolean {
  for (const channel of CHANNELS) {
    const claim = channels[channel];
    const now = live.channels[channel];
    if (claim === undefined) continue;
    if (claim.status !== now?.status || claim.basis !== undefined || endsByItself(now)) return false;
  }
  return true;
}

/** Of managed fields, identifiers and channels aside. */
export function hasFields(desired: DesiredContact, live: LiveContact): boolean {
  if (desired.dropped !== undefined) return false;
  for (const name in desired.scalars) {
    if ((live.scalars[name as ScalarField] ?? null) !== desired.scalars[name as ScalarField]) return false;
  }
  for (const field of SET_FIELDS) if (!hasSet(field, desired, live)) return false;
  return hasProperties(desired, live);
}

function hasSet(field: SetField, { sets }: DesiredContact, live: LiveContact): boolean {
  const claim = sets[field];
  if (claim === undefined) return true;
  const members = live.sets[field] ?? [];
  if (claim.form === 'list') return isSameList(claim.members, members);
  return Object.keys(claim.members).every((name) => members.includes(name) === claim.members[name]);
}

function hasProperties({ customProperties, pruneCustomProperties }: DesiredContact, live: LiveContact): boolean {
  if (
    pruneCustomProperties &&
    Object.keys(live.customProperties).some((name) => !Object.hasOwn(customProperties, name))
  ) {
    return false;
  }
  for (const name of Object.keys(customProperties)) {
    const value = Object.hasOwn(live.customProperties, name) ? live.customProperties[name] : null;
    if (!isSameValue(customProperties[name], value)) return false;
  }
  return true;
}

function isSameValue(a: PropertyValue | null | undefined, b: PropertyValue | null | undefined): boolean {
  return Array.isArray(a) && Array.isArray(b) ? isSameList(a, b) : a === b;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
