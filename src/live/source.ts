// Where live contacts come from: a vendor (reader.ts), an earlier reading and what changed since (incremental.ts), or a snapshot
// (snapshot.ts). What is asked goes in; live contacts come out one by one; the report says what was answered. A failed or
// cut-short read is never an answer.

import type { Identifier, IdentifierKey, LiveContact } from '../contact/contact.ts';
import type { StopSignal } from '../http/stop-signal.ts';
import type { AccountSchema } from '../providers/contract.ts';
import type { ReadNote } from './note.ts';
import type { Problem, ReadProblem } from './problem.ts';

/** One desired contact's question: `ask` must be answered; `also` come along where everything is listed anyway. */
export interface Question {
  readonly ask: Identifier;
  readonly also: readonly Identifier[];
}

export interface ReadReport {
  readonly strategy: 'list' | 'look-up' | 'list, then look-up' | 'incremental' | 'snapshot' | 'none';
  readonly requests: number;
  /** Everything was listed: what did not come does not exist. */
  readonly complete: boolean;
  /** Contacts that a listing returned, whether asked for or not. */
  readonly seen: number;
  /** Identifiers whose look-up failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
  /** The account cannot be read at all. */
  readonly problem?: ReadProblem;
  /** Of everything listed, the newest change by the vendor's clock, if every contact says when it changed. */
  readonly latestChange?: string;
  readonly cached?: CachedPart;
  /** Why it is not incremental although that was asked for, or why nothing is kept for the next time. */
  readonly notes?: readonly ReadNote[];
}

/** What an incremental reading took from an earlier one. */
interface CachedPart {
  /** What changed at or after this instant was read now. */
  readonly since: string;
  /** When everything was last read: what was deleted after it may still seem to be there. */
  readonly fullAt: string;
}

/** A reading of what changed. */
export interface ChangesReport {
  readonly requests: number;
  /** False if it stopped before the last page. */
  readonly finished: boolean;
  readonly seen: number;
  readonly latestChange?: string;
  readonly problem?: Problem;
}

/** How far the reading of one account is: requests sent, and contacts that came. */
export interface ReadProgress {
  readonly requests: number;
  /** Requests in all, where known. */
  readonly expected?: number;
  readonly seen: number;
}

/** What the account defines, or why that is not known. */
export type SchemaReport =
  | { readonly requests: number; readonly schema: AccountSchema }
  | { readonly requests: number; readonly problem: ReadProblem };

/** `list`: everything the vendor has, whatever it costs; `look-up`: what is asked and no more. Absent: the cheapest. */
export type ReadStrategy = 'list' | 'look-up';

export interface SuppressionReport {
  readonly requests: number;
  readonly suppressed: ReadonlySet<IdentifierKey>;
  /** Identifiers whose question failed. */
  readonly failed: ReadonlyMap<IdentifierKey, ReadProblem>;
}

interface ReadOptions {
  readonly onProgress?: (progress: ReadProgress) => void;
  readonly strategy?: ReadStrategy;
  /** Aborted: what was asked is waited for, and nothing more is asked; then the account counts as unreadable. */
  readonly signal?: StopSignal | undefined;
}

interface ChangesOptions {
  readonly maxPages: number;
  readonly onProgress: (progress: ReadProgress) => void;
}

export interface LiveSource {
  /** Of contacts that are there; absent where the vendor cannot be asked. */
  suppressed?(identifiers: readonly Identifier[]): Promise<SuppressionReport>;
  schema(): Promise<SchemaReport>;
  /** What changed at or after the instant, or came; never what was deleted. Absent where the vendor cannot be asked. */
  changes?(since: string, onContact: (live: LiveContact) => void, options: ChangesOptions): Promise<ChangesReport>;
  /**
   * @param onContact called with live contacts that carry an asked identifier; while listing, with every contact that comes
   */
  read(
    questions: readonly Question[],
    onContact: (live: LiveContact) => void,
    options?: ReadOptions,
  ): Promise<ReadReport>;
}
