// The settings of the client of one account. Declares no type of undici, because it is part of the public API.

import type { Clock } from '../clock.ts';
import type { Limiter } from '../limiter/limiter.ts';
import type { NetworkEnvironment } from '../network/environment.ts';
import type { ApiResponse, RateHint } from '../request.ts';
import type { RetrySettings } from '../retry/retry.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { TraceListener } from '../trace.ts';
import type { BodyMemory } from './body-memory.ts';
import type { PauseListener } from './pauses.ts';

/** Settings of one account's connection. Durations are in milliseconds. */
export interface ConnectOptions {
  /** Base URL of the API: an origin, optionally followed by a path prefix (for a proxy in front of the vendor). */
  readonly baseUrl: string;
  /** The account's name, used in messages. */
  readonly label: string;
  /** Headers that every request gets: credentials, API version. */
  readonly headers: Readonly<Record<string, string>>;
  /** Secrets to redact from messages in addition to those found in `headers`. */
  readonly secrets?: readonly string[];
  /** Rate limiter, shared by accounts with the same credential. Without one, requests are not rate-limited. */
  readonly limiter?: Limiter;
  /** Reads the state of the vendor's quota from a response. */
  readonly rateHint?: (response: ApiResponse) => RateHint;
  /** Aborts every request of the connection. */
  readonly signal?: StopSignal;
  /**
   * Timeouts. Defaults: 10 s to connect, 30 s until the headers arrive, 30 s between two chunks of the body, 120 s from sending
   * the request to the end of the response.
   */
  readonly timeouts?: {
    readonly connectMs?: number;
    readonly headersMs?: number;
    readonly bodyMs?: number;
    readonly answerMs?: number;
  };
  /**
   * Asked right before a request is written to its connection; if it returns false, the request is not sent. Absent: all are sent.
   */
  readonly mayStart?: () => boolean;
  /** Largest accepted response body together with its decompressed form (default: 32 MiB). */
  readonly maxBodyBytes?: number;
  /** Memory for response bodies (default: that of the process). */
  readonly bodyMemory?: BodyMemory;
  /** Maximum number of open connections (default: 16). */
  readonly maxConnections?: number;
  readonly retry?: Partial<RetrySettings>;
  readonly clock?: Clock;
  /** Generates the random numbers, in [0, 1), for the retry jitter (default: `Math.random`). */
  readonly random?: () => number;
  /** Value of the User-Agent header (default: `rollcall`). */
  readonly userAgent?: string;
  readonly trace?: TraceListener;
  readonly onPause?: PauseListener;
  /** Variables that name proxies and certificate authorities (default: `process.env`). */
  readonly network?: NetworkEnvironment;
}
