// Computes the state of an apply from the lines of its journal. Every line is validated against its schema. If the plan was
// started several times, only the lines from the last start on are used.

import { type Personal, personal } from '../../contact/argument.ts';
import { HintedError } from '../../contact/hinted-error.ts';
import { normaliseInstant } from '../../contact/normalise.ts';
import { sentence } from '../../contact/sentence.ts';
import { validatorOf } from '../../manifest/schema/validators.ts';
import type { OutcomeStatus } from '../events.ts';
import { JOURNAL_FORMAT_VERSION, type JournalRecord } from './journal.ts';

/**
 * The state of one item of a request. `in-flight`: it may have been carried out. `accepted`: the vendor accepted it without
 * confirming it.
 */
export type ItemState = 'in-flight' | 'confirmed' | 'accepted';

/** The state of a request that was sent. */
export interface SentState {
  /** Time of the last sending, in milliseconds since the epoch. */
  sentAt: number;
  /** URL path to poll, if the vendor accepted the request as a job. */
  job: string | undefined;
  /** The state of every change that the request serves, keyed by change id within the plan. */
  readonly items: Map<string, ItemState>;
}

/** The progress of an apply as its journal records it. */
export interface JournalState {
  readonly planId: string;
  /** Ids of the reviewed plans; null if there was none. */
  readonly reviewed: readonly string[] | null;
  /** RFC 3339 instant at which the plan was started last. */
  readonly startedAt: string;
  readonly finished: boolean;
  /** The requests that were sent, by request id. */
  readonly requests: ReadonlyMap<string, SentState>;
  /** The outcome of every change that has one, keyed by change id within the plan. Pending changes are absent. */
  readonly outcomes: ReadonlyMap<string, { readonly status: OutcomeStatus; readonly code?: string }>;
}

/**
 * Computes the state of an apply from its journal.
 *
 * @param lines of the journal, in order
 * @param fileName for error messages
 * @throws HintedError `journal` if a line is invalid or of another format version, or the journal is empty
 */
export async function foldJournal(lines: AsyncIterable<string>, fileName: string): Promise<JournalState> {
  let state: Draft | undefined;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const record = parseRecord(line, personal('file', `${fileName}:${number}`));
    if (record.type === 'started') state = begin(record);
    else if (state === undefined)
      throw new HintedError(
        'journal',
        sentence`${personal('file', fileName)} does not begin with the record that starts a journal`,
        {
          hint: NAME_ONE,
        },
      );
    else advance(state, record);
  }
  if (state === undefined)
    throw new HintedError('journal', sentence`${personal('file', fileName)} is empty: that apply sent nothing`, {
      hint: sentence`apply again`,
    });
  return state;
}

const NAME_ONE = sentence`name a file of .rollcall/journal, or plan and apply again`;

interface Draft extends JournalState {
  finished: boolean;
  readonly requests: Map<string, SentState>;
  readonly outcomes: Map<string, { readonly status: OutcomeStatus; readonly code?: string }>;
}

/**
 * Parses one line of a journal.
 *
 * @throws HintedError `journal` if it is invalid or of another format version
 */
export function parseRecord(line: string, place: Personal<'file'>): JournalRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    throw new HintedError(
      'journal',
      sentence`${place} is not JSON: the journal was changed, or this is not a journal`,
      {
        hint: NAME_ONE,
      },
    );
  }
  if (validatorOf('journal')(record) && isDated(record as JournalRecord)) return record as JournalRecord;
  const version = typeof record === 'object' && record !== null && 'formatVersion' in record && record.formatVersion;
  if (typeof version !== 'number' || version === JOURNAL_FORMAT_VERSION) {
    throw new HintedError('journal', sentence`${place} is not a journal record`, { hint: NAME_ONE });
  }
  const message = sentence`${place}: this rollcall reads journals of format ${JOURNAL_FORMAT_VERSION}, but this one has format ${version}`;
  throw new HintedError('journal', message, {
    hint: sentence`resume with the version that wrote it, or plan and apply again`,
  });
}

/**
 * True if the time of a record is an instant; the schema checks only that it is a text. Jobs are looked for by the time of their
 * request.
 */
function isDated({ at }: JournalRecord): boolean {
  return normaliseInstant(at) !== undefined;
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
