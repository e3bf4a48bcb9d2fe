// Whether a contact has every managed field exactly as declared. Most contacts do, and telling that takes no paths, no copies and
// no comparison in depth. True is certain; false only means that the comparison has to look (project.ts, compare.ts). Pure.

import type { DesiredContact, LiveContact, PropertyValue } from '../contact/contact.ts';
import { type ScalarField, SET_FIELDS, type SetField } from '../contact/fields.ts';

export function isAsDeclared(desired: DesiredContact, live: LiveContact): boolean {
  if (desired.dropped !== undefined) return false;
  for (const name of Object.keys(desired.scalars) as ScalarField[]) {
    if ((live.scalars[name] ?? null) !== desired.scalars[name]) return false;
  }
  return SET_FIELDS.every((field) => hasSet(field, desired, live)) && hasProperties(desired, live);
}

function hasSet(field: SetField, { sets }: DesiredContact, live: LiveContact): boolean {
  const claim = sets[field];
  if (claim === undefined) return true;
  const members = live.sets[field] ?? [];
  if (claim.form === 'list') return isSameList(claim.members, members);
  return Object.keys(claim.members).every((name) => members.includes(name) === claim.members[name]);
}

function hasProperties({ customProperties, pruneCustomProperties }: DesiredContact, live: LiveContact): boolean {
  const names = Object.keys(customProperties);
  if (
    pruneCustomProperties &&
    Object.keys(live.customProperties).some((name) => !Object.hasOwn(customProperties, name))
  ) {
    return false;
  }
  return names.every((name) => {
    const value = Object.hasOwn(live.customProperties, name) ? live.customProperties[name] : null;
    return isSameValue(customProperties[name], value);
  });
}

function isSameValue(a: PropertyValue | null | undefined, b: PropertyValue | null | undefined): boolean {
  return Array.isArray(a) && Array.isArray(b) ? isSameList(a, b) : a === b;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
