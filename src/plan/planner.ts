// Plans one account in rounds of reading. The first round finds every contact by its strongest identifier, and each live contact
// is compared as it arrives. The second looks up the other identifiers that were not found, and lists the account if a contact
// may have escaped all look-ups (reading/rounds.ts). The third asks whether the vendor suppresses the emails of people who would
// become mailable. Enters: contacts and a source. Leaves: decisions. Never writes.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import type { LiveContact } from '../contact/contact.ts';
import type { VendorClock } from '../http/request.ts';
import type { LiveSource, ReadProgress } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Guard } from '../manifest/suppressions/guard.ts';
import type { AccountSchema } from '../providers/contract.ts';
import { decide } from './decide.ts';
import type { Decision } from './decision.ts';
import type { ReadFailure, Reading, SuppressionCounts } from './document.ts';
import { acceptMatch, preferFindable, settle } from './matching/accept.ts';
import { blockDuplicates, isAnyMatchedTwice } from './matching/duplicates.ts';
import {
  failuresOf,
  indexByIdentifier,
  newPendingContact,
  type PendingContact,
  plainFailure,
} from './pending-contact.ts';
import { firstQuestions, needsSchema } from './reading/questions.ts';
import { readRounds } from './reading/rounds.ts';
import { blockFutureDates } from './rules/dates/future-dates.ts';
import { settleMoves } from './rules/moves.ts';
import { askSuppression } from './rules/suppression.ts';
import { type ContactDecision, watchSuppressed, withUndeclared } from './suppressed/watch.ts';

/** The decisions on all contacts of one account. */
export interface AccountDecisions {
  readonly account: Account;
  /** Number of contacts that the manifests declare for the account, whether their state is known or not. */
  readonly declared: number;
  /** One decision for each contact, in the order of the contacts. Contacts whose state is unknown have none. */
  readonly decisions: readonly ContactDecision[];
  readonly reading: Reading;
  readonly failures: readonly ReadFailure[];
  /** What the account defines; empty if that could not be read. */
  readonly schema: AccountSchema;
  /** The vendor's clock; undefined if it is not known. */
  readonly clock: VendorClock | undefined;
  /** The suppressions that the account was searched for; absent if there are none. */
  readonly suppressions?: SuppressionCounts;
}

/** How to read an account. */
interface DecideOptions {
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  /** Number of contacts in the account's last complete listing, if there was one. */
  readonly known?: number | undefined;
  /**
   * True to ask the vendor, if its API can tell, whether it suppresses each contact that is declared subscribed: one request
   * each.
   */
  readonly asksSuppressionOfAll?: boolean;
  /** Finds the people who must not be mailed; absent if there are none. */
  readonly guard?: Guard | undefined;
  /** Called for every live contact that matches a declared one, once for each pair, with what the account defines. */
  readonly onMatch?: ((contact: ContactToPlan, live: LiveContact, schema: AccountSchema) => void) | undefined;
  /** Called for every live contact that is read. */
  readonly onLive?: ((live: LiveContact) => void) | undefined;
}

/**
 * Reads the live contacts of an account and decides every contact. A failed read is reported in `failures` and is not thrown.
 *
 * @param contacts the account's contacts, in the plan's order
 */
export async function decideAccount(
  account: Account,
  contacts: readonly ContactToPlan[],
  source: LiveSource,
  { onProgress = () => {}, known: lastKnown, asksSuppressionOfAll = false, guard, ...heard }: DecideOptions = {},
): Promise<AccountDecisions> {
  const declared = contacts.filter(({ base }) => base?.removed === undefined).length;
  if (guard !== undefined && guard.missingKeys.length > 0) {
    const failure = { code: 'missing-digest-key', args: { variables: guard.missingKeys } };
    return unread(account, declared, 0, failure);
  }
  const defined = contacts.some(needsSchema) ? await source.schema() : { requests: 0, schema: {} };
  if ('problem' in defined) return unread(account, declared, defined.requests, plainFailure(defined.problem));
  const { schema } = defined;
  const pending = contacts.map((contact) => newPendingContact(contact, account));
  const watch = guard === undefined ? undefined : watchSuppressed(account, guard);
  const accept = receiver(pending, { account, schema, watch, asksSuppressionOfAll, ...heard });

  const asked = firstQuestions(pending);
  const strategy = watch?.strategy === undefined ? {} : { strategy: watch.strategy };
  const questions = watch === undefined ? asked : [...asked, ...watch.questions(asked)];
  const options = { onProgress, known: lastKnown, ...strategy };
  const { first, problem, reading } = await readRounds(pending, questions, source, accept, options);
  for (const contact of pending) preferFindable(contact);
  const isMatchedTwice = problem === undefined && isAnyMatchedTwice(pending);
  if (isMatchedTwice) settleMoves(pending, account, (contact) => decide(contact, undefined, account, schema));
  const third =
    problem === undefined
      ? await askSuppression(pending, source, (contact, live) => decide(contact, live, account, schema))
      : 0;
  const failures: ReadFailure[] =
    problem === undefined ? [...failuresOf(pending), ...(watch?.failures(first) ?? [])] : [plainFailure(problem)];
  const known = problem === undefined ? pending.filter((contact) => contact.problem === undefined) : [];
  const clock = source.clock?.();
  const decisions = known.map((contact) => ({
    desired: contact.desired,
    decision: blockFutureDates(contact, settle(contact, account, schema), clock),
    ...(contact.sought === undefined || contact.suppressed !== undefined ? {} : { sought: contact.sought }),
  }));
  const own = isMatchedTwice ? blockDuplicates(known, decisions) : decisions;
  return {
    account,
    declared,
    decisions: watch === undefined || problem !== undefined ? own : withUndeclared(own, watch),
    ...(watch === undefined ? {} : { suppressions: watch.counts }),
    reading: { ...reading, requests: reading.requests + defined.requests + third },
    failures,
    schema,
    clock,
  };
}

/** Returns the result for an account that could not be read at all: no decisions, and the failure. */
function unread(account: Account, declared: number, requests: number, failure: ReadFailure): AccountDecisions {
  const reading: Reading = { strategy: 'none', requests };
  return { account, declared, decisions: [], reading, failures: [failure], schema: {}, clock: undefined };
}

interface Receiver extends Pick<DecideOptions, 'asksSuppressionOfAll' | 'onMatch' | 'onLive'> {
  readonly account: Account;
  readonly schema: AccountSchema;
  readonly watch: ReturnType<typeof watchSuppressed> | undefined;
}

/** Returns a function that compares a live contact with the declared contacts that it matches, as soon as it is read. */
function receiver(
  pending: readonly PendingContact[],
  { account, schema, watch, asksSuppressionOfAll, onMatch, onLive }: Receiver,
): (live: LiveContact) => void {
  const pendingOf = indexByIdentifier(pending);
  return (live) => {
    onLive?.(live);
    const matched = pendingOf(live);
    if (watch !== undefined && matched.length === 0) watch.accept(live);
    const suppression = matched.length === 0 ? undefined : watch?.find(live);
    const sought = suppression === undefined ? undefined : watch?.soughtBy(suppression);
    for (const contact of matched) {
      if (!acceptMatch(contact, live, { account, schema, suppression, sought })) continue;
      // A contact that the manifests suppress is never subscribed, so the vendor's suppression does not matter.
      if (asksSuppressionOfAll === true && suppression === undefined) contact.live = live;
      onMatch?.(contact, live, schema);
    }
  };
}

/** Decides on a contact again, after more is known about it. */
export function decideAgain(
  contact: ContactToPlan,
  live: LiveContact | undefined,
  { account, schema, clock }: Pick<AccountDecisions, 'account' | 'schema' | 'clock'>,
): Decision {
  return blockFutureDates(contact, decide(contact, live, account, schema), clock);
}
