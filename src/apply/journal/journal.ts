// What an apply records of itself: events → records → lines. Ids, hashes and outcomes only, never a value, an address or a
// vendor's words. A request leaves only after its record, and so every earlier one, is durable.

import type { JournalFile } from '../../store/journal.ts';
import type { ApplyEvent, ApplyListener, ItemEnd, OutcomeStatus } from '../events.ts';

/** Incremented for every change that a reader of the journal must know of. */
export const JOURNAL_FORMAT_VERSION = 1;

export type JournalRecord = { readonly at: string } & (
  | {
      readonly type: 'started';
      readonly formatVersion: typeof JOURNAL_FORMAT_VERSION;
      readonly planId: string;
      /** The plan whose changes alone may be sent; null: all may. */
      readonly reviewed: string | null;
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'sending'; readonly request: string; readonly changes: readonly string[] }
  /** The vendor works the request off later; the path holds the job's id. */
  | { readonly type: 'job'; readonly request: string; readonly path: string }
  | {
      readonly type: 'answered';
      readonly request: string;
      readonly status: number | null;
      readonly results: readonly ItemEnd[];
    }
  | {
      readonly type: 'outcome';
      readonly change: string;
      readonly changeId: string;
      readonly status: OutcomeStatus;
      readonly code?: string;
    }
  | { readonly type: 'stopped'; readonly account: string }
  /** Nothing is left that this plan could still do. */
  | { readonly type: 'finished' }
);

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;
export type JournalEntry = Unstamped<JournalRecord>;

/** @returns undefined for what needs no record */
export function entryOf(event: ApplyEvent): JournalEntry | undefined {
  switch (event.type) {
    case 'sending':
      return { type: 'sending', request: event.request, changes: event.changes };
    case 'job':
      return { type: 'job', request: event.request, path: event.path };
    case 'settled':
      return { type: 'answered', request: event.request, status: event.status ?? null, results: event.results };
    case 'outcome': {
      const { change, changeId, status, code } = event.outcome;
      return { type: 'outcome', change, changeId, status, ...(code === undefined ? {} : { code }) };
    }
    case 'account-stopped':
      return { type: 'stopped', account: event.account };
    case 'reading':
    case 'answered':
    case 'verifying':
    case 'account-refused':
      return undefined;
  }
}

export interface Recorder {
  readonly listener: ApplyListener;
  /** @throws HintedError `store` if the record is not durable */
  record(entry: JournalEntry): Promise<void>;
}

/** Records that nobody waits for, at most: memory must not grow with the number of outcomes. */
const MOST_UNWAITED = 500;

/** @param now milliseconds since the epoch */
export function recorder(file: JournalFile, now: () => number): Recorder {
  let unwaited = 0;
  const record = (entry: JournalEntry): Promise<void> =>
    file.append(JSON.stringify({ ...entry, at: new Date(now()).toISOString() }));
  return {
    record,
    async listener(event) {
      const entry = entryOf(event);
      if (entry === undefined) return;
      const durable = record(entry);
      unwaited += 1;
      // One fsync for each outcome would take longer than the apply. What is lost in a power cut is known again by reading.
      if (event.type === 'sending' || unwaited >= MOST_UNWAITED) {
        unwaited = 0;
        await durable;
      } else {
        // The next `sending` is refused for it.
        durable.catch(() => {});
      }
    },
  };
}
