// Declared contacts that want an identifier which live gives to another declared one. Who is who: a live contact belongs to
// the contact that is known there by the strongest identifier; whoever only shares a weaker one with it claims that. Pure.

import type { DesiredContact, Identifier } from '../../contact/contact.ts';
import { IDENTIFIER_KINDS } from '../../contact/fields.ts';
import type { Decision } from '../decision.ts';
import type { PendingContact } from '../draft.ts';
import type { Match } from '../match.ts';

export interface Claim {
  readonly draft: PendingContact;
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
export function findClaims(
  drafts: readonly PendingContact[],
  decideCreate: (desired: DesiredContact) => Decision,
): ReadonlyMap<PendingContact, Claim> {
  const byLive = sharers(drafts);
  const sharing = new Set([...byLive.values()].flat().filter(({ desired }) => desired.removed === undefined));
  const claims = [...sharing].flatMap((draft) => {
    const claim = claimOf(draft, byLive, decideCreate);
    return claim === undefined ? [] : [[draft, claim] as const];
  });
  return new Map(claims);
}

/** Live contacts that more than one declared contact matches; those are few. */
function sharers(drafts: readonly PendingContact[]): ReadonlyMap<string, readonly PendingContact[]> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { matches } of drafts) {
    for (const { key } of matches) {
      if (seen.has(key)) shared.add(key);
      else seen.add(key);
    }
  }
  const groups = new Map([...shared].map((key): [string, PendingContact[]] => [key, []]));
  if (shared.size === 0) return groups;
  for (const draft of drafts) for (const { key } of draft.matches) groups.get(key)?.push(draft);
  return groups;
}

function claimOf(
  draft: PendingContact,
  byLive: ReadonlyMap<string, readonly PendingContact[]>,
  decideCreate: (desired: DesiredContact) => Decision,
): Claim | undefined {
  const { desired, matches } = draft;
  if (matches.length < 1 || matches.length > 2) return undefined;
  const held = matches.flatMap((holder) => {
    const holding = byLive.get(holder.key)?.find((other) => other !== draft && isStronger(other, draft, holder.key));
    return holding === undefined ? [] : [{ holder, holding }];
  });
  const [found] = held;
  if (found === undefined || held.length > 1) return undefined;
  const own = matches.find(({ key }) => key !== found.holder.key);
  if (own !== undefined) return { draft, own, decision: own.decision, ...found };
  // Nothing but this one live contact: the same person declared twice, unless the other one is to have another identifier.
  if (!found.holder.carries.every((identifier) => disowns(found.holding.desired, identifier))) return undefined;
  return { draft, own: undefined, decision: decideCreate(desired), ...found };
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

function disowns({ identifiers, removed }: DesiredContact, { kind, value }: Identifier): boolean {
  return removed !== undefined || (identifiers[kind] !== undefined && identifiers[kind] !== value);
}
