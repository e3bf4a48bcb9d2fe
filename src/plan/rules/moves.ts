// Identifiers that move between declared contacts: released by one before another claims it, where the vendor can do that
// (capabilities decide; the provider orders the requests). Everywhere else the claim waits, and says for whom.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import type { Identifier } from '../../contact/contact.ts';
import type { Account } from '../../manifest/configuration.ts';
import { blockedChange, type Decision, isDelete } from '../decision.ts';
import type { BlockedDifference } from '../document.ts';
import { blockContact } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';
import { findIdentifierClaims, type IdentifierClaim } from './identifier-claims.ts';

/**
 * Settles what several matches left open; whatever is no move stays as it is.
 *
 * @param decideCreate of a contact that the vendor does not have
 */
export function settleMoves(
  contacts: readonly PendingContact[],
  { capabilities }: Account,
  decideCreate: (contact: ContactToPlan) => Decision,
): void {
  settleDone(contacts);
  const claims = findIdentifierClaims(contacts, decideCreate);
  const ends = [...claims.values()].map((claim) => ({ claim, end: endOf(claim, claims) }));
  for (const { claim, end } of ends) {
    const { claimant, own, decision } = claim;
    const isCreated = decision?.kind === 'change' && decision.differences.length > 0;
    const refusal = own !== undefined || isCreated ? refuse(claim, end, capabilities.identity.moves) : undefined;
    const blocked = refusal && { ...blockedChange(claimant, refusal), ...(own === undefined ? CREATE : {}) };
    claimant.matches = own === undefined ? [] : [own];
    claimant.decision = blocked ?? decision;
  }
}

const CREATE = { action: 'create' } as const;

/** A move that was made: the address that the contact had is another declared one's now, as the manifests say. */
function settleDone(contacts: readonly PendingContact[]): void {
  const moved = contacts.filter(({ desired, matches }) => desired.previously !== undefined && matches.length === 2);
  if (moved.length === 0) return;
  const declared = new Set(contacts.map(({ desired }) => desired.identifiers.email));
  for (const contact of moved) {
    const { desired, matches } = contact;
    const previous = desired.previously?.email;
    if (previous === undefined || !declared.has(previous)) continue;
    const index = matches.findIndex((match) =>
      match.carries.some(({ kind, value }) => kind === 'email' && value === desired.identifiers.email),
    );
    const other = matches[1 - index];
    const own = matches[index];
    if (own === undefined || other?.carries.every(({ value }) => value === previous) !== true) continue;
    contact.matches = [own];
    contact.decision = own.decision;
  }
}

type End = 'free' | 'circle' | 'taken' | 'opted-out';

/**
 * From holder to holder: `free` where the last one gives its identifier up for one that nobody has; `circle` where each waits
 * for the next; `taken` where one of them gives nothing up, or leads into a circle of others.
 */
function endOf(claim: IdentifierClaim, claims: ReadonlyMap<PendingContact, IdentifierClaim>): End {
  const seen = new Set<IdentifierClaim>();
  for (let next: IdentifierClaim | undefined = claim; next !== undefined; next = claims.get(next.holding)) {
    if (seen.has(next)) return next === claim ? 'circle' : 'taken';
    seen.add(next);
    const release = claims.get(next.holding)?.decision ?? next.holding.decision;
    const { carries } = next.holder;
    if (!carries.every((identifier) => takes(next?.decision, identifier) && gives(release, identifier))) return 'taken';
    if (losesOptOut(next.decision, release)) return next === claim ? 'opted-out' : 'taken';
  }
  return 'free';
}

function takes(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return decision.differences.some(({ path: [field], after }) => field === kind && after === value);
}

function gives(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return (
    isDelete(decision) || decision.differences.some(({ path: [field], before }) => field === kind && before === value)
  );
}

/** Who left under an address stays away from it, whoever it belongs to from then on. */
function losesOptOut(claim: Decision | undefined, release: Decision | undefined): boolean {
  if (claim?.kind !== 'change' || release?.kind !== 'change') return false;
  const transition = claim.differences.find(({ path }) => path[0] === 'channels' && path[1] === 'email');
  const status = transition?.after ?? claim.live?.channels.email?.status;
  return release.live?.channels.email?.optedOut === true && status === 'subscribed';
}

function refuse(claim: IdentifierClaim, end: End, canMove: boolean): BlockedDifference | undefined {
  if (end === 'circle') return blockContact('identifier-swap', {});
  if (end === 'free' && canMove) return undefined;
  const { holder, holding } = claim;
  const { file, line } = holding.desired.source;
  const whose = {
    identifiers: [...new Set(holder.carries.map(({ kind }) => kind))],
    holder: personal('id', holder.id ?? 'none'),
    declared: holding.base?.removed === undefined ? 'declared' : 'formerly declared',
    at: personal('file', `${file}:${line}`),
  };
  if (end === 'opted-out') return blockContact('would-lose-opt-out', { why: 'move', ...whose });
  return blockContact('identifier-taken', { why: end === 'free' ? 'free-later' : 'kept', ...whose });
}
