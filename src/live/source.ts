// The interface of a source of live contacts. It is implemented for a vendor (reader.ts), for the live cache updated with the
// vendor's later changes (incremental/index.ts), and for a snapshot (snapshot/snapshot.ts). Enters: questions. Leaves: live
// contacts, one by one, and a report of what could be read. A failed or incomplete read never means that a contact is absent.

import type { Identifier, IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { VendorClock } from '../http/request.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { AccountSchema } from '../providers/contract.ts';
import type { ReadNote } from './note.ts';
import type { Problem, ReadProblem } from './problem.ts';

/** A request to find the live contact of one desired contact. */
export interface Question {
  /** The identifier to find. The report names it if it could not be looked up. */
  readonly ask: Identifier;
  /** The contact's other identifiers. Only incremental reading uses them: it looks them up if the live cache lacks `ask`. */
  readonly also: readonly Identifier[];
}

/** The result of a reading, apart from the contacts. */
export interface ReadReport {
  readonly strategy: 'list' | 'look-up' | 'list, then look-up' | 'incremental' | 'snapshot' | 'none';
  /** Number of requests sent. */
  readonly requests: number;
  /** True if the whole account was read, so that a contact that was not returned does not exist. */
  readonly complete: boolean;
  /** Present if a listing was read to its end. Unless `complete` is true, a contact that it did not return may still exist. */
  readonly listed?: true;
  /** Number of contacts returned, including those not asked for. */
  readonly seen: number;
  /** When the listing began, in milliseconds since the epoch; absent unless `begin` began it before `read` was called. */
  readonly begunAt?: number;
  /** Identifiers whose look-up failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
  /** Present if the account cannot be read at all. */
  readonly problem?: ReadProblem;
  /**
   * The latest modification time among the listed contacts, by the vendor's clock. RFC 3339 instant. Absent if any of them has no
   * modification time.
   */
  readonly latestChange?: string;
  /** Present if the reading was incremental. */
  readonly cached?: CachedPart;
  /** Why the reading was not incremental although that was requested, or why nothing was cached for the next reading. */
  readonly notes?: readonly ReadNote[];
}

/** How current the cached contacts of an incremental reading are. RFC 3339 instants. */
interface CachedPart {
  /** Changes at or after this instant were read from the vendor. */
  readonly since: string;
  /** When the whole account was last listed. Contacts that were deleted after it may still be included. */
  readonly fullAt: string;
}

/** The result of listing changed contacts. */
export interface ChangesReport {
  readonly requests: number;
  /** False if the listing stopped before the last page. */
  readonly finished: boolean;
  readonly seen: number;
  readonly latestChange?: string;
  readonly problem?: Problem;
}

/** The progress of a reading that is still running. */
export interface ReadProgress {
  readonly requests: number;
  /** Total number of requests, if known. */
  readonly expected?: number;
  readonly seen: number;
}

/** What the account defines (custom properties, lists, …), or why that could not be read. */
export type SchemaReport =
  | { readonly requests: number; readonly schema: AccountSchema }
  | { readonly requests: number; readonly problem: ReadProblem };

/** `list` reads every contact of the account, however many requests that takes. `look-up` reads only the contacts asked for. */
export type ReadStrategy = 'list' | 'look-up';

/** Which of the given emails the vendor suppresses: it does not mail them, because of a bounce or a complaint. */
export interface SuppressionReport {
  readonly requests: number;
  readonly suppressed: ReadonlySet<IdentifierKey>;
  /** Identifiers whose check failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
}

/** Which emails and phones a contact may have in a spelling that look-ups miss, for example with an invisible character. */
export interface HiddenReport {
  readonly requests: number;
  /** Those of the given identifiers that a contact may have in such a spelling; undefined if only a listing can tell. */
  readonly maybe: ReadonlySet<IdentifierKey> | undefined;
}

/** Settings of a reading. */
export interface ReadOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Default: the fastest strategy. */
  readonly strategy?: ReadStrategy;
  /**
   * Number of contacts in the last complete listing of the account, which decides the strategy, and bounds how long a listing may
   * become.
   */
  readonly known?: number | undefined;
  /** Aborts the reading: requests in flight are completed, no others are sent, and the report has a `problem`. */
  readonly signal?: StopSignal | undefined;
}

/** A reading that is expected later, so that its listing can begin early. */
export interface ExpectedReading {
  /** Number of contacts that will be asked for. */
  readonly contacts: number;
  /** Number of contacts in the last complete listing of the account. */
  readonly known: number;
  /** Aborted if the reading turns out not to be needed. */
  readonly signal: StopSignal;
}

/** Settings of `LiveSource.changes`. */
interface ChangesOptions {
  readonly maxPages: number;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** A source of live contacts for one account. */
export interface LiveSource {
  /**
   * Checks which of the identifiers the vendor suppresses. All of them must belong to existing contacts. Absent if the vendor's
   * API has no such check.
   */
  suppressed?(identifiers: readonly Identifier[]): Promise<SuppressionReport>;
  /** Returns the vendor's clock; undefined if the vendor was not asked or its responses have no date. Absent for a snapshot. */
  clock?(): VendorClock | undefined;
  /** Reads what the account defines. */
  schema(): Promise<SchemaReport>;
  /**
   * Begins to list the account, if the expected reading will list it. The next `read` that lists continues this listing. Absent,
   * or without effect, if the vendor cannot list all contacts.
   */
  begin?(expected: ExpectedReading): void;
  /**
   * Lists contacts that were created or changed at or after an instant. Deleted contacts do not appear. Absent if the vendor's
   * API has no such listing.
   *
   * @param since RFC 3339 instant
   */
  changes?(since: string, onContact: (live: LiveContact) => void, options: ChangesOptions): Promise<ChangesReport>;
  /**
   * Tells which identifiers a contact at the vendor may have after all, in a spelling that look-ups miss, for example with an
   * invisible character. Resolves to undefined, or the method is absent, if only a listing of all contacts can tell.
   *
   * @param identifiers the emails and phones that look-ups did not find
   * @param onContact called with every contact that this reads
   */
  hidden?(
    identifiers: readonly Identifier[],
    onContact: (live: LiveContact) => void,
  ): Promise<HiddenReport | undefined>;
  /**
   * Reads the contacts asked for.
   *
   * @param onContact called with each contact found by a look-up and with every contact of a listing
   */
  read(
    questions: readonly Question[],
    onContact: (live: LiveContact) => void,
    options?: ReadOptions,
  ): Promise<ReadReport>;
}
