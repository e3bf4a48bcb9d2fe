// How a command wants its session to be set up.

import type { StopSignal } from '../../http/stop-signal.ts';
import type { FetchRows } from '../../manifest/sources/query.ts';
import type { GivenFilters } from '../options/contact-filters.ts';
import type { Scope } from '../options/scope.ts';
import type { startEmbedded } from '../places.ts';
import type { Environment } from '../secrets.ts';

/** How a command wants its session to be set up. */
export interface SessionOptions {
  /** Whether to store recent use of the vendors' quota under .rollcall. */
  readonly store: boolean;
  /** Value of --base; with `none`, nothing is seen as removed. */
  readonly base: string;
  /** Whether what the command applies will be recorded. */
  readonly isRecorded?: boolean;
  /**
   * Whether the record (what was last applied) decides what may be written, whatever --base says. If so, the remote is asked for
   * its records.
   */
  readonly needsRecord?: boolean;
  /** Path of a snapshot to read instead of the vendors; then no credentials are needed. */
  readonly live?: string | undefined;
  /** Ends the reading of the vendors when it is aborted. */
  readonly signal: StopSignal;
  /** True: do not warn if the directory declares no contacts. */
  readonly mayBeEmpty?: boolean;
  /** Fetches the rows of queries; absent: as the options say. A command that loads manifests twice passes it, so that no query runs twice. */
  readonly fetchRows?: FetchRows | undefined;
  /** Selects the accounts in scope; absent: the options select them. */
  readonly scope?: Scope | undefined;
  /** Whether all contacts of the options' accounts will be read. If so, reading begins as soon as the manifests are valid. */
  readonly readsAll?: boolean;
}

/** The sandbox of this process that stands for all accounts, or the address of another one; undefined: the vendors are asked. */
export type UsedSandbox = Awaited<ReturnType<typeof startEmbedded>>;

/** The options of a session, and what it has read from the environment and the command line. */
export interface Surroundings extends SessionOptions {
  readonly environment: Environment;
  readonly filters: GivenFilters;
  readonly sandbox?: UsedSandbox | undefined;
}
