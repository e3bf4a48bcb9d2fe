// Adds a sentence next to every code of a rule, failure or note in a plan or in the results of an apply. The sentences are composed
// anew whenever such a document is written; when one is read, they are ignored. The functions are pure.

import { type AccountRow, type PlannedRow, plannedRows } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import type { Plan, PlannedChange, RaisedLimit, Reading, Refusal } from '../../plan/document.ts';
import { wordsOfFailure } from './failures.ts';
import { sentenceOfRaised } from './head.ts';
import { sentenceOfBaseNote, sentenceOfReadNote } from './notes.ts';
import { wordsOfOutcome, wordsOfRow } from './outcomes.ts';
import { type RuleWords, sentenceOfHeld, sentenceOfNotice, wordsOfBlock, wordsOfRefusal } from './rules.ts';
import type { Words } from './say.ts';

/**
 * Returns the plan with a row for every account in scope (`results`). Adds `message` and `unblock` or `hint` to every row,
 * failure, refusal, raised limit, notice, note, held entry, and blocked difference of a change or a proposed change.
 */
export function planWithWords<T extends Plan>(plan: T): T & { readonly results: readonly PlannedRow[] } {
  return {
    ...plan,
    results: rowsWithWords(plannedRows(plan)),
    notes: plan.notes.map((note) => ({ ...note, message: sentenceOfBaseNote(note) })),
    accounts: plan.accounts.map((account) => ({
      ...account,
      reading: readingWithWords(account.reading),
      failures: account.failures.map((failure) => ({ ...failure, ...wordsOfFailure(failure) })),
      refusals: account.refusals.map(refusalWithWords),
      ...(account.unattended === undefined ? {} : { unattended: account.unattended.map(refusalWithWords) }),
      ...(account.raised === undefined ? {} : { raised: account.raised.map(raisedWithWords) }),
      held: account.held.map((one) => ({ ...one, message: sentenceOfHeld(one) })),
      notices: account.notices.map(({ rule, entries }) => ({ rule, message: sentenceOfNotice(rule), entries })),
    })),
    ...(plan.proposed === undefined ? {} : { proposed: plan.proposed.map(changeWithWords) }),
    changes: plan.changes.map(changeWithWords),
  };
}

function changeWithWords<T extends Pick<PlannedChange, 'blocked'>>(change: T): T {
  if (change.blocked.length === 0) return change;
  return { ...change, blocked: change.blocked.map((blocked) => ({ ...blocked, ...wordsOfBlock(blocked) })) };
}

function refusalWithWords<T extends Refusal>(refusal: T): T & RuleWords {
  return { ...refusal, ...wordsOfRefusal(refusal) };
}

function raisedWithWords<T extends RaisedLimit>(raised: T): T & { readonly message: string } {
  return { ...raised, message: sentenceOfRaised(raised) };
}

function readingWithWords({ notes, ...reading }: Reading): Reading {
  if (notes === undefined) return reading;
  return { ...reading, notes: notes.map((note) => ({ ...note, message: sentenceOfReadNote(note) })) };
}

/** Returns the outcomes with sentences, which are added lazily, at each iteration, because there may be very many outcomes. */
export function outcomesWithWords<T extends Outcome>(outcomes: Iterable<T>): Iterable<T & Partial<Words>> {
  return {
    *[Symbol.iterator]() {
      for (const outcome of outcomes) yield { ...outcome, ...wordsOfOutcome(outcome) };
    },
  };
}

/** Returns the rows with `message` and `hint` added. */
export function rowsWithWords<Row extends AccountRow>(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) => ({ ...row, ...wordsOfRow(row) }));
}
