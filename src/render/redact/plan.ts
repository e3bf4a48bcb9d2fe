// Plans, outcomes and events without personal values, for output that others can read: a CI log, a pull request, an artefact.
// The value tree is masked by class of field before anything renders it; what no field describes (messages) is masked by word.
// What comes out is for reading: it has the shape of a plan and can never be applied.

import type { AccountResult } from '../../apply/account-results.ts';
import type { ApplyEvent, Outcome } from '../../apply/events.ts';
import type { BlockedDifference, Plan, PlannedAccount, PlannedChange } from '../../plan/document.ts';
import { isRule, sentenceOf } from '../rule-sentences.ts';
import { type Pseudonym, pseudonymsOf } from './pseudonyms.ts';
import { redactRequest } from './requests.ts';
import { mark, redactName, redactPath, redactValues } from './values.ts';
import { redactFailure, redactWords, type Vocabulary, wordsOf } from './words.ts';

export interface RedactedPlan extends Plan {
  readonly redacted: true;
}

export function redactPlan(plan: Plan): RedactedPlan {
  const pseudonym = pseudonymsOf(plan);
  const shown = shownWords(plan);
  const { formatVersion, ...rest } = plan;
  return {
    formatVersion,
    redacted: true,
    ...rest,
    filters: { ...plan.filters, contacts: plan.filters.contacts.map(() => mark('pattern')) },
    notes: plan.notes.map((note) => redactWords(note, { shown })),
    accounts: plan.accounts.map((account) => redactAccount(account, pseudonym, shown)),
    changes: plan.changes.map((change) => redactChange(change, pseudonym, shown)),
    requests: plan.requests.map(redactRequest),
  };
}

function redactChange(change: PlannedChange, pseudonym: Pseudonym, shown: ReadonlySet<string>): PlannedChange {
  const { account, key, source, contactId } = change;
  const vocabulary = { shown, hidden: valuesOf(change) };
  return {
    ...change,
    changeId: mark('change id'),
    desiredHash: mark('hash'),
    fingerprint: mark('fingerprint'),
    key: pseudonym(account, key),
    source: { ...source, file: redactName(source.file, 'file') },
    ...(contactId === undefined ? {} : { contactId: mark('id') }),
    differences: change.differences.map(redactValues),
    blocked: change.blocked.map((blocked) => redactBlocked(blocked, vocabulary)),
  };
}

function redactBlocked(blocked: BlockedDifference, vocabulary: Vocabulary): BlockedDifference {
  const unblock = redactWords(blocked.unblock, vocabulary);
  return { ...redactValues(blocked), message: sentenceOf(blocked.rule), unblock };
}

function redactAccount(account: PlannedAccount, pseudonym: Pseudonym, shown: ReadonlySet<string>): PlannedAccount {
  const name = account.account;
  return {
    ...account,
    failures: account.failures.map(({ keys, code, message, hint }) => ({
      ...(keys === undefined ? {} : { keys: keys.map((key) => pseudonym(name, key)) }),
      code,
      message: redactFailure(message, { shown }),
      hint: redactWords(hint, { shown }),
    })),
    held: account.held.map(({ key, channel }) => ({ key: pseudonym(name, key), channel, since: mark('date') })),
    notices: account.notices.map(({ rule, entries }) => ({
      rule,
      entries: entries.map(({ key, source, path }) => ({
        key: pseudonym(name, key),
        source: { ...source, file: redactName(source.file, 'file') },
        path: redactPath(path),
      })),
    })),
  };
}

/** @returns them one by one, as often as they are gone through: there may be very many */
export function redactOutcomes(outcomes: Iterable<Outcome>, plan: Plan): Iterable<Outcome> {
  const redactOutcome = outcomeRedactor(plan);
  return {
    *[Symbol.iterator]() {
      for (const outcome of outcomes) yield redactOutcome(outcome);
    },
  };
}

/** The rows of an apply, which name contacts as its outcomes do. */
export function redactAccountResults(rows: readonly AccountResult[], plan: Plan): readonly AccountResult[] {
  const pseudonym = pseudonymsOf(plan);
  const shown = shownWords(plan);
  return rows.map(({ message, hint, unread, ...row }) => ({
    ...row,
    ...(message === undefined ? {} : { message: redactFailure(message, { shown }) }),
    ...(hint === undefined ? {} : { hint: redactWords(hint, { shown }) }),
    ...(unread === undefined ? {} : { unread: unread.map((key) => pseudonym(row.account, key)) }),
  }));
}

/** For events as they come; outcomes and events of one plan name its contacts alike. */
export function eventRedactor(plan: Plan): (event: ApplyEvent) => ApplyEvent {
  const redactOutcome = outcomeRedactor(plan);
  const shown = shownWords(plan);
  return (event) => {
    if (event.type === 'outcome') return { ...event, outcome: redactOutcome(event.outcome) };
    if (event.type === 'account-stopped' || event.type === 'account-refused') {
      return { ...event, message: redactFailure(event.message, { shown }), hint: redactWords(event.hint, { shown }) };
    }
    return event;
  };
}

function outcomeRedactor(plan: Plan): (outcome: Outcome) => Outcome {
  const pseudonym = pseudonymsOf(plan);
  const shown = shownWords(plan);
  const changes = new Map(plan.changes.map((change) => [change.id, change]));
  return ({ message, hint, ...outcome }) => {
    const change = changes.get(outcome.change);
    const vocabulary = { shown, hidden: change === undefined ? wordsOf([outcome.key]) : valuesOf(change) };
    return {
      ...outcome,
      changeId: mark('change id'),
      key: pseudonym(outcome.account, outcome.key),
      ...(message === undefined ? {} : { message: redactReason(outcome.code, message, change, vocabulary) }),
      ...(hint === undefined ? {} : { hint: redactWords(hint, vocabulary) }),
    };
  };
}

const REST_APPLIED = 'the rest was applied; ';

function redactReason(
  code: string | undefined,
  message: string,
  change: PlannedChange | undefined,
  vocabulary: Vocabulary,
): string {
  const blocked = change?.blocked.find(({ rule }) => rule === code);
  if (code === undefined || !(isRule(code) || blocked !== undefined)) return redactFailure(message, vocabulary);
  const path = blocked?.path ?? [];
  const what = path.length === 0 ? 'the contact' : redactPath(path).join('.');
  return `${message.startsWith(REST_APPLIED) ? REST_APPLIED : ''}${what}: ${sentenceOf(code)}`;
}

/** Accounts and the vendors' hosts are configuration. */
function shownWords({ accounts }: Plan): ReadonlySet<string> {
  return new Set(accounts.flatMap(({ account, origin }) => [account, origin, ...(hostOf(origin) ?? [])]));
}

function hostOf(origin: string): readonly string[] | undefined {
  return URL.canParse(origin) ? [new URL(origin).host] : undefined;
}

/** Words that only this contact's values are made of. */
function valuesOf({ account, key, contactId, differences, blocked }: PlannedChange): ReadonlySet<string> {
  const values = [...differences, ...blocked].flatMap(({ before, after }) => [before, after]).flat();
  const texts = values.filter((value) => value !== null && typeof value !== 'boolean').map(String);
  return wordsOf([key.slice(account.length + 1), ...(contactId === undefined ? [] : [contactId]), ...texts]);
}
