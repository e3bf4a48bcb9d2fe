// Documents for people and tools: next to every code and its arguments stands what it says. The sentences are made anew whenever
// a document is shown, and never read back.

import type { AccountResult } from '../../apply/account-results.ts';
import type { Outcome } from '../../apply/events.ts';
import type { Plan, Reading } from '../../plan/document.ts';
import { wordsOfFailure } from './failures.ts';
import { sentenceOfBaseNote, sentenceOfReadNote } from './notes.ts';
import { wordsOfOutcome, wordsOfRow } from './outcomes.ts';
import { sentenceOfNotice, wordsOfBlock, wordsOfRefusal } from './rules.ts';
import type { Words } from './say.ts';

export function planWithWords<T extends Plan>(plan: T): T {
  return {
    ...plan,
    notes: plan.notes.map((note) => ({ ...note, message: sentenceOfBaseNote(note) })),
    accounts: plan.accounts.map((account) => ({
      ...account,
      reading: readingWithWords(account.reading),
      failures: account.failures.map((failure) => ({ ...failure, ...wordsOfFailure(failure) })),
      refusals: account.refusals.map((refusal) => ({ ...refusal, ...wordsOfRefusal(refusal) })),
      notices: account.notices.map(({ rule, entries }) => ({ rule, message: sentenceOfNotice(rule), entries })),
    })),
    changes: plan.changes.map((change) =>
      change.blocked.length === 0
        ? change
        : { ...change, blocked: change.blocked.map((blocked) => ({ ...blocked, ...wordsOfBlock(blocked) })) },
    ),
  };
}

function readingWithWords({ notes, ...reading }: Reading): Reading {
  if (notes === undefined) return reading;
  return { ...reading, notes: notes.map((note) => ({ ...note, message: sentenceOfReadNote(note) })) };
}

/** One by one, as often as they are gone through: there may be very many. */
export function outcomesWithWords<T extends Outcome>(outcomes: Iterable<T>): Iterable<T & Partial<Words>> {
  return {
    *[Symbol.iterator]() {
      for (const outcome of outcomes) yield { ...outcome, ...wordsOfOutcome(outcome) };
    },
  };
}

export function rowsWithWords(rows: readonly AccountResult[]): readonly AccountResult[] {
  return rows.map((row) => ({ ...row, ...wordsOfRow(row) }));
}
