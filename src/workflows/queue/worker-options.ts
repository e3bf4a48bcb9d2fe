// The settings of a worker, and what it tells.

import type { Clock } from '../../http/clock.ts';
import type { StopSignal } from '../../http/stop-signal.ts';
import type { Decrypt } from '../../store/age.ts';
import type { Database } from '../../store/database/connection.ts';
import type { LeaseTimes, Left } from '../../store/database/leases.ts';
import type { ConnectOptions } from '../connect.ts';

/** Settings of a worker. */
export interface WorkerOptions {
  readonly database: Database;
  /** Name of the worker, for people. */
  readonly owner: string;
  /** Number of accounts that are worked on at the same time. */
  readonly concurrency: number;
  /** Globs with `*` and `?`; only accounts whose name matches one of them are worked on. Empty: all are. */
  readonly accounts: readonly string[];
  /** Environment variables; credentials are read from them. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hosts that a base URL may name in addition to the vendor's own. */
  readonly allowedHosts: readonly string[];
  /** Base URL of a sandbox: only runs for a sandbox are worked on. Absent: only runs for the vendors. */
  readonly sandboxUrl?: string;
  /** Decrypts runs that were handed over encrypted; absent: such runs are left to others. */
  readonly decrypt?: Decrypt;
  readonly times: LeaseTimes;
  readonly clock: Clock;
  /** Aborted to ask the worker to end: requests in flight are finished, and parts are handed back. */
  readonly stop: StopSignal;
  readonly http?: Pick<NonNullable<ConnectOptions['http']>, 'trace' | 'onPause'>;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** What a worker does, for people. */
export type WorkerEvent =
  | { readonly type: 'taken'; readonly runId: string; readonly account: string }
  | {
      readonly type: 'left';
      readonly runId: string;
      readonly account: string;
      /** `lapsed`: the lease moved to another worker, or will. */
      readonly state: Left['state'] | 'lapsed';
      readonly progress: unknown;
    }
  /** It cannot begin a part, and leaves it to others. */
  | { readonly type: 'cannot'; readonly runId: string; readonly account: string; readonly error: unknown }
  /** The database cannot be reached; the worker tries again. Told once, until it can be reached. */
  | { readonly type: 'unreachable'; readonly error: unknown };
