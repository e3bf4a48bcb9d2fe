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
  const hint = `Add one of ${lookUp.filter((kind) => kind !== 'id').join(', ')}`;
  return [
    problem(
      placeOf(entry.item, []),
      'no-identifier',
      `${account.name} (${account.capabilities.label}) cannot find this contact by what it declares`,
      hint,
    ),
  ];
}

function countryGoesWithCode({ account, claims }: AtAccount): readonly Problem[] {
  const country = claims.get('country');
  if (!account.capabilities.countryNeedsCode || country?.kind !== 'scalar' || country.value === null) return [];
  const code = claims.get('countryCode');
  if (code?.kind === 'scalar' && code.value !== null) return [];
  const hint = 'Add countryCode, or leave country out';
  return [
    problem(
      country.place,
      'country-needs-code',
      `${account.capabilities.label} derives the country code from the country, so both must be declared`,
      hint,
    ),
  ];
}

function statusIsDeclared({ account, claims }: AtAccount): readonly Problem[] {
  return CHANNELS.flatMap((channel) => {
    const claim = claims.get(`channels\0${channel}`);
    if (claim?.kind !== 'channel' || claim.value.status !== undefined) return [];
    if (!account.capabilities.fields[claim.field].has || claim.place.item.partiallyParsed) return [];
    return [
      problem(
        claim.place,
        'missing-field',
        `The status of ${claim.channel} is missing`,
        'Add status, or leave the channel out',
      ),
    ];
  });
}

function emailReallyChanges({ claims }: AtAccount): readonly Problem[] {
  const previously = claims.get('previously');
  const email = claims.get('email');
  if (previously?.kind !== 'setting' || email?.kind !== 'identifier') return [];
  if (normaliseEmail(String(previously.value)) !== normaliseEmail(email.value)) return [];
  const place = { ...previously.place, path: [...previously.place.path, 'email'] };
  return [problem(place, 'previously-equal', 'The former address is the same as the present one', 'Remove previously')];
}

function welcomeIsPossible({ account, claims }: AtAccount): readonly Problem[] {
  const welcome = claims.get('welcome');
  if (welcome?.kind !== 'setting' || welcome.value !== true || account.capabilities.creates.welcome) return [];
  if (welcome.layer !== 'at') return [];
  return [
    problem(
      welcome.place,
      'field-not-supported',
      `${account.capabilities.label} cannot be asked for a welcome message`,
      'Remove it',
    ),
  ];
}

/** Consent is given to a sender: a subscription that would reach two of them must say at which. */
export function consentStaysWithSender(claims: Iterable<Claim>, accounts: readonly Account[]): readonly Problem[] {
  return [...claims].filter(isSubscription).flatMap((claim) => {
    const reached = accounts.filter((account) => account.capabilities.fields[claim.field].has);
    if (new Set(reached.map((account) => account.sender)).size < 2) return [];
    const place = { ...claim.place, path: [...claim.place.path, 'status'] };
    const hint = `Write it under at, for ${reached.map((account) => account.name).join(' or ')}`;
    return [problem(place, 'consent-sender', 'This subscription would reach accounts of different senders', hint)];
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
    const name = claim.kind === 'setting' ? claim.setting : claim.field;
    const labels = [...new Set(accounts.map((account) => account.capabilities.label))].join(', ');
    return problem(
      { ...claim.place, target: 'key' },
      'field-not-supported',
      `No account of this contact has ${name} (${labels})`,
      'Remove it, or add an account that has it',
    );
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
    return [problem(place, 'field-not-supported', `${capabilities.label} has no ${claim.field}`, 'Remove it')];
  });
}
