// Leaves out of a plan everybody whom an invalid entry of the manifests may be about: a plan changes nothing of theirs, and does
// not treat them as removed. Pure.

import type { SkippedEntry } from '../../manifest/sources/source.ts';
import type { ContactToPlan } from '../contact-to-plan.ts';

/** Contacts without those that invalid entries may be about. */
export interface WithoutSkipped {
  readonly contacts: readonly ContactToPlan[];
  /** Keys of the contacts that are left out. */
  readonly leftOut: ReadonlySet<string>;
}

/** Leaves out the contacts that one of the invalid entries may be about. */
export function withoutSkipped(
  contacts: readonly ContactToPlan[],
  skipped: readonly SkippedEntry[] | undefined,
): WithoutSkipped {
  if (skipped === undefined) return { contacts, leftOut: new Set() };
  const named = new Map<string, readonly (readonly string[] | undefined)[]>();
  for (const { identifiers, accounts } of skipped) {
    for (const [kind, value] of identifiers) {
      const name = `${kind}\0${value}`;
      named.set(name, [...(named.get(name) ?? []), accounts]);
    }
  }
  // Files with an invalid entry that names nobody for certain, so that it may be about anybody.
  const files = new Set(skipped.flatMap(({ isAnybody, source }) => (isAnybody === true ? [source.file] : [])));
  const isNamed = (contact: ContactToPlan): boolean =>
    namesOf(contact).some((name) =>
      (named.get(name) ?? []).some((accounts) => accounts?.includes(contact.desired.account) ?? true),
    );
  const leftOut = contacts.filter((contact) => isNamed(contact) || (files.size > 0 && mayBeMeant(contact, files)));
  const isLeftOut = new Set(leftOut);
  return {
    contacts: contacts.filter((contact) => !isLeftOut.has(contact)),
    leftOut: new Set(leftOut.map(({ desired }) => desired.key)),
  };
}

function namesOf({ desired: { identifiers, previously }, base }: ContactToPlan): readonly string[] {
  return [
    ...Object.entries(identifiers).map(([kind, value]) => `${kind}\0${value}`),
    ...(previously === undefined ? [] : [`email\0${previously.email}`]),
    ...(base?.alternatives ?? []).map(({ kind, value }) => `${kind}\0${value}`),
  ];
}

/**
 * True if the invalid entry may be the missing declaration of this contact: the contact seems to be gone from one of these files,
 * or seems to declare fewer values than before.
 */
function mayBeMeant({ desired, base }: ContactToPlan, files: ReadonlySet<string>): boolean {
  return base?.dropped !== undefined || (base?.removed !== undefined && files.has(desired.source.file));
}
