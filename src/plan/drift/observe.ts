// Compares three values of every managed field of a contact: that of the record (what the last apply declared), that of the
// manifests, and the live one (docs/semantics.md#drift). The comparisons are those of a plan. Enters: declarations and the live
// contact that matches. Leaves: the values that drifted. Pure.
//
//   live is            the field is
//   as declared        in order
//   as recorded        changed in the manifests and not applied yet: pending
//   neither            drift, if the record declares the field; otherwise pending, because it was not managed at the last apply

import type { ChannelConsent } from '../../contact/consent.ts';
import type { DesiredContact, LiveContact } from '../../contact/contact.ts';
import { type Difference, difference, type FieldPath, type FieldValue } from '../../contact/difference.ts';
import { CHANNELS, type Channel, IDENTIFIER_KINDS, type ScalarField, SET_FIELDS } from '../../contact/fields.ts';
import { membershipChanges } from '../../contact/membership.ts';
import type { Account } from '../../manifest/configuration.ts';
import type { AccountSchema } from '../../providers/contract.ts';
import type { BlockedDifference } from '../document.ts';
import { isAsDeclared } from '../projection/as-declared.ts';
import { compareFields, compareManaged } from '../projection/compare-managed.ts';
import { pointer } from '../projection/project.ts';
import { NEVER_ASKED } from '../rules/consent.ts';
import { decideIdentity, isUncertainMatch } from '../rules/identity.ts';
import { isAfter } from '../rules/resubscribe.ts';
import type { DriftedValue } from './document.ts';

/** What is known about a contact's account. */
export interface ObservedAccount {
  readonly account: Account;
  readonly schema: AccountSchema;
  /** RFC 3339 instant of the last apply; undefined if none is recorded. */
  readonly appliedAt: string | undefined;
  /** True if the last apply held a contact's subscription back, because of an opt-out elsewhere. */
  readonly isWithheld: (desired: DesiredContact) => boolean;
}

/** A value that drifted; `optOut` is present if the person has opted out. */
export type ObservedValue = DriftedValue & { readonly optOut?: Pick<ChannelConsent, 'since' | 'cause'> };

/** What the comparison of a contact with its live contact found. */
export type Observation =
  /** The live contact may be another person. */
  | { readonly uncertain: BlockedDifference }
  | {
      readonly drifted: readonly ObservedValue[];
      /** True if the manifests declare a value that is not at the vendor only because it is not applied yet. */
      readonly isPending: boolean;
      /** Number of opt-outs from before the last apply. */
      readonly earlierOptOuts: number;
    };

/**
 * Compares a contact with the record and with live.
 *
 * @param recorded the record's declarations of the contact, oldest first; empty if there are none; undefined if nothing is
 * recorded for the account
 * @returns undefined if all managed fields are as declared
 */
export function observe(
  desired: DesiredContact,
  recorded: readonly DesiredContact[] | undefined,
  live: LiveContact,
  observed: ObservedAccount,
): Observation | undefined {
  if (isAsDeclared({ desired }, live)) return undefined;
  const identity = decideIdentity(desired, live, observed.account);
  const [blocked] = identity.blocked;
  if (blocked !== undefined && isUncertainMatch(desired, live, identity)) return { uncertain: blocked };
  const differing = differencesOf(desired, live, observed);
  const isDifferent = (recorded ?? []).map((entry) => differsAt(entry, live, observed));
  const judge = (change: Difference): Judgement => {
    if (isSubscription(change, live) && observed.isWithheld(desired)) return { is: 'pending' };
    if (recorded === undefined) return { is: 'drift', recorded: undefined };
    const values = recorded.map((entry) => declaredAt(entry, change.path));
    const managing = values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
    const [last] = managing.slice(-1);
    if (last === undefined) return { is: 'pending' };
    const isDrift = managing.every(({ index, value }) => isDifferent[index]?.(change, value) === true);
    return isDrift ? { is: 'drift', recorded: last.value } : { is: 'pending' };
  };
  return sumUp(differing, { judge, live, appliedAt: observed.appliedAt, declarations: [desired, ...(recorded ?? [])] });
}

/** True if the difference is a declared subscription of a person who is not subscribed and has not opted out at this account. */
function isSubscription({ path, after }: Difference, live: LiveContact): boolean {
  return path[0] === 'channels' && after === 'subscribed' && optOutAt(path, live) === undefined;
}

type Judgement = { readonly is: 'drift'; readonly recorded: FieldValue | undefined } | { readonly is: 'pending' };

interface Judged {
  readonly judge: (change: Difference) => Judgement;
  readonly live: LiveContact;
  readonly appliedAt: string | undefined;
  /** The declarations of the manifests and the record, to recognise names that only the vendor has. */
  readonly declarations: readonly DesiredContact[];
}

function sumUp(differing: readonly Difference[], { judge, live, appliedAt, declarations }: Judged): Observation {
  const drifted: ObservedValue[] = [];
  let isPending = false;
  let earlierOptOuts = 0;
  for (const change of differing) {
    const { path, before, after } = change;
    const judgement = judge(change);
    const optOut = optOutAt(path, live);
    // Without a date, an opt-out may be newer than the last apply, so it is reported.
    if (optOut !== undefined && isEarlier(optOut.since, appliedAt) && after !== 'unsubscribed') earlierOptOuts += 1;
    else if (judgement.is === 'pending') isPending = true;
    else {
      const { recorded } = judgement;
      drifted.push({
        path,
        ...(recorded === undefined ? {} : { recorded }),
        declared: after,
        live: before,
        ...(optOut === undefined ? {} : { optOut }),
        ...(declarations.some((one) => names(one, path)) ? {} : { vendorOnly: true as const }),
      });
    }
  }
  return { drifted, isPending, earlierOptOuts };
}

function isEarlier(since: string, appliedAt: string | undefined): boolean {
  return appliedAt !== undefined && since !== 'unknown' && !isAfter(since, appliedAt);
}

/** Returns the opt-out of the channel that a status path names; undefined for other paths, or if there is no opt-out. */
function optOutAt([kind, channel]: FieldPath, { channels }: LiveContact): ChannelConsent | undefined {
  const now = kind === 'channels' ? channels[channel as Channel] : undefined;
  return now?.optedOut === true ? now : undefined;
}

/** Returns the differences of all managed fields, from live to declared. Each member of a set has a difference of its own. */
function differencesOf(
  desired: DesiredContact,
  live: LiveContact,
  { account, schema }: ObservedAccount,
): readonly Difference[] {
  const { differences, blocked } = decideIdentity(desired, live, account);
  const identifiers = [...differences, ...blocked].map(({ path, before, after }) => difference(path, before, after));
  const fields = compareManaged({ desired }, live, account, schema).differences;
  return [...identifiers, ...fields.flatMap(byMember), ...statusDifferences(desired, live)];
}

function byMember(change: Difference): readonly Difference[] {
  const [field = ''] = change.path;
  if (change.path.length > 1 || !SET_FIELDS.some((name) => name === field)) return [change];
  return membershipChanges(change).map(([name, isMember]) =>
    difference([field, name], isMember ? null : true, isMember ? true : null),
  );
}

function statusDifferences({ channels }: DesiredContact, live: LiveContact): readonly Difference[] {
  return CHANNELS.flatMap((channel) => {
    const declared = channels[channel]?.status;
    const { status } = live.channels[channel] ?? NEVER_ASKED;
    if (declared === undefined || declared === status) return [];
    return [difference(['channels', channel, 'status'], status, declared)];
  });
}

/** Returns a function that tells whether live differs from a recorded declaration at a path that the declaration manages. */
function differsAt(
  recorded: DesiredContact,
  live: LiveContact,
  { account, schema }: ObservedAccount,
): (change: Difference, value: FieldValue) => boolean {
  const { differences, blocked } = decideIdentity(recorded, live, account);
  const identifiers = new Set([...differences, ...blocked].map(({ path }) => pointer(path)));
  return ({ path, before }, value) => {
    const [kind = ''] = path;
    if (IDENTIFIER_KINDS.some((name) => name === kind)) return identifiers.has(pointer(path));
    if (kind === 'channels') return value !== before;
    return compareFields([{ path, desired: value, live: before }], account, schema).differences.length > 0;
  };
}

/**
 * Returns the value that a declaration has for a path; null if it declares that there is none; undefined if it does not manage
 * it.
 */
function declaredAt(desired: DesiredContact, [kind = '', name = '']: FieldPath): FieldValue | undefined {
  const { identifiers, scalars, sets, customProperties, pruneCustomProperties, channels } = desired;
  if (kind === 'channels') return channels[name as Channel]?.status;
  if (kind === 'customProperties') {
    if (Object.hasOwn(customProperties, name)) return customProperties[name];
    return pruneCustomProperties ? null : undefined;
  }
  const field = SET_FIELDS.find((one) => one === kind);
  if (field === undefined) {
    const identifier = IDENTIFIER_KINDS.find((one) => one === kind);
    return identifier === undefined ? scalars[kind as ScalarField] : identifiers[identifier];
  }
  const set = sets[field];
  if (set === undefined) return undefined;
  if (set.form === 'list') return set.members.includes(name) ? true : null;
  return Object.hasOwn(set.members, name) ? set.members[name] || null : undefined;
}

/**
 * True if the declaration contains the member or property that the path names. True for all other paths: they are field names.
 */
function names({ sets, customProperties }: DesiredContact, [kind = '', name = '']: FieldPath): boolean {
  if (kind === 'customProperties') return Object.hasOwn(customProperties, name);
  const field = SET_FIELDS.find((one) => one === kind);
  if (field === undefined) return true;
  const set = sets[field];
  return set?.form === 'list' ? set.members.includes(name) : Object.hasOwn(set?.members ?? {}, name);
}
