// Identifiers that move between declared contacts. If the vendor supports it (capabilities), one contact releases the identifier
// before another takes it; the provider orders the requests. Otherwise the claim is blocked, and names the contact in the way.

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
 * Decides contacts that match the live contact of another declared contact. Changes `matches` and `decision` of these contacts;
 * leaves all others unchanged.
 *
 * @param decideCreate decides a contact that the vendor does not have
 */
export function settleMoves(
  contacts: readonly PendingContact[],
  { capabilities }: Account,
  decideCreate: (contact: ContactToPlan) => Decision,
): void {
  settleCompletedMoves(contacts);
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

/** Settles moves that have been carried out: a contact's previous email now belongs to another contact that declares it. */
function settleCompletedMoves(contacts: readonly PendingContact[]): void {
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
 * Follows the chain of claims, from holder to holder. `free`: the last holder gives its identifier up and takes one that nobody
 * has; `circle`: each waits for the next; `taken`: a holder keeps its identifier, or the chain ends in a circle of others;
 * `opted-out`: the claimant would undo the opt-out of the identifier's holder.
 */
function endOf(claim: IdentifierClaim, claims: ReadonlyMap<PendingContact, IdentifierClaim>): End {
  const seen = new Set<IdentifierClaim>();
  for (let next: IdentifierClaim | undefined = claim; next !== undefined; next = claims.get(next.holderContact)) {
    if (seen.has(next)) return next === claim ? 'circle' : 'taken';
    seen.add(next);
    const release = claims.get(next.holderContact)?.decision ?? next.holderContact.decision;
    const { carries } = next.holder;
    if (
      !carries.every(
        (identifier) => takesIdentifier(next?.decision, identifier) && releasesIdentifier(release, identifier),
      )
    )
      return 'taken';
    if (undoesOptOut(next.decision, release)) return next === claim ? 'opted-out' : 'taken';
  }
  return 'free';
}

function takesIdentifier(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return decision.differences.some(({ path: [field], after }) => field === kind && after === value);
}

function releasesIdentifier(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return (
    isDelete(decision) || decision.differences.some(({ path: [field], before }) => field === kind && before === value)
  );
}

/** True if the claimant would be mailed under an email whose holder has opted out: the opt-out belongs to the address. */
function undoesOptOut(claim: Decision | undefined, release: Decision | undefined): boolean {
  if (claim?.kind !== 'change' || release?.kind !== 'change') return false;
  const transition = claim.differences.find(({ path }) => path[0] === 'channels' && path[1] === 'email');
  const status = transition?.after ?? claim.live?.channels.email?.status;
  return release.live?.channels.email?.optedOut === true && status === 'subscribed';
}

function refuse(claim: IdentifierClaim, end: End, canMove: boolean): BlockedDifference | undefined {
  if (end === 'circle') return blockContact('identifier-swap', {});
  if (end === 'free' && canMove) return undefined;
  const { holder, holderContact } = claim;
  const { file, line } = holderContact.desired.source;
  const details = {
    identifiers: [...new Set(holder.carries.map(({ kind }) => kind))],
    holder: personal('id', holder.id ?? 'none'),
    declared: holderContact.base?.removed === undefined ? 'declared' : 'formerly declared',
    at: personal('file', `${file}:${line}`),
  };
  if (end === 'opted-out') return blockContact('would-lose-opt-out', { why: 'move', ...details });
  return blockContact('identifier-taken', { why: end === 'free' ? 'free-later' : 'kept', ...details });
}
