// Names that only the vendor has. The author of a manifest chose the names in it; a name that only the vendor has may contain
// personal data, and redaction masks it.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { FieldPath } from '../../contact/difference.ts';

/** A property that neither the manifests nor the base name. Members of sets in a path are always named by one of them. */
export function isVendorOnly([field, name]: FieldPath, { desired, base }: ContactToPlan): boolean {
  if (field !== 'customProperties' || name === undefined) return false;
  return !Object.hasOwn(desired.customProperties, name) && !Object.hasOwn(base?.dropped?.customProperties ?? {}, name);
}
