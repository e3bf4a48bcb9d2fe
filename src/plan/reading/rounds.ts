// Finds the contacts of an account in up to three rounds. The first asks for every contact by its strongest identifier. The
// second looks up those that were not found, by their other identifiers and texts. The third lists the account if a contact may
// still exist under a text that no look-up sends.

import { type Identifier, identifierKey, type LiveContact } from '../../contact/contact.ts';
import type { ReadProblem } from '../../live/problem.ts';
import type { LiveSource, Question, ReadOptions, ReadReport } from '../../live/source.ts';
import type { Reading } from '../document.ts';
import type { PendingContact } from '../pending-contact.ts';
import { hiddenIdentifiers, mayBeHidden, openTexts } from './other-texts.ts';

/** What the rounds have found out, apart from the live contacts. */
export interface Rounds {
  /** Report of the first round. */
  readonly first: ReadReport;
  /** Why the account could not be read; undefined if it was. */
  readonly problem: ReadProblem | undefined;
  /** How the account was read, with the requests of all rounds. */
  readonly reading: Reading;
}

/** Receives every live contact that is read. */
type Accept = (live: LiveContact) => void;

/**
 * Reads an account in rounds. Contacts that could not be read get their `problem`.
 *
 * @param questions the questions of the first round
 */
export async function readRounds(
  pending: readonly PendingContact[],
  questions: readonly Question[],
  source: LiveSource,
  accept: Accept,
  options: ReadOptions,
): Promise<Rounds> {
  const first = await source.read(questions, accept, options);
  const second =
    first.problem === undefined && !first.complete ? await lookUpOpen(pending, first, source, accept) : undefined;
  if (first.complete && first.failed.size > 0)
    for (const contact of pending) contact.problem = failureOf(contact, first);
  const problem = first.problem ?? second?.problem;
  const isFinished = isListed(first) || problem !== undefined;
  const listed = isFinished ? undefined : await listForHidden(pending, source, accept, options.known);
  const later = (second?.requests ?? 0) + (listed?.requests ?? 0);
  return { first, problem, reading: readingOf(first, later) };
}

/**
 * Looks up the contacts that the first round did not find, by the identifiers and texts that were not looked up yet. Returns
 * undefined if there are none.
 */
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
    // A contact that a listing returned has not been looked up by its strongest identifier.
    const isLookedUp = contact.matchCount === 0 || first.strategy === 'look-up';
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

/** Why a contact that was not found cannot be called absent: the vendor has one with its identifier that could not be decoded. */
function failureOf({ asked, matchCount }: PendingContact, { failed }: ReadReport): PendingContact['problem'] {
  if (matchCount > 0) return undefined;
  return asked.map((identifier) => failed.get(identifierKey(identifier))).find((found) => found !== undefined);
}

/** True if no listing is needed any more: every contact was listed, or the account cannot be read. */
function isListed({ problem, complete, listed }: ReadReport): boolean {
  return problem !== undefined || complete || listed === true;
}

/**
 * Lists the account if a contact may exist under a text that no look-up sends, unless the source can tell without a listing
 * (`hidden`) that none does. Reads nothing at a vendor that cannot list contacts.
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
  for (const contact of open) contact.problem = report.problem ?? failureOf(contact, report);
  return { requests: requests + report.requests };
}

/** Returns how the account was read. @param later number of requests after the first round */
function readingOf({ requests, strategy, complete, seen, cached, notes }: ReadReport, later: number): Reading {
  return {
    strategy,
    requests: requests + later,
    ...(complete ? { known: seen } : {}),
    ...(cached === undefined ? {} : { cached }),
    ...(notes === undefined ? {} : { notes }),
  };
}
