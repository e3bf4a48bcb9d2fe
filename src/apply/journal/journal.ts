// The journal of an apply. Enters: events. Leaves: records, one line of JSON each. A record contains only ids, hashes and outcomes,
// never a value, an address or text from a vendor. A request is sent only after its record, and every earlier one, is durable.

import type { RecordBefore } from '../../base/rollback/rolled-back.ts';
import type { JournalFile } from '../../store/shared/group-commit.ts';
import type { ApplyEvent, ApplyListener, ItemEnd, OutcomeStatus } from '../events.ts';

/** Incremented on changes that readers of the journal must know about. */
export const JOURNAL_FORMAT_VERSION = 3;

/** One line of the journal; `at` is the time in RFC 3339. */
export type JournalRecord = { readonly at: string } & (
  | {
      readonly type: 'started';
      readonly formatVersion: typeof JOURNAL_FORMAT_VERSION;
      readonly planId: string;
      /** Ids of the reviewed plans; only their changes may be sent. Null: no plan was reviewed, all changes may be sent. */
      readonly reviewed: readonly string[] | null;
      /** Map from account name to the key of the destination that the account has in this run. */
      readonly destinations?: Readonly<Record<string, string>>;
      /**
       * What the records said about the plan's contacts before the apply, one element for each account; absent if no records are
       * written.
       */
      readonly before?: readonly RecordBefore[];
    }
  | { readonly type: 'resumed' }
  | { readonly type: 'sending'; readonly request: string; readonly changes: readonly string[] }
  /** The vendor carries the request out asynchronously; `path` contains the job's id. */
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
  /** The plan is completely applied; there is nothing to resume. */
  | { readonly type: 'finished' }
);

type Unstamped<T> = T extends unknown ? Omit<T, 'at'> : never;
/** A record without its time. */
export type JournalEntry = Unstamped<JournalRecord>;

/**
 * Turns an event into its record.
 *
 * @returns undefined for events that are not recorded
 */
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

/** Writes records to the journal. */
export interface Recorder {
  readonly listener: ApplyListener;
  /**
   * Appends a record and waits until it is durable.
   *
   * @throws HintedError `store` if it cannot be written
   */
  record(entry: JournalEntry): Promise<void>;
}

/** Maximum number of records written without waiting, so that memory does not grow with the number of outcomes. */
const MAX_UNAWAITED = 500;

/**
 * Creates the recorder of a journal file.
 *
 * @param now current time in milliseconds since the epoch
 */
export function recorder(file: JournalFile, now: () => number): Recorder {
  let unawaited = 0;
  const record = (entry: JournalEntry): Promise<void> =>
    file.append(JSON.stringify({ ...entry, at: new Date(now()).toISOString() }));
  return {
    record,
    async listener(event) {
      const entry = entryOf(event);
      if (entry === undefined) return;
      const durable = record(entry);
      unawaited += 1;
      // One fsync per outcome would take longer than the apply. Outcomes lost in a power cut are recovered by reading.
      if (event.type === 'sending' || unawaited >= MAX_UNAWAITED) {
        unawaited = 0;
        await durable;
      } else {
        // Ignore the error here: writing the record of the next `sending` fails for the same reason.
        durable.catch(() => {});
      }
    },
  };
}
