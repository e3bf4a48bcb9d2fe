// Replaces the values of differences with masks, such as `‹email›`. The mask depends on the field, never on the value. Pure.

import { STATUSES } from '../../contact/consent.ts';
import type { Difference, FieldPath, FieldValue } from '../../contact/difference.ts';
import { IDENTIFIER_KINDS, SCALAR_FIELDS, SET_FIELDS, type SetField } from '../../contact/fields.ts';

/** Returns the mask that replaces a value: `‹email›`. */
export function mark(what: string): string {
  return `‹${what}›`;
}

/** Returns a name from a manifest (a file, tag or property) unchanged, or its mask if it contains an @. */
export function redactName(name: string, what = 'name'): string {
  return name.includes('@') ? mark(what) : name;
}

/**
 * Returns the name of a file, masked if it contains an @. Ids of plans in it are masked, too: files under `.rollcall` are named
 * after plans.
 */
export function redactFileName(name: string): string {
  return redactName(name, 'file').replaceAll(/[0-9a-f]{64}/g, mark('id'));
}

/** Returns a field path with the parts masked that contain an @. */
export function redactPath(path: FieldPath): FieldPath {
  return path.map((part) => redactName(part));
}

type Values = Pick<Difference, 'path' | 'before' | 'after'> & { readonly vendorOnly?: true };

/**
 * Returns the difference with old and new values masked. Within one difference, equal values get the same mask, and different values
 * get different masks.
 */
export function redactValues<T extends Values>(difference: T): T {
  const { path, before, after } = difference;
  const [field = '', member] = path;
  if (isSet(field)) {
    const members = member === undefined ? redactMembers(field, difference) : { before, after };
    return { ...difference, path: redactPath(path), ...members };
  }
  const classOf = classOfField(field);
  const numbers = numberDistinct([...atoms(before), ...atoms(after)].filter((atom) => !isShown(field, atom)));
  const redact = (value: FieldValue): FieldValue => {
    if (value === null) return null;
    if (Array.isArray(value)) return value.map((atom: string) => markOf(classOf, numbers, atom));
    return isShown(field, value as Atom) ? value : markOf(classOf, numbers, value as Atom);
  };
  return { ...difference, path: redactPath(path), before: redact(before), after: redact(after) };
}

type Atom = string | number | boolean;

function isSet(field: string): field is SetField {
  return (SET_FIELDS as readonly string[]).includes(field);
}

/**
 * Masks the members of a set that only the vendor has, because they may contain anything. Declared members stay: those of the new
 * value, or, if a rollback brings members back, those of the old and the new value.
 */
function redactMembers(field: SetField, values: Values): Pick<Values, 'before' | 'after'> {
  const what = field.slice(0, -1);
  const numbers = numberDistinct(vendorAtoms(values));
  const redact = (value: FieldValue): FieldValue =>
    value === null
      ? null
      : atoms(value).map((member) =>
          numbers.has(member) ? markOf(what, numbers, member) : redactName(String(member), what),
        );
  return { before: redact(values.before), after: redact(values.after) };
}

function vendorAtoms({ before, after, vendorOnly }: Omit<Values, 'path'>): readonly Atom[] {
  const old = new Set(atoms(before));
  const declared = new Set(atoms(after).filter((member) => vendorOnly === undefined || old.has(member)));
  return [...old, ...atoms(after)].filter((member) => !declared.has(member));
}

/** The members that only the vendor has, if the difference is that of a set as a whole. */
export function vendorMembers(difference: Values): readonly string[] {
  const [field = '', member] = difference.path;
  return isSet(field) && member === undefined ? vendorAtoms(difference).map(String) : [];
}

function classOfField(field: string): string {
  if (field === 'customProperties') return 'property';
  if (field === 'channels') return 'consent';
  if ((IDENTIFIER_KINDS as readonly string[]).includes(field)) return field;
  return Object.hasOwn(SCALAR_FIELDS, field) ? SCALAR_FIELDS[field as keyof typeof SCALAR_FIELDS].personal : 'value';
}

/** True for the statuses of channels, which are not masked: a reviewer must see what happens to a subscription. */
function isShown(field: string, atom: Atom): boolean {
  return field === 'channels' && (STATUSES as readonly unknown[]).includes(atom);
}

function atoms(value: FieldValue): readonly Atom[] {
  if (value === null) return [];
  return typeof value === 'object' ? value : [value];
}

function numberDistinct(values: readonly Atom[]): ReadonlyMap<Atom, number> {
  return new Map([...new Set(values)].map((value, index) => [value, index + 1]));
}

function markOf(what: string, numbers: ReadonlyMap<Atom, number>, atom: Atom): string {
  return mark(numbers.size > 1 ? `${what} ${numbers.get(atom)}` : what);
}
