// Finds the values that the base (what was declared before) has for one contact and the manifests no longer declare
// (docs/semantics.md#dropped-declarations). Does not look at live values. Ignores channels, consent and identifiers, because
// dropping them only makes them unmanaged. Pure.

import { isDeepStrictEqual } from 'node:util';
import type { DeclaredSet, DesiredContact, PropertyValue } from '../contact/contact.ts';
import { type FieldName, SCALAR_NAMES, type ScalarField, SET_FIELDS, type SetField } from '../contact/fields.ts';
import type { Capabilities } from '../providers/capabilities.ts';
import type { DroppedDeclarations } from './contact-to-plan.ts';

/** What the base declared for one contact and the manifests no longer do. */
export interface Dropped {
  /** Values to remove; absent if there are none. */
  readonly declarations?: DroppedDeclarations;
  /** Fields that are no longer declared, but left as they are because the vendor cannot clear them. */
  readonly unclearable: readonly FieldName[];
}

type DroppedPart<T> = { readonly removed: readonly T[]; readonly unclearable: readonly FieldName[] };

/**
 * Finds the dropped declarations of a contact, and splits them by whether the vendor can clear the field.
 *
 * @param earlier what the base declared for the contact, oldest first; several if it is not known which of them was applied
 */
export function droppedDeclarations(
  now: DesiredContact,
  earlier: readonly DesiredContact[],
  capabilities: Capabilities,
): Dropped {
  const found = earlier.map((base) => droppedSince(now, base, capabilities));
  const unclearable = [...new Set(found.flatMap((dropped) => dropped.unclearable))];
  const scalars = collect(found.flatMap((dropped) => dropped.scalars));
  const properties = collect(found.flatMap((dropped) => dropped.properties));
  const sets = collect(
    found.flatMap(({ sets }) => sets.flatMap(([field, names]) => names.map((name) => [field, name] as const))),
  );
  if (scalars.size + sets.size + properties.size === 0) return { unclearable };
  const declarations: DroppedDeclarations = {
    scalars: Object.fromEntries(scalars),
    sets: Object.fromEntries(sets),
    customProperties: Object.fromEntries(properties),
  };
  return { declarations, unclearable };
}

interface DroppedSince {
  readonly scalars: readonly (readonly [ScalarField, string])[];
  readonly sets: readonly (readonly [SetField, readonly string[]])[];
  readonly properties: readonly (readonly [string, PropertyValue])[];
  readonly unclearable: readonly FieldName[];
}

function droppedSince(now: DesiredContact, base: DesiredContact, capabilities: Capabilities): DroppedSince {
  const scalars = droppedScalars(now, base, capabilities);
  const sets = droppedSets(now, base, capabilities);
  const properties = droppedProperties(now, base, capabilities);
  return {
    scalars: scalars.removed,
    sets: sets.removed,
    properties: properties.removed,
    unclearable: [...scalars.unclearable, ...sets.unclearable, ...properties.unclearable],
  };
}

/** Groups values by name, in order and without duplicates. */
function collect<Name extends string, Value>(
  pairs: readonly (readonly [Name, Value])[],
): ReadonlyMap<Name, readonly Value[]> {
  const values = new Map<Name, Value[]>();
  for (const [name, value] of pairs) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else if (!known.some((other) => isDeepStrictEqual(other, value))) known.push(value);
  }
  return values;
}

/** True if the contact lists the path, or a field that contains it, as `unmanaged`: the value then stays at the vendor. */
function isLetGo(path: string, { unmanaged = [] }: DesiredContact): boolean {
  return unmanaged.some((one) => path === one || path.startsWith(`${one}.`));
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
    if (!isDropped || isLetGo(field, now)) continue;
    if (!capabilities.fields[field].has || sharesDeclaredField(field, now, capabilities)) continue;
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
    const members = droppedMembers(now.sets[field], base.sets[field]).filter(
      (name) => !isLetGo(`${field}.${name}`, now),
    );
    if (members.length === 0 || !capabilities.fields[field].has) continue;
    // Dropped members are removed one by one, which the vendor must support.
    if (canClear(field, capabilities) && capabilities[field].map) removed.push([field, members]);
    else unclearable.push(field);
  }
  return { removed, unclearable };
}

/**
 * Returns the members of a set that are no longer declared. Empty if the manifests declare a list, because a list removes all
 * other members anyway.
 */
function droppedMembers(now: DeclaredSet | undefined, base: DeclaredSet | undefined): readonly string[] {
  if (base === undefined || now?.form === 'list') return [];
  const declared = base.form === 'list' ? base.members : Object.keys(base.members).filter((name) => base.members[name]);
  return now === undefined ? declared : declared.filter((name) => !Object.hasOwn(now.members, name));
}

/**
 * Returns the custom properties that are no longer declared. Empty with `prune`, which removes all undeclared properties anyway.
 */
function droppedProperties(
  now: DesiredContact,
  base: DesiredContact,
  capabilities: Capabilities,
): DroppedPart<readonly [string, PropertyValue]> {
  if (now.pruneCustomProperties) return { removed: [], unclearable: [] };
  const dropped = Object.entries(base.customProperties).flatMap(([name, value]) =>
    value === null || Object.hasOwn(now.customProperties, name) || isLetGo(`customProperties.${name}`, now)
      ? []
      : [[name, value] as const],
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
