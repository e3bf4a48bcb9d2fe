// Addresses that move between declared contacts, where the vendor can release one before it is claimed (capabilities decide; the
// provider orders the requests): whose address is taken by a contact that gives it up in the same plan is not taken.

import type { DesiredContact } from '../contact/contact.ts';
import type { Account } from '../manifest/configuration.ts';
import { blockedChange, type Decision } from './decision.ts';
import type { Draft } from './draft.ts';
import { blockContact, type Match } from './match.ts';

/** A contact that claims an address that another live contact still has. */
interface Claim {
  readonly draft: Draft;
  readonly own: Match;
  readonly decision: Decision;
  readonly holder: Match;
}

/** Settles what several matches left open; whatever is no move stays as it is. */
export function settleMoves(drafts: Iterable<Draft>, { capabilities }: Account): void {
  if (!capabilities.identity.moves) return;
  const all = [...drafts];
  settleDone(all);
  const claims = new Map<string, Claim>();
  for (const draft of all) {
    const claim = claimOf(draft);
    if (claim !== undefined) claims.set(claim.own.key, claim);
  }
  if (claims.size === 0) return;
  const releasers = new Map(all.flatMap((draft) => releaserOf(draft, claims)));
  for (const claim of claims.values()) {
    const end = endOf(claim, claims, releasers);
    if (end === 'taken') continue;
    claim.draft.matches = [claim.own];
    claim.draft.decision = end === 'circle' ? blockedChange(claim.draft.desired, SWAP) : claim.decision;
  }
}

/** A move that was made: the address that the contact had is another declared one's now, as the manifests say. */
function settleDone(drafts: readonly Draft[]): void {
  const declared = new Set(drafts.map(({ desired }) => desired.identifiers.email));
  for (const draft of drafts) {
    const { desired, matches, alternatives } = draft;
    const previous = desired.previously?.email;
    if (previous === undefined || matches.length !== 2 || !declared.has(previous)) continue;
    const index = matches.findIndex((match) => match.carries.some((identifier) => isClaimed(identifier, desired)));
    const other = matches[1 - index];
    const own = matches[index];
    if (own === undefined || other?.carries.every(({ value }) => value === previous) !== true) continue;
    draft.matches = [own];
    draft.decision = alternatives[index];
  }
}

/** Known by something that stays: its id, its userId, or the address that it has now. */
function claimOf(draft: Draft): Claim | undefined {
  const { desired, matches, alternatives } = draft;
  if (matches.length !== 2) return undefined;
  const index = matches.findIndex((match) => match.carries.some((identifier) => !isClaimed(identifier, desired)));
  const [own, holder] = [matches[index], matches[1 - index]];
  const decision = alternatives[index];
  if (own === undefined || holder === undefined || decision === undefined) return undefined;
  const claimsOnly = holder.carries.every((identifier) => isClaimed(identifier, desired));
  return claimsOnly && releasedBy(decision) !== undefined ? { draft, own, decision, holder } : undefined;
}

function isClaimed({ kind, value }: Match['carries'][number], { identifiers }: DesiredContact): boolean {
  return kind === 'email' && value === identifiers.email;
}

/** Live contact and the address that it gives up in this plan. */
function releaserOf(
  { matches, decision, desired }: Draft,
  claims: ReadonlyMap<string, Claim>,
): readonly (readonly [string, string])[] {
  const claim = matches.map(({ key }) => claims.get(key)).find((found) => found?.draft.desired === desired);
  const key = claim?.own.key ?? (matches.length === 1 ? matches[0]?.key : undefined);
  const email = releasedBy(claim?.decision ?? decision);
  return key === undefined || email === undefined ? [] : [[key, email]];
}

function releasedBy(decision: Decision | undefined): string | undefined {
  const change =
    decision?.kind === 'change' ? decision.differences.find(({ path: [field] }) => field === 'email') : undefined;
  return typeof change?.before === 'string' ? change.before : undefined;
}

/**
 * From holder to holder: `free` where the last one gives its address up for one that nobody has; `circle` where each waits for
 * the next; `taken` where one of them gives nothing up, or leads into a circle of others.
 */
function endOf(
  claim: Claim,
  claims: ReadonlyMap<string, Claim>,
  releasers: ReadonlyMap<string, string>,
): 'free' | 'circle' | 'taken' {
  const seen = new Set<Claim>();
  for (let next: Claim | undefined = claim; next !== undefined; next = claims.get(next.holder.key)) {
    if (seen.has(next)) return next === claim ? 'circle' : 'taken';
    seen.add(next);
    if (releasers.get(next.holder.key) !== next.draft.desired.identifiers.email) return 'taken';
  }
  return 'free';
}

const SWAP = blockContact(
  'identifier-swap',
  'the contact and another one are to take over each other’s address, and neither can be released first',
  'let one of them take an address of its own first, apply that, and then declare the rest',
);
