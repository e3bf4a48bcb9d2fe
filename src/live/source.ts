// The contract of sources of live contacts: a vendor (reader.ts), the live cache with the changes since
// (incremental/index.ts), or a snapshot (snapshot/snapshot.ts). Enters: questions. Leaves: live contacts one by one,
// and a report of what was answered. A failed or incomplete read is never an answer.

import type { Identifier, IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { AccountSchema } from '../providers/contract.ts';
import type { ReadNote } from './note.ts';
import type { Problem, ReadProblem } from './problem.ts';

/** Asks for one desired contact. */
export interface Question {
  /** The identifier that must be answered. */
  readonly ask: Identifier;
  /** The contact's other identifiers; looked up only if `ask` is not in the live cache. */
  readonly also: readonly Identifier[];
}

export interface ReadReport {
  readonly strategy: 'list' | 'look-up' | 'list, then look-up' | 'incremental' | 'snapshot' | 'none';
  /** Number of requests sent. */
  readonly requests: number;
  /** True if everything was listed: a contact that did not appear does not exist. */
  readonly complete: boolean;
  /** Number of contacts returned, including those not asked for. */
  readonly seen: number;
  /** Identifiers whose look-up failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
  /** Present if the account cannot be read at all. */
  readonly problem?: ReadProblem;
  /** The newest change among the listed contacts, by the vendor's clock; absent unless every contact says when it changed. */
  readonly latestChange?: string;
  readonly cached?: CachedPart;
  /** Why it is not incremental although that was asked for, or why nothing is kept for the next time. */
  readonly notes?: readonly ReadNote[];
}

/** Which part of an incremental reading comes from the cache. RFC 3339 instants. */
interface CachedPart {
  /** Changes at or after this instant were read from the vendor. */
  readonly since: string;
  /** When everything was last listed: contacts deleted after it may still be included. */
  readonly fullAt: string;
}

/** The result of listing changes. */
export interface ChangesReport {
  readonly requests: number;
  /** False if it stopped before the last page. */
  readonly finished: boolean;
  readonly seen: number;
  readonly latestChange?: string;
  readonly problem?: Problem;
}

/** How far a reading has come. */
export interface ReadProgress {
  readonly requests: number;
  /** Total number of requests, if known. */
  readonly expected?: number;
  readonly seen: number;
}

/** What the account defines (properties, lists, …), or why that is not known. */
export type SchemaReport =
  | { readonly requests: number; readonly schema: AccountSchema }
  | { readonly requests: number; readonly problem: ReadProblem };

/** `list`: everything the vendor has, whatever it costs. `look-up`: only what is asked for. */
export type ReadStrategy = 'list' | 'look-up';

/** Which addresses the vendor suppresses. */
export interface SuppressionReport {
  readonly requests: number;
  readonly suppressed: ReadonlySet<IdentifierKey>;
  /** Identifiers for which the question failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
}

/** Settings of a reading. */
interface ReadOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  /** Default: the cheapest. */
  readonly strategy?: ReadStrategy;
  /** After an abort, requests in flight get their response and nothing more is sent; the account counts as unreadable. */
  readonly signal?: StopSignal | undefined;
}

/** Settings of listing changes. */
interface ChangesOptions {
  readonly maxPages: number;
  readonly onProgress: (progress: ReadProgress) => void;
}

/** A source of live contacts for one account. */
export interface LiveSource {
  /** Asks which of the identifiers, all of existing contacts, are suppressed. Absent if the vendor cannot be asked. */
  suppressed?(identifiers: readonly Identifier[]): Promise<SuppressionReport>;
  schema(): Promise<SchemaReport>;
  /**
   * Lists contacts created or changed at or after an instant; deleted ones do not appear. Absent if the vendor cannot be asked.
   *
   * @param since RFC 3339 instant
   */
  changes?(since: string, onContact: (live: LiveContact) => void, options: ChangesOptions): Promise<ChangesReport>;
  /**
   * Reads the contacts asked for.
   *
   * @param onContact called with each contact that has an asked identifier; while listing, with every contact
   */
  read(
    questions: readonly Question[],
    onContact: (live: LiveContact) => void,
    options?: ReadOptions,
  ): Promise<ReadReport>;
}
