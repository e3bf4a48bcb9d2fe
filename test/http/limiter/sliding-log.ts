// A vendor that counts requests in a sliding window, by its own clock, and clients that send through a limiter. All on a virtual
// clock.

import type { Limiter } from '../../../src/http/limiter/limiter.ts';
import type { RateHint } from '../../../src/http/request.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** How a vendor counts. */
export interface VendorOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** How much faster the vendor's clock runs: 0.001 gains a second in a thousand. */
  readonly drift?: number;
  /** True if responses say what remains of the quota. */
  readonly tells?: boolean;
  /** Delay that a refusal asks for; by default the time until a request would be accepted. */
  readonly retryAfterMs?: number;
}

/** Milliseconds from the sending of a request to its response, and the part of it after which the vendor counts the request. */
export type Latency = readonly [milliseconds: number, part: number];

/** What became of a request. */
interface Answer {
  readonly isRefused: boolean;
  readonly hint: RateHint;
}

/** A vendor. */
export interface SlidingLog {
  /** Counts a request that arrives now. */
  arrive(client: string): Answer;
  /** Refused requests, by client. */
  readonly refused: Map<string, number>;
  /** Accepted requests, by client. */
  readonly accepted: Map<string, number>;
}

export function slidingLog(
  clock: VirtualClock,
  { limit, windowMs, drift = 0, tells = false, retryAfterMs }: VendorOptions,
): SlidingLog {
  const refused = new Map<string, number>();
  const accepted = new Map<string, number>();
  let log: number[] = [];
  return {
    refused,
    accepted,
    arrive(client) {
      const now = clock.now() * (1 + drift);
      log = log.filter((time) => time > now - windowMs);
      const isRefused = log.length >= limit;
      const counts = isRefused ? refused : accepted;
      counts.set(client, (counts.get(client) ?? 0) + 1);
      if (!isRefused) log.push(now);
      const wait = retryAfterMs ?? Math.ceil((log[0] ?? now) + windowMs - now);
      return {
        isRefused,
        hint: { ...(tells && { limit, remaining: limit - log.length }), ...(isRefused && { retryAfterMs: wait }) },
      };
    },
  };
}

/**
 * Sends requests through a limiter, as the client does; a refused one is sent again.
 *
 * @param count number of requests to be answered
 * @returns the times at which they were sent
 */
export async function sendAll(
  { clock, vendor, limiter, client = 'ours' }: Sending,
  count: number,
  latencies: readonly Latency[],
  parallelism = 16,
): Promise<readonly number[]> {
  const sentAt: number[] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < count) {
      const [milliseconds, part] = latencies[next % latencies.length] ?? [0, 0];
      next += 1;
      for (let isDone = false; !isDone; ) {
        const slot = await limiter.acquire(['general']);
        sentAt.push(clock.now());
        await clock.sleep(milliseconds * part);
        const { isRefused, hint } = vendor.arrive(client);
        await clock.sleep(milliseconds * (1 - part));
        slot.settle({ hint, ...(isRefused && { throttledMs: hint.retryAfterMs ?? 1000 }) });
        isDone = !isRefused;
      }
    }
  }
  await Promise.all(Array.from({ length: parallelism }, work));
  return sentAt;
}

/** Who sends to whom. */
interface Sending {
  readonly clock: VirtualClock;
  readonly vendor: SlidingLog;
  readonly limiter: Limiter;
  readonly client?: string;
}

/** Another client: sends at these times, whatever the answers. */
export async function sendAt(clock: VirtualClock, vendor: SlidingLog, times: readonly number[]): Promise<void> {
  await Promise.all(
    times.map(async (time) => {
      await clock.sleep(time - clock.now());
      vendor.arrive('others');
    }),
  );
}
