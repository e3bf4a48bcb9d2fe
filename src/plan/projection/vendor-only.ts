// Recognises names of custom properties that occur only at the vendor. The author of a manifest chose the names in it, but a name
// that occurs only at the vendor may contain personal data, so redaction masks it.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { FieldPath } from '../../contact/difference.ts';

/**
 * True for a custom property that neither the manifests nor the base name. False for a member of a set, because a plan names only
 * members that the manifests or the base name.
 */
export function isVendorOnly([field, name]: FieldPath, { desired, base }: ContactToPlan): boolean {
  if (field !== 'customProperties' || name === undefined) return false;
  return !Object.hasOwn(desired.customProperties, name) && !Object.hasOwn(base?.dropped?.customProperties ?? {}, name);
}
