// Builds the managed projection of a contact: pairs of a desired and a live value for each field that the manifests or the base
// name, with empty values as `null`. compare.ts compares the pairs. Identifiers and channels are not part of it, because they
// have their own rules (rules/identity.ts, rules/consent.ts). Pure.

import { isDeepStrictEqual } from 'node:util';
import type { ContactToPlan, DroppedDeclarations } from '../../base/contact-to-plan.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import { SCALAR_NAMES, type ScalarField, SET_FIELDS, type SetField } from '../../contact/fields.ts';

/** The path and the live value of a field. */
interface LiveSide {
  readonly path: FieldPath;
  readonly live: FieldValue;
  /** The live value in the format of the declared value, if it must be converted for the comparison. */
  readonly comparedLive?: FieldValue;
}

/** A field that the manifests declare, or that `prune` removes (`desired` is then `null`). */
export interface DeclaredField extends LiveSide {
  readonly desired: FieldValue;
}

/** A field that only the base declares. It is removed if the live value is still that of the base. */
interface DroppedField extends LiveSide {
  readonly base: FieldValue;
}

/** One field of the projection. */
export type ProjectedField = DeclaredField | DroppedField;

/** Returns every managed field with its desired and live values, in display order. */
export function project({ desired, base }: ContactToPlan, live: LiveContact | undefined): readonly ProjectedField[] {
  const dropped = base?.dropped;
  return [
    ...SCALAR_NAMES.flatMap((name) => projectScalar(name, desired, dropped, live)),
    ...SET_FIELDS.flatMap((field) => projectSet(field, desired, dropped, live)),
    ...projectProperties(desired, dropped, live),
  ];
}

function projectScalar(
  name: ScalarField,
  { scalars }: DesiredContact,
  dropped: DroppedDeclarations | undefined,
  live: LiveContact | undefined,
): readonly ProjectedField[] {
  const value = live?.scalars[name] ?? null;
  const declared = scalars[name];
  if (declared !== undefined) return [{ path: [name], desired: declared, live: value }];
  const earlier = dropped?.scalars[name];
  return earlier === undefined ? [] : [{ path: [name], base: likeliest(earlier, value), live: value }];
}

function projectSet(
  field: SetField,
  { sets }: DesiredContact,
  dropped: DroppedDeclarations | undefined,
  live: LiveContact | undefined,
): readonly ProjectedField[] {
  const declared = sets[field];
  const droppedMembers = dropped?.sets[field];
  if (declared === undefined && droppedMembers === undefined) return [];
  const members = live?.sets[field] ?? [];
  if (declared?.form === 'list') {
    return [{ path: [field], desired: emptyToNull(declared.members), live: emptyToNull(members) }];
  }
  const removed = (droppedMembers ?? []).map((member) => [member, false] as const);
  return Object.entries({ ...Object.fromEntries(removed), ...declared?.members })
    .sort(byName)
    .map(([name, member]) => ({
      path: [field, name],
      desired: member ? true : null,
      live: members.includes(name) ? true : null,
    }));
}

function projectProperties(
  { customProperties, pruneCustomProperties }: DesiredContact,
  dropped: DroppedDeclarations | undefined,
  live: LiveContact | undefined,
): readonly ProjectedField[] {
  const values = new Map(Object.entries(live?.customProperties ?? {}));
  const declared = new Map(Object.entries(customProperties));
  if (pruneCustomProperties) {
    for (const name of values.keys()) if (!declared.has(name)) declared.set(name, null);
  }
  const onlyInBase = Object.entries(dropped?.customProperties ?? {}).filter(([name]) => !declared.has(name));
  const pathOf = (name: string): FieldPath => ['customProperties', name];
  const liveOf = (name: string): FieldValue => values.get(name) ?? null;
  return [
    ...[...declared].map(([name, value]) => ({ path: pathOf(name), desired: value, live: liveOf(name) })),
    ...onlyInBase.map(([name, earlier]) => {
      const live = liveOf(name);
      return { path: pathOf(name), base: likeliest(earlier, live), live };
    }),
  ].sort((a, b) => ((a.path[1] ?? '') < (b.path[1] ?? '') ? -1 : 1));
}

/** Chooses one of the values that the base declared: the one that live has, or the latest if live has none of them. */
function likeliest(earlier: readonly FieldValue[], live: FieldValue): FieldValue {
  return earlier.find((value) => isDeepStrictEqual(value, live)) ?? earlier.at(-1) ?? null;
}

function emptyToNull(members: readonly string[]): FieldValue {
  return members.length === 0 ? null : members;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Returns a path as a JSON Pointer (RFC 6901). */
export function pointer(path: FieldPath): string {
  return path.map((part) => `/${NEEDS_ESCAPE.test(part) ? escapePart(part) : part}`).join('');
}

const NEEDS_ESCAPE = /[~/]/;

function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
