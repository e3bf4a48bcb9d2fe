import type { StopSignal } from './stop-signal.ts';

/** Settings of `mapConcurrently`. */
export interface ConcurrencyOptions {
  /** Maximum number of items processed at the same time. */
  readonly limit: number;
  readonly signal?: StopSignal;
}

/**
 * Calls `work` for every item with limited concurrency, and returns the results in the order of the items. Takes the next item
 * only when there is capacity for it, so the iterable may be lazy. After the first failure or an abort it starts no further
 * item, and rejects once the items in progress have ended.
 *
 * @throws the first error of `work` or of the iterable, or the signal's reason
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
  // Promise.race over all items in progress would attach a handler to each of them for every item.
  let onEnd = (): void => {};
  try {
    for await (const item of items) {
      if (failure !== undefined || signal?.aborted) break;
      const position = index++;
      const task = work(item, position).then(
        (result) => {
          results[position] = result;
          inFlight.delete(task);
          onEnd();
        },
        (error: unknown) => {
          failure ??= { error };
          inFlight.delete(task);
          onEnd();
        },
      );
      inFlight.add(task);
      if (inFlight.size >= limit) {
        await new Promise<void>((resolve) => {
          onEnd = resolve;
        });
      }
    }
  } finally {
    await Promise.all(inFlight);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
  return results;
}
