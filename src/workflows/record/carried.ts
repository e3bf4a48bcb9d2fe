// Works out which opt-outs at other accounts of the sender the new record lists for each contact. A listed opt-out has been taken
// into account: it does not end a later subscription again. For contacts that the apply settled, the list has the opt-outs that
// the plan found; for all others, those of the previous record. Pure.

import type { Outcome } from '../../apply/events.ts';
import { keptDestinations, withDestinations } from '../../base/consent/counted.ts';
import type { Carried, CountedOptOut } from '../../base/contact-to-plan.ts';
import { pairLayers } from '../../base/pairs/pair-layers.ts';
import { type AppliedRecord, type CarriedOptOuts, contactHash } from '../../base/record/document.ts';
import type { RecordLayers } from '../../base/record/layers.ts';
import type { Confirmation } from '../../base/record/next/applied.ts';
import { canonicalJson } from '../../contact/canonical.ts';
import type { DesiredContact } from '../../contact/contact.ts';
import { CHANNELS } from '../../contact/fields.ts';
import type { CarriedHere, CountedHere } from '../../plan/document.ts';
import { type AppliedPlan, isLeftByApply } from './endings.ts';

interface Applied {
  /** Map from the names of accounts to their destinations. */
  readonly destinations?: ReadonlyMap<string, { readonly key: string }>;
  readonly account: string;
  /** RFC 3339 instant of the new record. */
  readonly at: string;
  readonly before: RecordLayers;
  /** The exceptions of the new record. */
  readonly exceptions?: AppliedRecord['exceptions'];
  readonly ended: (key: string) => Confirmation;
  readonly applied: Pick<AppliedPlan, 'plan' | 'outcomes'>;
}

/** Returns the member `carried` of the new record: the opt-outs elsewhere that it lists for the declared contacts. */
export function nextCarried(declared: readonly DesiredContact[], next: Applied): Pick<AppliedRecord, 'carried'> {
  const { account, at, before, ended, applied, destinations = new Map() } = next;
  const found = applied.plan.accounts.find((one) => one.account === account)?.carried;
  if ((found === undefined || found.length === 0) && before.carried === undefined) return {};
  const byKey = groupByKey(found ?? []);
  const isSilenced = silencedAt(applied);
  const settle = ({ at: since, ...one }: CountedHere): readonly CountedOptOut[] => {
    if (since !== undefined) return [{ ...one, at: since }];
    return one.cause === undefined && !isSilenced(one.account) ? [] : [{ ...one, at }];
  };
  const formerly = carriedBefore(declared, before);
  const isBlocked = blockedIn(applied);
  const carried = declared.map((contact): readonly [hash: string, carried: Carried] => {
    const { key } = contact;
    // `found` is undefined if the plan was made while opt-outs did not spread: then the previous entries stay.
    const isKnown = ended(key) === 'confirmed' || isBlocked(key);
    if (found === undefined || !isKnown) return [contactHash(key), formerly(contact)];
    const own = (byKey.get(key) ?? []).map(({ channel, from }) => [channel, from.flatMap(settle)] as const);
    return [contactHash(key), Object.fromEntries(own)];
  });
  // An account whose credentials are missing now has the destination that it had.
  const known = new Map([...keptDestinations(before.carried), ...destinations]);
  const grouped = groupByValue([...carried, ...ofUndeclared(carried, next)], known);
  return grouped.length === 0 ? {} : { carried: grouped };
}

/**
 * Returns the record's previous opt-outs of contacts that are not declared and stay in its exceptions: those whose address was edited,
 * and whose edit was not written. The next edit may take the address back.
 */
function ofUndeclared(
  declared: readonly (readonly [hash: string, carried: Carried])[],
  { before, exceptions = [] }: Applied,
): readonly (readonly [hash: string, carried: Carried])[] {
  const known = new Set(declared.map(([hash]) => hash));
  const owed = new Set(exceptions.flatMap(({ contacts }) => contacts));
  return [...(before.carried ?? [])].filter(([hash]) => owed.has(hash) && !known.has(hash));
}

/**
 * Returns a test for account names: true if at least one change at the account succeeded and none failed, not counting what the plan
 * blocked. Then the people whom the plan unsubscribes are unsubscribed at the vendor.
 */
function silencedAt(applied: Pick<AppliedPlan, 'plan' | 'outcomes'>): (account: string) => boolean {
  const isBlocked = blockedByPlan(applied);
  const succeeded = new Set<string>();
  const failed = new Set<string>();
  for (const outcome of applied.outcomes) {
    if (outcome.status === 'succeeded') succeeded.add(outcome.account);
    else if (!isBlocked(outcome)) failed.add(outcome.account);
  }
  return (account) => succeeded.has(account) && !failed.has(account);
}

/**
 * Returns a test for contact keys: true if the plan blocked the contact's change, or a part of it. Then everything but the blocked
 * part was done, so what the plan found is true of the contact.
 */
function blockedIn(applied: Pick<AppliedPlan, 'plan' | 'outcomes'>): (key: string) => boolean {
  const isBlocked = blockedByPlan(applied);
  const blocked = new Set([...applied.outcomes].flatMap((one) => (isBlocked(one) ? [one.key] : [])));
  return (key) => blocked.has(key);
}

function blockedByPlan({ plan }: Pick<AppliedPlan, 'plan'>): (outcome: Outcome) => boolean {
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  return (outcome) => {
    const change = changes.get(outcome.change);
    return outcome.status === 'blocked' && (change === undefined || !isLeftByApply(outcome, change));
  };
}

/**
 * Returns a function that finds the record's previous opt-outs of a contact, by the contact's key of today or by an earlier key.
 */
function carriedBefore(declared: readonly DesiredContact[], { carried, layers }: RecordLayers) {
  if (carried === undefined) return (): Carried => ({});
  const { earlierOf } = pairLayers(declared, layers);
  return (contact: DesiredContact): Carried => {
    const keys = [contact.key, ...(earlierOf.get(contact)?.entries ?? []).map(({ key }) => key)];
    const known = keys.map((key) => carried.get(contactHash(key))).find((one) => one !== undefined);
    return known ?? {};
  };
}

function groupByKey(carried: readonly CarriedHere[]): ReadonlyMap<string, readonly CarriedHere[]> {
  const all = new Map<string, CarriedHere[]>();
  for (const one of carried) all.set(one.key, [...(all.get(one.key) ?? []), one]);
  return all;
}

/** Returns one entry for all contacts with the same opt-outs, so that the record stays small and names no date of one person. */
function groupByValue(
  carried: readonly (readonly [hash: string, carried: Carried])[],
  destinations: NonNullable<Applied['destinations']>,
): readonly CarriedOptOuts[] {
  const groups = new Map<
    string,
    {
      readonly channel: CarriedOptOuts['channel'];
      readonly from: CarriedOptOuts['from'];
      readonly contacts: string[];
    }
  >();
  for (const [hash, own] of carried)
    for (const channel of CHANNELS) {
      const from = withDestinations(own[channel] ?? [], destinations);
      if (from.length === 0) continue;
      const value = canonicalJson({ channel, from });
      const group = groups.get(value);
      if (group === undefined) groups.set(value, { channel, from, contacts: [hash] });
      else group.contacts.push(hash);
    }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) => ({ ...group, contacts: group.contacts.sort() }));
}
