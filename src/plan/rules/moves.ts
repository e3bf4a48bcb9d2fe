// Decides moves: a declared contact (the claimant) declares an identifier that another declared contact (the holder) has at the
// vendor. If the vendor supports moves (capabilities), the holder releases the identifier before the claimant takes it, and the
// provider orders the requests. Otherwise the claimant is blocked, and the message names the holder.

import type { ContactToPlan } from '../../base/contact-to-plan.ts';
import { personal } from '../../contact/argument.ts';
import type { Identifier } from '../../contact/contact.ts';
import type { FieldValue } from '../../contact/difference.ts';
import type { IdentifierKind } from '../../contact/fields.ts';
import { normaliseIdentifier } from '../../contact/normalise.ts';
import type { Account } from '../../manifest/configuration.ts';
import { blockedChange, type Decision, isDelete } from '../decision.ts';
import type { BlockedDifference } from '../document.ts';
import { blockContact } from '../match.ts';
import type { PendingContact } from '../pending-contact.ts';
import { findIdentifierClaims, type IdentifierClaim } from './identifier-claims.ts';

/**
 * Decides the contacts that match the live contact of another declared contact. Mutates `matches` and `decision` of these
 * contacts, and leaves all others unchanged.
 *
 * @param decideCreate decides on a contact as if the vendor did not have it
 */
export function settleMoves(
  contacts: readonly PendingContact[],
  { capabilities }: Account,
  decideCreate: (contact: ContactToPlan) => Decision,
): void {
  settleCompletedMoves(contacts);
  const claims = findIdentifierClaims(contacts, decideCreate);
  const results = [...claims.values()].map((claim) => ({ claim, result: followChain(claim, claims) }));
  for (const { claim, result } of results) {
    const { claimant, own, decision } = claim;
    const isCreated = decision?.kind === 'change' && decision.differences.length > 0;
    const refusal = own !== undefined || isCreated ? refuse(claim, result, capabilities.identity.moves) : undefined;
    const blocked = refusal && { ...blockedChange(claimant, refusal), ...(own === undefined ? CREATE : {}) };
    claimant.matches = own === undefined ? [] : [own];
    claimant.decision = blocked ?? decision;
  }
}

const CREATE = { action: 'create' } as const;

/** Settles moves that an earlier plan completed: a contact's previous email now belongs to another contact that declares it. */
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

type ChainResult = 'free' | 'cycle' | 'taken' | 'opted-out';

/**
 * Follows the chain of claims: from the claimant to the holder of the identifier, from there to the holder of the identifier that
 * this holder itself claims, and so on. Returns
 * - `free` if every holder releases its identifier, and the last one claims none that another contact has
 * - `cycle` if the chain leads back to the claimant
 * - `opted-out` if the claimant would undo the opt-out of its holder
 * - `taken` otherwise, for example if a holder does not release its identifier
 */
function followChain(claim: IdentifierClaim, claims: ReadonlyMap<PendingContact, IdentifierClaim>): ChainResult {
  const seen = new Set<IdentifierClaim>();
  for (let next: IdentifierClaim | undefined = claim; next !== undefined; next = claims.get(next.holderContact)) {
    if (seen.has(next)) return next === claim ? 'cycle' : 'taken';
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

/**
 * True if a text in a difference is the identifier with this normal form. Differences contain identifiers as they are written.
 */
function isValue(kind: IdentifierKind, text: FieldValue, value: string): boolean {
  return typeof text === 'string' && normaliseIdentifier(kind, text) === value;
}

function takesIdentifier(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return decision.differences.some(({ path: [field], after }) => field === kind && isValue(kind, after, value));
}

function releasesIdentifier(decision: Decision | undefined, { kind, value }: Identifier): boolean {
  if (decision?.kind !== 'change') return false;
  return (
    isDelete(decision) ||
    decision.differences.some(({ path: [field], before }) => field === kind && isValue(kind, before, value))
  );
}

/** True if the claimant would be subscribed under the email of a holder who has opted out. The opt-out belongs to the address. */
function undoesOptOut(claim: Decision | undefined, release: Decision | undefined): boolean {
  if (claim?.kind !== 'change' || release?.kind !== 'change') return false;
  const transition = claim.differences.find(
    ({ path }) => path[0] === 'channels' && path[1] === 'email' && path[2] === 'status',
  );
  const status = transition?.after ?? claim.live?.channels.email?.status;
  return release.live?.channels.email?.optedOut === true && status === 'subscribed';
}

function refuse(claim: IdentifierClaim, result: ChainResult, canMove: boolean): BlockedDifference | undefined {
  if (result === 'cycle') return blockContact('identifier-swap', {});
  if (result === 'free' && canMove) return undefined;
  const { holder, holderContact } = claim;
  const { file, line } = holderContact.desired.source;
  const details = {
    identifiers: [...new Set(holder.carries.map(({ kind }) => kind))],
    holder: personal('id', holder.id ?? 'none'),
    declared: holderContact.base?.removed === undefined ? 'declared' : 'formerly declared',
    at: personal('file', `${file}:${line}`),
  };
  if (result === 'opted-out') return blockContact('would-lose-opt-out', { why: 'move', ...details });
  return blockContact('identifier-taken', { why: result === 'free' ? 'free-later' : 'kept', ...details });
}
