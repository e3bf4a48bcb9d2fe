// The managed projection: of both sides only the fields that the manifest names, keyed by JSON Pointer, empty values absent.
// Identifiers and channels have rules of their own (identity.ts, consent.ts) and are not in it.

import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import type { FieldPath, FieldValue } from '../../contact/difference.ts';
import { SCALAR_NAMES, type ScalarField, SET_FIELDS, type SetField } from '../../contact/fields.ts';

export interface Projected {
  readonly path: FieldPath;
  readonly desired: FieldValue;
  readonly live: FieldValue;
}

/** Every managed field with both its values, in the order in which people read them. */
export function project(desired: DesiredContact, live: LiveContact | undefined): readonly Projected[] {
  return [
    ...SCALAR_NAMES.flatMap((name) => projectScalar(name, desired, live)),
    ...SET_FIELDS.flatMap((field) => projectSet(field, desired, live)),
    ...projectProperties(desired, live),
  ];
}

function projectScalar(
  name: ScalarField,
  desired: DesiredContact,
  live: LiveContact | undefined,
): readonly Projected[] {
  const value = live?.scalars[name] ?? null;
  const claim = desired.scalars[name];
  if (claim !== undefined) return [{ path: [name], desired: claim, live: value }];
  const base = desired.dropped?.scalars[name];
  return base === undefined ? [] : [projectDropped([name], base, value)];
}

/** What the base declared and the manifests dropped is removed only while live still has the base's value. */
function projectDropped(path: FieldPath, base: FieldValue, live: FieldValue): Projected {
  return { path, live, desired: isSame(base, live) ? null : live };
}

function projectSet(field: SetField, desired: DesiredContact, live: LiveContact | undefined): readonly Projected[] {
  const claim = desired.sets[field];
  const lost = desired.dropped?.sets[field];
  if (claim === undefined && lost === undefined) return [];
  const members = live?.sets[field] ?? [];
  if (claim?.form === 'list') {
    return [{ path: [field], desired: emptyToNull(claim.members), live: emptyToNull(members) }];
  }
  const dropped = (lost ?? []).map((member) => [member, false] as const);
  return Object.entries({ ...Object.fromEntries(dropped), ...claim?.members })
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
  const dropped = Object.entries(desired.dropped?.customProperties ?? {}).filter(([name]) => !claims.has(name));
  return [
    ...[...claims].map(([name, value]) => ({
      path: ['customProperties', name],
      desired: value,
      live: values.get(name) ?? null,
    })),
    ...dropped.map(([name, base]) => projectDropped(['customProperties', name], base, values.get(name) ?? null)),
  ].sort((a, b) => ((a.path[1] ?? '') < (b.path[1] ?? '') ? -1 : 1));
}

/** Fields that were dropped and stay, because somebody else changed them since the base. */
export function keptSinceBase({ dropped }: DesiredContact, live: LiveContact | undefined): readonly FieldPath[] {
  if (dropped === undefined || live === undefined) return [];
  const properties = new Map(Object.entries(live.customProperties));
  const entries: readonly (readonly [FieldPath, FieldValue, FieldValue | undefined])[] = [
    ...Object.entries(dropped.scalars).map(
      ([name, base]) => [[name], base, live.scalars[name as ScalarField]] as const,
    ),
    ...Object.entries(dropped.customProperties).map(
      ([name, base]) => [['customProperties', name], base, properties.get(name)] as const,
    ),
  ];
  return entries.flatMap(([path, base, value]) => (value === undefined || isSame(base, value) ? [] : [path]));
}

function isSame(a: FieldValue, b: FieldValue): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

function emptyToNull(members: readonly string[]): FieldValue {
  return members.length === 0 ? null : members;
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** JSON Pointer of a path (RFC 6901). */
export function pointer(path: FieldPath): string {
  return path.map((part) => `/${NEEDS_ESCAPE.test(part) ? escapePart(part) : part}`).join('');
}

const NEEDS_ESCAPE = /[~/]/;

function escapePart(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}
