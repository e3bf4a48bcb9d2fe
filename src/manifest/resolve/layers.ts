// Claims of one contact, laid over each other: defaults < contact < at. Maps merge per key, a list replaces, a list against a
// map replaces either way. Within one layer nothing may be said twice.

import { personal } from '../../contact/argument.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import { type Problem, problem } from '../problem.ts';
import type { ChannelClaim, Claim, IdentifierClaim, Settings } from './claims.ts';

export type ClaimMap = ReadonlyMap<string, Claim>;

export interface Merged {
  readonly claims: ClaimMap;
  readonly problems: readonly Problem[];
}

/** The claims of one layer, from all entries that are this contact, in the order of the files. */
export function mergeLayer(entries: readonly (readonly Claim[])[]): Merged {
  const [first = [], ...others] = entries;
  const claims = new Map<string, Claim>();
  const problems: Problem[] = [];
  // Within one entry nothing can be said twice: its keys are those of mappings.
  for (const claim of first) claims.set(claim.key, claim);
  for (const claim of others.flat()) {
    const other = claims.get(claim.key) ?? otherForm(claim, claims);
    if (other !== undefined) problems.push(...conflict(claim, other));
    if (other === undefined || isOtherSpelling(claim, other)) claims.set(claim.key, claim);
  }
  return { claims, problems };
}

/** Of two spellings of one identifier the same one stands, whatever the order of the files: capitals before small letters. */
function isOtherSpelling(claim: Claim, other: Claim): boolean {
  return claim.kind === 'identifier' && other.kind === 'identifier' && claim.value < other.value;
}

/** The strongest layer last. */
export function overlay(layers: readonly ClaimMap[]): ClaimMap {
  const [first = new Map<string, Claim>(), ...rest] = layers.filter((layer) => layer.size > 0);
  if (rest.length === 0) return first;
  const result = new Map(first);
  for (const claim of rest.flatMap((layer) => [...layer.values()])) {
    const weaker = result.get(claim.key);
    for (const replaced of replacedBy(claim, result)) result.delete(replaced);
    result.set(claim.key, claim.kind === 'channel' && weaker?.kind === 'channel' ? mergeChannel(weaker, claim) : claim);
  }
  return result;
}

export function settingOf<Name extends keyof Settings>(claims: ClaimMap, name: Name): Settings[Name] | undefined {
  const claim = claims.get(name);
  return claim?.kind === 'setting' ? (claim.value as Settings[Name]) : undefined;
}

/** Evidence belongs to the status that it stands with: a layer that states a status starts afresh. */
function mergeChannel(weaker: ChannelClaim, claim: ChannelClaim): ChannelClaim {
  return claim.value.status === undefined ? { ...claim, value: { ...weaker.value, ...claim.value } } : claim;
}

/** In a weaker layer, what a list stands against member by member, or a member against as a list. */
function replacedBy(claim: Claim, claims: ClaimMap): readonly string[] {
  if (claim.kind === 'member') return claims.get(claim.field)?.layer === claim.layer ? [] : [claim.field];
  return claim.kind === 'list' ? [...claims.keys()].filter((key) => key.startsWith(`${claim.field}\0`)) : [];
}

/** In the same layer, a set claimed both as a list and as a map. */
function otherForm(claim: Claim, claims: ClaimMap): Claim | undefined {
  if (claim.kind === 'member') return claims.get(claim.field);
  return claim.kind === 'list'
    ? [...claims.values()].find((other) => other.kind === 'member' && other.field === claim.field)
    : undefined;
}

function conflict(claim: Claim, other: Claim): readonly Problem[] {
  if (claim.kind === 'identifier' && other.kind === 'identifier') return identifierConflict(claim, other);
  const mayAgree = claim.layer === 'defaults' || (claim.kind === 'setting' && claim.setting === 'accounts');
  if (mayAgree && canonicalJson(contentOf(claim)) === canonicalJson(contentOf(other))) return [];
  const [field = '', name] = claim.key.split('\0');
  // A channel is no name that a manifest gives.
  const isGiven = name !== undefined && claim.kind !== 'channel';
  const told = isGiven ? { field, member: personal('name', name) } : { field: claim.key.replace('\0', '.') };
  const layer = claim.layer === 'defaults' ? 'defaults' : 'contact';
  return [problem(claim.place, 'duplicate-field', { layer, ...told }, { other: other.place })];
}

/** Two entries that share one identifier and differ in another: two people, or a mistake. */
function identifierConflict(claim: IdentifierClaim, other: IdentifierClaim): readonly Problem[] {
  if (claim.field === other.field && claim.normalised === other.normalised) return [];
  return [problem(claim.place, 'identifier-claimed-twice', { identifier: claim.field }, { other: other.place })];
}

function contentOf(claim: Claim): unknown {
  const { place: _place, ...content } = claim;
  return content;
}
