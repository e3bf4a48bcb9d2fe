// Recognises names of custom properties and set members that occur only at the vendor. The author of a manifest chose the names in
// it, but a name that occurs only at the vendor may contain personal data, so redaction masks it.

import type { ContactToPlan, WrittenDifference } from '../../base/contact-to-plan.ts';
import type { FieldPath } from '../../contact/difference.ts';
import { SET_FIELDS } from '../../contact/fields.ts';
import { pointer } from './project.ts';

/**
/**
 * True for a custom property that neither the manifests nor the base name. False for a set and its members, because a plan names only
 * members that the manifests or the base name.
 *
 * A rollback restores what was not declared. So in a rollback, a custom property has the mark that it had in the plan of the apply
 * that is rolled back, and a set as a whole is always marked: it may get members back that only the vendor had.
 */
export function isVendorOnly(path: FieldPath, { desired, base, written }: ContactToPlan): boolean {
  const [field, name] = path;
  if (written !== undefined) return isRestoredSet(path) || written.differences.some(isMarkedAt(path));
  if (field !== 'customProperties' || name === undefined) return false;
  return !Object.hasOwn(desired.customProperties, name) && !Object.hasOwn(base?.dropped?.customProperties ?? {}, name);
}

/** Returns a difference or a blocked one, marked if its path or its old or new value names what only the vendor has. */
export function withVendorOnly<T extends { readonly path: FieldPath }>(
  one: T,
  contact: ContactToPlan,
): T & { readonly vendorOnly?: true } {
  return isVendorOnly(one.path, contact) ? { ...one, vendorOnly: true } : one;
}

function isRestoredSet([field, member]: FieldPath): boolean {
  return member === undefined && SET_FIELDS.some((name) => name === field);
}

function isMarkedAt(path: FieldPath): (difference: WrittenDifference) => boolean {
  const name = pointer(path);
  return ({ path: own, vendorOnly }) => vendorOnly === true && pointer(own) === name;
}
