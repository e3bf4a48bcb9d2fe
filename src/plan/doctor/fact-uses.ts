// Counts the contacts whose plans depend on facts that no vendor document proves, such as whether a field can be cleared. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { SetField } from '../../contact/fields.ts';
import type { UnprovenFact } from '../../providers/capabilities.ts';

/** Counts the contacts that depend on each fact, in the order of the facts. */
export function countFactUses(
  contacts: readonly ContactToPlan[],
  facts: readonly UnprovenFact[],
): readonly { readonly fact: UnprovenFact; readonly contacts: number }[] {
  return facts.map((fact) => ({ fact, contacts: contacts.filter((contact) => restsOn(contact, fact)).length }));
}

/** True if the fact decides how a value that the contact declares, or no longer declares, can be written or removed. */
function restsOn({ desired, base }: ContactToPlan, { field, decides }: UnprovenFact): boolean {
  const dropped = base?.dropped;
  if (decides === 'time') return Object.values(desired.customProperties).some(hasTime);
  if (field === 'customProperties') {
    const isRemoved = Object.values(desired.customProperties).includes(null) || desired.pruneCustomProperties;
    return isRemoved || Object.keys(dropped?.customProperties ?? {}).length > 0;
  }
  if (isSet(field)) {
    const declared = desired.sets[field];
    if (declared?.form === 'list') return decides === 'replace' || declared.members.length === 0;
    return declared === undefined && Object.hasOwn(dropped?.sets ?? {}, field);
  }
  const scalars: Readonly<Record<string, string | null | undefined>> = desired.scalars;
  return scalars[field] === null || Object.hasOwn(dropped?.scalars ?? {}, field);
}

/** True for a text that may be an instant with a time of day other than midnight. */
function hasTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ](?!00:00(?::00(?:\.0+)?)?Z?$)\d\d:\d\d/.test(value);
}

function isSet(field: string): field is SetField {
  return field === 'tags' || field === 'lists' || field === 'autoresponders';
}
