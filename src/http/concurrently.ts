import type { StopSignal } from './stop-signal.ts';

/** Settings of `mapConcurrently`. */
export interface ConcurrencyOptions {
  /** Maximum number of items in work at once. */
  readonly limit: number;
  readonly signal?: StopSignal;
}

/**
 * Maps items with limited concurrency; the results are in the items' order. Items are pulled one by one, so the iterable may
 * be lazy. After the first failure or an abort no further item is started, and the promise rejects once those in work have
 * ended.
 *
 * @throws the first error of `work`, or the signal's reason
 */
export async function mapConcurrently<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  { limit, signal }: ConcurrencyOptions,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const inFlight = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let index = 0;
  try {
    for await (const item of items) {
      if (failure !== undefined || signal?.aborted) break;
      const position = index++;
      const task = work(item, position).then(
        (result) => {
          results[position] = result;
          inFlight.delete(task);
        },
        (error: unknown) => {
          failure ??= { error };
          inFlight.delete(task);
        },
      );
      inFlight.add(task);
      if (inFlight.size >= limit) await Promise.race(inFlight);
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
  return results;
}
