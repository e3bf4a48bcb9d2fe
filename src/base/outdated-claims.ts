// Finds outdated claims that a consent supersedes an opt-out (`consent.supersedesOptOut`), for vendors that do not date opt-outs.
// A claim is meant for the opt-out that was known when the claim was made. A claim that merely stays in the manifest, or returns
// with a revert or a merge, must not undo a later opt-out. Enters: contacts and earlier declarations. Leaves: contacts with
// outdated claims marked. Pure.

import { isDeepStrictEqual } from 'node:util';
import { claimsToSupersede, type DesiredChannel } from '../contact/consent.ts';
import type { DesiredContact } from '../contact/contact.ts';
import { CHANNELS, type Channel } from '../contact/fields.ts';
import type { Configuration } from '../manifest/configuration.ts';
import type { ContactToPlan, OutdatedClaim } from './contact-to-plan.ts';
import { pairContacts } from './pairs/pair.ts';

/** Earlier declarations: a base, or the record of what was last applied. */
export interface EarlierDeclarations {
  readonly configuration: Pick<Configuration, 'accounts' | 'contacts'>;
  /** Commit dates by account, as RFC 3339 instants. A directory, or an account that was not declared, has no date. */
  readonly committedAt: ReadonlyMap<string, string>;
}

/**
 * Marks outdated claims to supersede an opt-out.
 *
 * @param declared all contacts declared now, regardless of filters, to pair them with earlier ones
 */
export function withOutdatedClaims(
  contacts: readonly ContactToPlan[],
  declared: readonly DesiredContact[],
  earlier: readonly EarlierDeclarations[],
): readonly ContactToPlan[] {
  const claiming = new Set(
    contacts.filter(({ desired }) => claimsToSupersede(desired)).map(({ desired }) => desired.account),
  );
  if (claiming.size === 0) return contacts;
  const pairs = new Map([...claiming].map((account) => [account, pairsAt(account, declared, earlier)] as const));
  return contacts.map((contact) => {
    const { desired, base } = contact;
    const earlierAccounts = pairs.get(desired.account);
    const outdatedClaims = earlierAccounts && outdatedOf(desired, earlierAccounts);
    return outdatedClaims === undefined ? contact : { ...contact, base: { ...base, outdatedClaims } };
  });
}

interface EarlierAccount {
  readonly committedAt: string | undefined;
  /** Whether the account allowed resubscribing. */
  readonly allowedResubscribe: boolean;
  /** The contacts that the earlier manifests declared, keyed by the key that each has now. */
  readonly contacts: ReadonlyMap<string, DesiredContact>;
}

function pairsAt(
  account: string,
  declared: readonly DesiredContact[],
  earlier: readonly EarlierDeclarations[],
): readonly EarlierAccount[] {
  const now = declared.filter((contact) => contact.account === account);
  return earlier.map(({ configuration, committedAt }) => {
    const base = configuration.contacts.filter((contact) => contact.account === account);
    const pairs = [...pairContacts(now, base).baseOf].map(([{ key }, former]) => [key, former] as const);
    const allowedResubscribe = configuration.accounts.some(
      ({ name, resubscribe }) => name === account && resubscribe === 'with-consent',
    );
    return { committedAt: committedAt.get(account), allowedResubscribe, contacts: new Map(pairs) };
  });
}

function outdatedOf(
  { key, channels }: DesiredContact,
  earlier: readonly EarlierAccount[],
): Readonly<Partial<Record<Channel, OutdatedClaim>>> | undefined {
  const outdated = CHANNELS.flatMap((channel) => {
    const claim = channels[channel];
    const found = claim?.consent?.supersedesOptOut === true ? outdatedClaim(claim, channel, key, earlier) : undefined;
    return found === undefined ? [] : [[channel, found] as const];
  });
  return outdated.length === 0 ? undefined : Object.fromEntries(outdated);
}

/**
 * Why a claim is outdated; undefined if it is not. `repeated` if the same claim was declared before, when the account allowed
 * resubscribing; otherwise the latest commit date that is not before the claim.
 */
function outdatedClaim(
  claim: DesiredChannel,
  channel: Channel,
  key: string,
  earlier: readonly EarlierAccount[],
): OutdatedClaim | undefined {
  const isRepeated = earlier.some(
    ({ allowedResubscribe, contacts }) =>
      allowedResubscribe && isDeepStrictEqual(contacts.get(key)?.channels[channel], claim),
  );
  if (isRepeated) return 'repeated';
  const made = Math.max(
    ...[claim.statusChangedAt, claim.consent?.createdAt].map((date) => Date.parse(date ?? '') || 0),
  );
  const later = earlier.flatMap(({ committedAt }) =>
    committedAt !== undefined && made <= Date.parse(committedAt) ? [committedAt] : [],
  );
  const [latest] = later.sort((a, b) => Date.parse(b) - Date.parse(a));
  return latest === undefined ? undefined : { olderThan: latest };
}
