// A journal's lines → how far that apply came. The lines are believed only after their schema was checked; of a plan that was
// begun several times, the last beginning counts.

import { HintedError } from '../../contact/hinted-error.ts';
import { validatorOf } from '../../manifest/schema/validators.ts';
import type { OutcomeStatus } from '../events.ts';
import { JOURNAL_FORMAT_VERSION, type JournalRecord } from './journal.ts';

/** What is known of one item: `in-flight` may have happened, or not. */
export type ItemState = 'in-flight' | 'confirmed' | 'accepted';

export interface SentState {
  /** Milliseconds since the epoch. */
  sentAt: number;
  /** Path at which the vendor tells how far the job is. */
  job: string | undefined;
  readonly items: Map<string, ItemState>;
}

export interface JournalState {
  readonly planId: string;
  readonly reviewed: string | null;
  readonly startedAt: string;
  readonly finished: boolean;
  /** By request id: those that were sent. */
  readonly requests: ReadonlyMap<string, SentState>;
  /** By change id within the plan; one that was not reached is not among them. */
  readonly outcomes: ReadonlyMap<string, { readonly status: OutcomeStatus; readonly code?: string }>;
}

/**
 * @param fileName for the messages
 * @throws HintedError `journal`
 */
export async function foldJournal(lines: AsyncIterable<string>, fileName: string): Promise<JournalState> {
  let state: Draft | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const record = parseRecord(line, `${fileName}:${number}`);
    if (record.type === 'started') state = begin(record);
    else if (state === undefined)
      throw new HintedError('journal', `${fileName} does not begin as a journal does`, { hint: NAME_ONE });
    else advance(state, record);
  }
  if (state === undefined)
    throw new HintedError('journal', `${fileName} is empty: that apply sent nothing`, { hint: 'apply again' });
  return state;
}

const NAME_ONE = 'name a file of .rollcall/journal, or plan and apply again';

interface Draft extends JournalState {
  finished: boolean;
  readonly requests: Map<string, SentState>;
  readonly outcomes: Map<string, { readonly status: OutcomeStatus; readonly code?: string }>;
}

function parseRecord(line: string, place: string): JournalRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    throw new HintedError('journal', `${place} is not JSON: the journal was changed, or is none`, { hint: NAME_ONE });
  }
  if (validatorOf('journal')(record)) return record as JournalRecord;
  const version = typeof record === 'object' && record !== null && 'formatVersion' in record && record.formatVersion;
  if (typeof version !== 'number' || version === JOURNAL_FORMAT_VERSION) {
    throw new HintedError('journal', `${place} is no record of a journal`, { hint: NAME_ONE });
  }
  const message = `${place}: this rollcall reads journals of format ${JOURNAL_FORMAT_VERSION}, and this one has ${version}`;
  throw new HintedError('journal', message, { hint: 'resume with the version that wrote it, or plan and apply again' });
}

function begin({ planId, reviewed, at }: JournalRecord & { readonly type: 'started' }): Draft {
  return { planId, reviewed, startedAt: at, finished: false, requests: new Map(), outcomes: new Map() };
}

function advance(state: Draft, record: Exclude<JournalRecord, { readonly type: 'started' }>): void {
  switch (record.type) {
    case 'sending': {
      const sent = state.requests.get(record.request) ?? { sentAt: 0, job: undefined, items: new Map() };
      sent.sentAt = Date.parse(record.at);
      sent.job = undefined;
      for (const change of record.changes) sent.items.set(change, 'in-flight');
      state.requests.set(record.request, sent);
      return;
    }
    case 'job': {
      const sent = state.requests.get(record.request);
      if (sent !== undefined) sent.job = record.path;
      return;
    }
    case 'answered': {
      const sent = state.requests.get(record.request);
      for (const { change, result } of record.results) {
        if (result === 'confirmed' || result === 'accepted') sent?.items.set(change, result);
      }
      return;
    }
    case 'outcome': {
      const { status, code } = record;
      if (status === 'pending') state.outcomes.delete(record.change);
      else state.outcomes.set(record.change, code === undefined ? { status } : { status, code });
      return;
    }
    case 'finished':
      state.finished = true;
      return;
    case 'resumed':
    case 'stopped':
  }
}
