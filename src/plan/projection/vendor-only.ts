// Names that only the vendor has: what a manifest calls something is its author's choice, and what a vendor calls it may say
// anything of a person.

import type { DesiredContact } from '../../contact/contact.ts';
import type { FieldPath } from '../../contact/difference.ts';

/** A property that neither the manifests nor the base name. Members of sets in a path are always named by one of them. */
export function isVendorOnly([field, name]: FieldPath, { customProperties, dropped }: DesiredContact): boolean {
  if (field !== 'customProperties' || name === undefined) return false;
  return !Object.hasOwn(customProperties, name) && !Object.hasOwn(dropped?.customProperties ?? {}, name);
}
