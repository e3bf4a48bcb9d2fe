// What can be said of a contact only as a whole, at one account or between its accounts.

import { CHANNELS } from '../../contact/fields.ts';
import { normaliseEmail } from '../../contact/normalise.ts';
import type { Account } from '../configuration.ts';
import { type Problem, placeOf, problem } from '../problem.ts';
import type { ChannelClaim, Claim } from '../resolve/claims.ts';
import type { Entry } from '../resolve/identifiers.ts';
import type { ClaimMap } from '../resolve/layers.ts';

/** One contact at one account; everything is overlaid already. */
export interface AtAccount {
  readonly account: Account;
  /** The first entry: where what is missing is reported. */
  readonly entry: Entry;
  readonly claims: ClaimMap;
  /** Every entry could be read as a whole, so that what is missing is really missing. */
  readonly legible: boolean;
}

const RULES = [canBeLookedUp, countryGoesWithCode, statusIsDeclared, emailReallyChanges, welcomeIsPossible];

export function checkWhole(contact: AtAccount): readonly Problem[] {
  return RULES.flatMap((rule) => rule(contact));
}

function canBeLookedUp({ account, entry, claims, legible }: AtAccount): readonly Problem[] {
  const { lookUp } = account.capabilities.identity;
  if (!legible || lookUp.some((kind) => claims.has(kind))) return [];
  const kinds = lookUp.filter((kind) => kind !== 'id');
  const { label } = account.capabilities;
  return [problem(placeOf(entry.item, []), 'no-identifier', { account: account.name, label, kinds })];
}

function countryGoesWithCode({ account, claims }: AtAccount): readonly Problem[] {
  const country = claims.get('country');
  if (!account.capabilities.countryNeedsCode || country?.kind !== 'scalar' || country.value === null) return [];
  const code = claims.get('countryCode');
  if (code?.kind === 'scalar' && code.value !== null) return [];
  return [problem(country.place, 'country-needs-code', { label: account.capabilities.label })];
}

function statusIsDeclared({ account, claims }: AtAccount): readonly Problem[] {
  return CHANNELS.flatMap((channel) => {
    const claim = claims.get(`channels\0${channel}`);
    if (claim?.kind !== 'channel' || claim.value.status !== undefined) return [];
    if (!account.capabilities.fields[claim.field].has || claim.place.item.partiallyParsed) return [];
    return [problem(claim.place, 'missing-field', { what: 'status', channel: claim.channel })];
  });
}

function emailReallyChanges({ claims }: AtAccount): readonly Problem[] {
  const previously = claims.get('previously');
  const email = claims.get('email');
  if (previously?.kind !== 'setting' || email?.kind !== 'identifier') return [];
  if (normaliseEmail(String(previously.value)) !== normaliseEmail(email.value)) return [];
  const place = { ...previously.place, path: [...previously.place.path, 'email'] };
  return [problem(place, 'previously-equal', {})];
}

function welcomeIsPossible({ account, claims }: AtAccount): readonly Problem[] {
  const welcome = claims.get('welcome');
  if (welcome?.kind !== 'setting' || welcome.value !== true || account.capabilities.creates.welcome) return [];
  if (welcome.layer !== 'at') return [];
  return [problem(welcome.place, 'field-not-supported', { what: 'welcome', label: account.capabilities.label })];
}

/** Consent is given to a sender: a subscription that would reach two of them must say at which. */
export function consentStaysWithSender(claims: Iterable<Claim>, accounts: readonly Account[]): readonly Problem[] {
  return [...claims].filter(isSubscription).flatMap((claim) => {
    const reached = accounts.filter((account) => account.capabilities.fields[claim.field].has);
    if (new Set(reached.map((account) => account.sender)).size < 2) return [];
    const place = { ...claim.place, path: [...claim.place.path, 'status'] };
    return [problem(place, 'consent-sender', { accounts: reached.map(({ name }) => name) })];
  });
}

function isSubscription(claim: Claim): claim is ChannelClaim {
  return claim.kind === 'channel' && claim.value.status === 'subscribed';
}

/** A field that none of the contact's accounts has is a mistake; one that some have simply goes to those. */
export function someAccountHasField(claims: Iterable<Claim>, accounts: readonly Account[]): readonly Problem[] {
  if (accounts.length === 0) return [];
  const missing = [...claims].filter((claim) => !accounts.some((account) => applies(claim, account)));
  return missing.map((claim) => {
    const field = claim.kind === 'setting' ? claim.setting : claim.field;
    const labels = [...new Set(accounts.map((account) => account.capabilities.label))];
    return problem({ ...claim.place, target: 'key' }, 'field-not-supported', { what: 'nowhere', labels, field });
  });
}

function applies(claim: Claim, { capabilities }: Account): boolean {
  if (claim.kind !== 'setting') return capabilities.fields[claim.field].has;
  return claim.setting !== 'welcome' || claim.value !== true || capabilities.creates.welcome;
}

/** Under `at` a field is meant for that account alone. */
export function notSupportedAt(claims: Iterable<Claim>, { capabilities }: Account): readonly Problem[] {
  return [...claims].flatMap((claim) => {
    if (claim.kind === 'setting' || capabilities.fields[claim.field].has) return [];
    const place = { ...claim.place, target: 'key' } as const;
    const unsupported = { what: 'field', label: capabilities.label, field: claim.field } as const;
    return [problem(place, 'field-not-supported', unsupported)];
  });
}
