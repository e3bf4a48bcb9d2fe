// The managed projection: of both sides only the fields that the manifest names, keyed by JSON Pointer, empty values absent.
// Identifiers and channels have rules of their own (identity.ts, consent.ts) and are not in it.

import type { DesiredContact, LiveContact } from '../contact/contact.ts';
import type { FieldPath, FieldValue } from '../contact/difference.ts';
import { SCALAR_NAMES, SET_FIELDS, type SetField } from '../contact/fields.ts';

export interface Projected {
  readonly path: FieldPath;
  readonly desired: FieldValue;
  readonly live: FieldValue;
}

/** Every managed field with both its values, in the order in which people read them. */
export function project(desired: DesiredContact, live: LiveContact | undefined): readonly Projected[] {
  return [
    ...SCALAR_NAMES.flatMap((name) => {
      const value = desired.scalars[name];
      return value === undefined ? [] : [{ path: [name], desired: value, live: live?.scalars[name] ?? null }];
    }),
    ...SET_FIELDS.flatMap((field) => projectSet(field, desired, live)),
    ...projectProperties(desired, live),
  ];
}

function projectSet(field: SetField, desired: DesiredContact, live: LiveContact | undefined): readonly Projected[] {
  const claim = desired.sets[field];
  if (claim === undefined) return [];
  const members = live?.sets[field] ?? [];
  if (claim.form === 'list') {
    return [{ path: [field], desired: emptyToNull(claim.members), live: emptyToNull(members) }];
  }
  return Object.entries(claim.members)
    .sort(byName)
    .map(([name, member]) => ({
      path: [field, name],
      desired: member ? true : null,
      live: members.includes(name) ? true : null,
    }));
}

function projectProperties(desired: DesiredContact, live: LiveContact | undefined): readonly Projected[] {
  const values = new Map(Object.entries(live?.customProperties ?? {}));
  const claims = new Map(Object.entries(desired.customProperties));
  if (desired.pruneCustomProperties) {
    for (const name of values.keys()) if (!claims.has(name)) claims.set(name, null);
  }
  return [...claims].sort(byName).map(([name, value]) => ({
    path: ['customProperties', name],
    desired: value,
    live: values.get(name) ?? null,
  }));
}

function emptyToNull(members: readonly string[]): FieldValue {
  return members.length === 0 ? null : members;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** JSON Pointer of a path (RFC 6901). */
export function pointer(path: FieldPath): string {
  return path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
