// Finds the values that the base declared for one contact and the manifests no longer do (docs/semantics.md#dropped-declarations).
// Does not look at live values. Ignores channels, consent and identifiers, because these only become unmanaged. Pure.

import type { DeclaredSet, DesiredContact, PropertyValue } from '../contact/contact.ts';
import { type FieldName, SCALAR_NAMES, type ScalarField, SET_FIELDS, type SetField } from '../contact/fields.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { DroppedDeclarations } from './contact-to-plan.ts';

/** Dropped declarations of one contact. */
export interface Dropped {
  /** Values to remove; absent if there are none. */
  readonly declarations?: DroppedDeclarations;
  /** Fields that are no longer declared, but left as they are because the vendor cannot clear them. */
  readonly unclearable: readonly FieldName[];
}

type DroppedPart<T> = { readonly removed: readonly T[]; readonly unclearable: readonly FieldName[] };

/** Finds the dropped declarations of a contact, and splits them by whether the vendor can clear the field. */
export function droppedDeclarations(now: DesiredContact, base: DesiredContact, capabilities: Capabilities): Dropped {
  const scalars = droppedScalars(now, base, capabilities);
  const sets = droppedSets(now, base, capabilities);
  const properties = droppedProperties(now, base, capabilities);
  const unclearable = [...scalars.unclearable, ...sets.unclearable, ...properties.unclearable];
  if (scalars.removed.length + sets.removed.length + properties.removed.length === 0) return { unclearable };
  const declarations: DroppedDeclarations = {
    scalars: Object.fromEntries(scalars.removed),
    sets: Object.fromEntries(sets.removed),
    customProperties: Object.fromEntries(properties.removed),
  };
  return { declarations, unclearable };
}

function droppedScalars(
  now: DesiredContact,
  base: DesiredContact,
  capabilities: Capabilities,
): DroppedPart<readonly [ScalarField, string]> {
  const removed: (readonly [ScalarField, string])[] = [];
  const unclearable: FieldName[] = [];
  for (const field of SCALAR_NAMES) {
    const value = base.scalars[field];
    const isDropped = typeof value === 'string' && now.scalars[field] === undefined;
    if (!isDropped || !capabilities.fields[field].has || sharesDeclaredField(field, now, capabilities)) continue;
    if (canClear(field, capabilities)) removed.push([field, value]);
    else unclearable.push(field);
  }
  return { removed, unclearable };
}

/** Whether a field that is still declared is stored in the same vendor field, so that clearing one would clear the other. */
function sharesDeclaredField(field: ScalarField, now: DesiredContact, { fields }: Capabilities): boolean {
  const vendorFieldOf = (name: FieldName): FieldName => {
    const support = fields[name];
    return support.has ? (support.yieldsTo ?? name) : name;
  };
  return SCALAR_NAMES.some(
    (other) => now.scalars[other] !== undefined && vendorFieldOf(other) === vendorFieldOf(field),
  );
}

function droppedSets(
  now: DesiredContact,
  base: DesiredContact,
  capabilities: Capabilities,
): DroppedPart<readonly [SetField, readonly string[]]> {
  const removed: (readonly [SetField, readonly string[]])[] = [];
  const unclearable: FieldName[] = [];
  for (const field of SET_FIELDS) {
    const members = droppedMembers(now.sets[field], base.sets[field]);
    if (members.length === 0 || !capabilities.fields[field].has) continue;
    // Dropped members are removed one by one, which the vendor must support.
    if (canClear(field, capabilities) && capabilities[field].map) removed.push([field, members]);
    else unclearable.push(field);
  }
  return { removed, unclearable };
}

/** Members of a set that are no longer declared. None if the manifests declare a list, because a list removes all others anyway. */
function droppedMembers(now: DeclaredSet | undefined, base: DeclaredSet | undefined): readonly string[] {
  if (base === undefined || now?.form === 'list') return [];
  const declared = base.form === 'list' ? base.members : Object.keys(base.members).filter((name) => base.members[name]);
  return now === undefined ? declared : declared.filter((name) => !Object.hasOwn(now.members, name));
}

/** Dropped custom properties. None with `prune`, which removes all undeclared properties anyway. */
function droppedProperties(
  now: DesiredContact,
  base: DesiredContact,
  capabilities: Capabilities,
): DroppedPart<readonly [string, PropertyValue]> {
  if (now.pruneCustomProperties) return { removed: [], unclearable: [] };
  const dropped = Object.entries(base.customProperties).flatMap(([name, value]) =>
    value === null || Object.hasOwn(now.customProperties, name) ? [] : [[name, value] as const],
  );
  if (dropped.length === 0 || !capabilities.fields.customProperties.has) return { removed: [], unclearable: [] };
  return canClear('customProperties', capabilities)
    ? { removed: dropped, unclearable: [] }
    : { removed: [], unclearable: ['customProperties'] };
}

function canClear(field: FieldName, { fields }: Capabilities): boolean {
  const support = fields[field];
  return support.has && support.write && support.clear !== 'no';
}
