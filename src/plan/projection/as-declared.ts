// A fast check for contacts without differences and notices. It builds no paths and no copies. `true` means that there is nothing
// to do for the contact. `false` means that decide.ts must apply the rules and the full comparison (compare.ts) to find out.
//
// This second comparison exists only because a plan of unchanged contacts would otherwise exceed its time limit. A plan of 10,000
// unchanged contacts with unchanged manifests takes 0.82 s of processor time with this check and 1.36 s without (medians of five
// alternating runs, two cores, Node 20.20; row "the same, manifests unchanged" of `node bench/run.mjs`, built once as it is and
// once with `isAsDeclared` returning false). test/plan/as-declared.test.ts checks that the two comparisons always agree. The code
// avoids callbacks where it can, because such a plan spends most of its time here. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { DesiredContact, LiveContact, PropertyValue } from '../../contact/contact.ts';
import { CHANNELS, IDENTIFIER_KINDS, type ScalarField, SET_FIELDS, type SetField } from '../../contact/fields.ts';
import { carries } from '../match.ts';
import { consentExpires } from '../rules/consent.ts';

/** True if all managed fields of the live contact have their declared values, and no notice is needed. */
export function isAsDeclared({ desired, base, confirmed = [] }: ContactToPlan, live: LiveContact): boolean {
  if (base?.removed !== undefined || base?.dropped !== undefined || base?.changedEvidence !== undefined) return false;
  if (desired.previously !== undefined) return false;
  if (confirmed.length === 0 && declaresEvidence(desired)) return false;
  return hasIdentifiers(desired, live) && hasChannels(desired, live) && hasFields(desired, live);
}

/** True if evidence of consent is declared. Without a record that confirms it, such evidence may be new. */
function declaresEvidence({ channels }: DesiredContact): boolean {
  for (const channel of CHANNELS) if (channels[channel]?.consent !== undefined) return true;
  return false;
}

function hasIdentifiers({ identifiers }: DesiredContact, live: LiveContact): boolean {
  for (const kind of IDENTIFIER_KINDS) {
    const value = identifiers[kind];
    if (value !== undefined && !carries(live, { kind, value })) return false;
  }
  return true;
}

function hasChannels({ channels }: DesiredContact, live: LiveContact): boolean {
  for (const channel of CHANNELS) {
    const declared = channels[channel];
    const now = live.channels[channel];
    if (declared === undefined) continue;
    if (declared.status !== now?.status || consentExpires(now)) return false;
    if (declared.status === 'subscribed' && now.cause === 'pending') return false;
    if (declared.basis !== undefined && now.basis !== undefined && declared.basis !== now.basis) return false;
  }
  return true;
}

/** Compares the managed fields other than identifiers and channels. */
function hasFields(desired: DesiredContact, live: LiveContact): boolean {
  for (const name in desired.scalars) {
    if ((live.scalars[name as ScalarField] ?? null) !== desired.scalars[name as ScalarField]) return false;
  }
  for (const field of SET_FIELDS) if (!hasSet(field, desired, live)) return false;
  return hasProperties(desired, live);
}

function hasSet(field: SetField, { sets }: DesiredContact, live: LiveContact): boolean {
  const declared = sets[field];
  if (declared === undefined) return true;
  const members = live.sets[field] ?? [];
  if (declared.form === 'list') return isSameList(declared.members, members);
  return Object.keys(declared.members).every((name) => members.includes(name) === declared.members[name]);
}

function hasProperties({ customProperties, pruneCustomProperties }: DesiredContact, live: LiveContact): boolean {
  if (
    pruneCustomProperties &&
    Object.keys(live.customProperties).some((name) => !Object.hasOwn(customProperties, name))
  ) {
    return false;
  }
  for (const name of Object.keys(customProperties)) {
    const value = Object.hasOwn(live.customProperties, name) ? live.customProperties[name] : null;
    if (!isSameValue(customProperties[name], value)) return false;
  }
  return true;
}

function isSameValue(a: PropertyValue | null | undefined, b: PropertyValue | null | undefined): boolean {
  return Array.isArray(a) && Array.isArray(b) ? isSameList(a, b) : a === b;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member, index) => member === b[index]);
}
