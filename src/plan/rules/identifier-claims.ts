// Finds claims to identifiers. A live contact belongs to the declared contact that matches it by the strongest identifier. If
// another declared contact matches the same live contact by a weaker identifier, it claims that identifier. Pure.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import type { Identifier } from '../../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import type { Decision } from '../decision.ts';
import type { Match } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';

/** A claim of one declared contact to an identifier that another declared contact has at the vendor. */
export interface IdentifierClaim {
  readonly claimant: PendingContact;
  /** The claimant's own live contact; undefined if the claimant is to be created. */
  readonly own: Match | undefined;
  /** The decision on the claimant, made as if the identifier were free. */
  readonly decision: Decision | undefined;
  /** The live contact that has the identifier. */
  readonly holder: Match;
  /** The declared contact that `holder` belongs to. It may be one that was removed from the manifests. */
  readonly holderContact: PendingContact;
}

/**
 * Finds the claims of all contacts.
 *
 * @param decideCreate decides on a contact as if the vendor did not have it
 * @returns the claims by claimant
 */
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

/** Returns the declared contacts of each live contact that matches more than one, by the key of the live contact. */
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
  const holders = matches.flatMap((holder) => {
    const holderContact = byLive
      .get(holder.key)
      ?.find((other) => other !== claimant && isStronger(other, claimant, holder.key));
    return holderContact === undefined ? [] : [{ holder, holderContact }];
  });
  const [found] = holders;
  if (found === undefined || holders.length > 1) return undefined;
  const own = matches.find(({ key }) => key !== found.holder.key);
  if (own !== undefined) return { claimant, own, decision: own.decision, ...found };
  // The claimant has no live contact of its own. Unless the holder gives the identifier up, the same person is declared twice.
  if (!found.holder.carries.every((identifier) => givesUp(found.holderContact, identifier))) return undefined;
  return { claimant, own: undefined, decision: decideCreate(claimant), ...found };
}

function isStronger(a: PendingContact, b: PendingContact, key: string): boolean {
  return rank(a, key) < rank(b, key);
}

/** Returns the rank of the strongest matching identifier; lower is stronger. A previous email is stronger than a declared one. */
function rank({ desired, matches }: PendingContact, key: string): number {
  const carries = matches.find((match) => match.key === key)?.carries ?? [];
  const ranks = carries.map(({ kind, value }) => {
    const isPrevious = kind === 'email' && value === desired.previously?.email;
    return IDENTIFIER_KINDS.indexOf(kind) - (isPrevious ? 0.5 : 0);
  });
  return Math.min(...ranks);
}

function givesUp({ desired: { identifiers }, base }: ContactToPlan, { kind, value }: Identifier): boolean {
  return base?.removed !== undefined || (identifiers[kind] !== undefined && identifiers[kind] !== value);
}
