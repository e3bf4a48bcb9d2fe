import type { Clock } from '../clock.ts';
import type { LazyRoute } from '../network/route.ts';
import type { HttpError } from '../request.ts';
import type { FailureRun } from '../retry/circuit.ts';
import type { RetrySettings } from '../retry/retry.ts';
import type { BodyMemory } from './body-memory.ts';
import type { ConnectOptions } from './options.ts';
import type { VendorClockKeeper } from './vendor-clock.ts';

/** The settings of one account's client with defaults filled in, and its state. */
export interface ClientState extends ConnectOptions {
  readonly route: LazyRoute;
  readonly prefix: string;
  readonly maxBodyBytes: number;
  readonly bodyMemory: BodyMemory;
  readonly clock: Clock;
  readonly random: () => number;
  readonly settings: RetrySettings;
  readonly redact: (text: string) => string;
  readonly countSent: () => void;
  readonly announcePause: (milliseconds: number) => void;
  readonly vendorClock: VendorClockKeeper;
  /** Consecutive failures, counted separately for reads and writes: a vendor may reject every write and still answer reads. */
  readonly failures: { read: FailureRun; write: FailureRun };
  givenUp: HttpError | undefined;
}
