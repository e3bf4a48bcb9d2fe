// The state of a journal, made of its records or of the events of a run.

import type { ApplyEvent } from '../../src/apply/events.ts';
import { entryOf, type JournalEntry } from '../../src/apply/journal/journal.ts';
import { foldJournal, type JournalState } from '../../src/apply/journal/state.ts';
import type { Plan } from '../../src/plan/document.ts';

export interface JournalTimes {
  /** When every record was written. */
  readonly at?: string;
}

export function journalOf(
  plan: Plan,
  entries: readonly JournalEntry[],
  { at = '2026-06-01T12:00:00.000Z' }: JournalTimes = {},
): Promise<JournalState> {
  async function* lines(): AsyncGenerator<string> {
    yield JSON.stringify({ type: 'started', formatVersion: 3, planId: plan.planId, reviewed: null, at });
    for (const entry of entries) yield JSON.stringify({ ...entry, at });
  }
  return foldJournal(lines(), 'j.ndjson');
}

export function journalOfEvents(
  plan: Plan,
  events: readonly ApplyEvent[],
  times?: JournalTimes,
): Promise<JournalState> {
  return journalOf(
    plan,
    events.flatMap((event) => entryOf(event) ?? []),
    times,
  );
}
