// Declared contacts that want an identifier which live gives to another declared one. Who is who: a live contact belongs to
// the contact that is known there by the strongest identifier; whoever only shares a weaker one with it claims that. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Identifier } from '../../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import type { Decision } from '../decision.ts';
import type { Match } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';

export interface IdentifierClaim {
  readonly claimant: PendingContact;
  /** Its own live contact; absent for one that is to be created. */
  readonly own: Match | undefined;
  /** What is to be done once the identifier is free. */
  readonly decision: Decision | undefined;
  /** The live contact that has it. */
  readonly holder: Match;
  /** The declared contact that this is, or was. */
  readonly holding: PendingContact;
}

/** @param decideCreate of a contact that the vendor does not have */
export function findIdentifierClaims(
  contacts: readonly PendingContact[],
  decideCreate: (contact: ContactToPlan) => Decision,
): ReadonlyMap<PendingContact, IdentifierClaim> {
  const byLive = sharers(contacts);
  const sharing = new Set([...byLive.values()].flat().filter(({ base }) => base?.removed === undefined));
  const claims = [...sharing].flatMap((claimant) => {
    const claim = claimOf(claimant, byLive, decideCreate);
    return claim === undefined ? [] : [[claimant, claim] as const];
  });
  return new Map(claims);
}

/** Live contacts that more than one declared contact matches; those are few. */
function sharers(contacts: readonly PendingContact[]): ReadonlyMap<string, readonly PendingContact[]> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { matches } of contacts) {
    for (const { key } of matches) {
      if (seen.has(key)) shared.add(key);
      else seen.add(key);
    }
  }
  const groups = new Map([...shared].map((key): [string, PendingContact[]] => [key, []]));
  if (shared.size === 0) return groups;
  for (const contact of contacts) for (const { key } of contact.matches) groups.get(key)?.push(contact);
  return groups;
}

function claimOf(
  claimant: PendingContact,
  byLive: ReadonlyMap<string, readonly PendingContact[]>,
  decideCreate: (contact: ContactToPlan) => Decision,
): IdentifierClaim | undefined {
  const { matches } = claimant;
  if (matches.length < 1 || matches.length > 2) return undefined;
  const held = matches.flatMap((holder) => {
    const holding = byLive
      .get(holder.key)
      ?.find((other) => other !== claimant && isStronger(other, claimant, holder.key));
    return holding === undefined ? [] : [{ holder, holding }];
  });
  const [found] = held;
  if (found === undefined || held.length > 1) return undefined;
  const own = matches.find(({ key }) => key !== found.holder.key);
  if (own !== undefined) return { claimant, own, decision: own.decision, ...found };
  // Nothing but this one live contact: the same person declared twice, unless the other one is to have another identifier.
  if (!found.holder.carries.every((identifier) => disowns(found.holding, identifier))) return undefined;
  return { claimant, own: undefined, decision: decideCreate(claimant), ...found };
}

function isStronger(a: PendingContact, b: PendingContact, key: string): boolean {
  return rank(a, key) < rank(b, key);
}

/** Strongest first; whoever had the address before is known better by it than whoever is to have it. */
function rank({ desired, matches }: PendingContact, key: string): number {
  const carries = matches.find((match) => match.key === key)?.carries ?? [];
  const ranks = carries.map(({ kind, value }) => {
    const isPrevious = kind === 'email' && value === desired.previously?.email;
    return IDENTIFIER_KINDS.indexOf(kind) - (isPrevious ? 0.5 : 0);
  });
  return Math.min(...ranks);
}

function disowns({ desired: { identifiers }, base }: ContactToPlan, { kind, value }: Identifier): boolean {
  return base?.removed !== undefined || (identifiers[kind] !== undefined && identifiers[kind] !== value);
}
