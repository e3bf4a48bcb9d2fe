// Plans one account in rounds of reading. The first round finds every contact by its strongest identifier, and each live contact is
// compared as it arrives. The second looks up the other identifiers that were not found. The third asks whether the vendor
// suppresses the emails of people who would become mailable. Enters: contacts and a source. Leaves: decisions. Never writes.

import type { ContactToPlan } from '../base/contact-to-plan.ts';
import { mark } from '../base/suppressed/contacts.ts';
import { type Identifier, identifierKey, type LiveContact } from '../contact/contact.ts';
import type { VendorClock } from '../http/request.ts';
import type { LiveSource, ReadProgress, ReadReport } from '../live/source.ts';
import type { Account } from '../manifest/configuration.ts';
import type { Guard } from '../manifest/suppressions/guard.ts';
import type { Suppression } from '../manifest/suppressions/person.ts';
import type { AccountSchema } from '../providers/contract.ts';
import { decide, decideSeveral } from './decide.ts';
import type { Decision } from './decision.ts';
import type { ReadFailure, Reading, SuppressionCounts } from './document.ts';
import { carriedOf, liveKey, matchOfAll } from './match.ts';
import { blockDuplicates, isAnyMatchedTwice } from './matching/duplicates.ts';
import {
  failuresOf,
  indexByIdentifier,
  newPendingContact,
  type PendingContact,
  plainFailure,
} from './pending-contact.ts';
import { bestFindable, findableBy, hiddenIdentifiers, mayBeHidden, openTexts } from './reading/other-texts.ts';
import { firstQuestions, needsSchema } from './reading/questions.ts';
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
  /** Ask about the suppression of everybody who is declared subscribed, at a vendor that can tell: a request for each. */
  readonly asksSuppressionOfAll?: boolean;
  /** Finds the people who must not be mailed; absent if there are none. */
  readonly guard?: Guard | undefined;
  /** Is called for every live contact that matches a declared one, once for each pair, with what the account defines. */
  readonly onMatch?: ((contact: ContactToPlan, live: LiveContact, schema: AccountSchema) => void) | undefined;
  /** Is called for every live contact that is read. */
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
    const failures = [{ code: 'missing-digest-key', args: { variables: guard.missingKeys } }];
    return { account, declared, decisions: [], reading: NO_READING, failures, schema: {}, clock: undefined };
  }
  const defined = contacts.some(needsSchema) ? await source.schema() : { requests: 0, schema: {} };
  if ('problem' in defined) {
    const reading = { ...NO_READING, requests: defined.requests };
    const failures = [plainFailure(defined.problem)];
    return { account, declared, decisions: [], reading, failures, schema: {}, clock: undefined };
  }
  const { schema } = defined;
  const pending = contacts.map((contact) => newPendingContact(contact, account));
  const pendingOf = indexByIdentifier(pending);
  const watch = guard === undefined ? undefined : watchSuppressed(account, guard);
  const accept = (live: LiveContact): void => {
    heard.onLive?.(live);
    const matched = pendingOf(live);
    if (watch !== undefined && matched.length === 0) watch.accept(live);
    const suppression = matched.length === 0 ? undefined : watch?.find(live);
    for (const contact of matched) {
      if (!acceptMatch(contact, live, { account, schema, suppression })) continue;
      if (suppression !== undefined) contact.sought = watch?.soughtBy(suppression);
      // Whom the manifests suppress need not be asked about.
      if (asksSuppressionOfAll && suppression === undefined) contact.live = live;
      heard.onMatch?.(contact, live, schema);
    }
  };

  const asked = firstQuestions(pending);
  const strategy = watch?.strategy === undefined ? {} : { strategy: watch.strategy };
  const questions = watch === undefined ? asked : [...asked, ...watch.questions(asked)];
  const first = await source.read(questions, accept, { onProgress, known: lastKnown, ...strategy });
  const second =
    first.problem === undefined && !first.complete ? await lookUpOpen(pending, first, source, accept) : undefined;
  const listed =
    isListed(first) || second?.problem !== undefined
      ? undefined
      : await listForHidden(pending, source, accept, lastKnown);
  for (const contact of pending) preferFindable(contact);
  const problem = first.problem ?? second?.problem;
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
    reading: readingOf(defined.requests + third + (listed?.requests ?? 0), first, second),
    failures,
    schema,
    clock,
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

const NO_READING: Reading = { strategy: 'none', requests: 0 };

/** Where a live contact was read, and whether it must not be mailed. */
interface Accepted {
  readonly account: Account;
  readonly schema: AccountSchema;
  /** What says that the person must not be mailed; undefined: nothing. */
  readonly suppression: Suppression | undefined;
}

/**
 * Decides a match immediately, so that the live contact need not stay in memory. `settle` handles several matches.
 *
 * @returns false if the live contact is known already
 */
function acceptMatch(contact: PendingContact, live: LiveContact, { account, schema, suppression }: Accepted): boolean {
  const key = liveKey(live);
  if (contact.matches.some((match) => match.key === key)) return false;
  const decision = decide(
    suppression === undefined ? contact : mark(contact, suppression, account),
    live,
    account,
    schema,
  );
  const { asked } = contact;
  const carries = carriedOf(live, asked);
  const findable = findableBy(live, carries, contact.desired);
  const about = { key, id: live.id, findable, decision };
  const match = carries === asked ? matchOfAll(about, contact) : { ...about, carries };
  // A list that is spread has room for more than it contains.
  contact.matches = contact.matches.length === 0 ? [match] : [...contact.matches, match];
  contact.decision = contact.matches.length === 1 ? decision : undefined;
  return true;
}

async function lookUpOpen(
  contacts: readonly PendingContact[],
  first: ReadReport,
  source: LiveSource,
  accept: (live: LiveContact) => void,
): Promise<ReadReport | undefined> {
  const open = new Map<PendingContact, readonly Identifier[]>();
  for (const contact of contacts) {
    const [strongest] = contact.asked;
    contact.problem = strongest && first.failed.get(identifierKey(strongest));
    if (contact.problem !== undefined) continue;
    // A contact that was listed was not looked up.
    const isLookedUp = contact.matches.length === 0 || first.strategy === 'look-up';
    const questions = openTexts(contact, (index) => isLookedUp && index === 0);
    if (questions.length > 0) open.set(contact, questions);
  }
  const questions = [...open.values()].flat().map((ask) => ({ ask, also: [] }));
  if (questions.length === 0) return undefined;
  const report = await source.read(questions, accept, { strategy: 'look-up' });
  for (const [contact, asked] of open) {
    contact.problem = asked.map((identifier) => report.failed.get(identifierKey(identifier))).find((found) => found);
  }
  return report;
}

/** True if every contact of the account was read, or none can be. */
function isListed({ problem, complete, listed }: ReadReport): boolean {
  return problem !== undefined || complete || listed === true;
}

/**
 * Lists the account if a contact may be there in a text that no look-up asks for, unless the source can tell that otherwise. Vendors
 * that cannot list answer nothing.
 */
async function listForHidden(
  contacts: readonly PendingContact[],
  source: LiveSource,
  accept: (live: LiveContact) => void,
  known: number | undefined,
): Promise<{ readonly requests: number } | undefined> {
  const hidden = contacts.filter(mayBeHidden);
  if (hidden.length === 0) return undefined;
  const told = await source.hidden?.(hidden.flatMap(hiddenIdentifiers), accept);
  const requests = told?.requests ?? 0;
  const maybe = told?.maybe;
  const isOpen = ({ asked }: PendingContact): boolean =>
    maybe === undefined || asked.some((identifier) => maybe.has(identifierKey(identifier)));
  const open = hidden.filter(isOpen);
  if (open.length === 0) return { requests };
  const report = await source.read([], accept, { strategy: 'list', known });
  for (const contact of open) contact.problem = report.problem;
  return { requests: requests + report.requests };
}

function preferFindable(contact: PendingContact): void {
  const best = bestFindable(contact.matches);
  if (best.length === contact.matches.length) return;
  contact.matches = best;
  contact.decision = best.length === 1 ? best[0]?.decision : undefined;
  contact.live = undefined;
}

function settle(contact: PendingContact, account: Account, schema: AccountSchema): Decision {
  if (contact.matches.length > 1) return decideSeveral(contact, contact.matches);
  return contact.decision ?? decide(contact, undefined, account, schema);
}

function readingOf(otherRequests: number, first: ReadReport, second: ReadReport | undefined): Reading {
  const requests = otherRequests + first.requests + (second?.requests ?? 0);
  const { strategy, complete, seen, cached, notes } = first;
  return {
    strategy,
    requests,
    ...(complete ? { known: seen } : {}),
    ...(cached === undefined ? {} : { cached }),
    ...(notes === undefined ? {} : { notes }),
  };
}
