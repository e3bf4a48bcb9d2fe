import type { StopSignal } from './stop-signal.ts';

export interface ConcurrencyOptions {
  /** At most so many at once. */
  readonly limit: number;
  readonly signal?: StopSignal;
}

/**
 * Results in the items' order. Items are taken one by one as places become free, so they may be produced on the way.
 * After the first failure, or an abort, no further item is started; it rejects once those under way have ended.
 */
export async function mapConcurrently<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  { limit, signal }: ConcurrencyOptions,
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let index = 0;
  try {
    for await (const item of items) {
      if (failure !== undefined || signal?.aborted) break;
      const position = index++;
      const task = work(item, position).then(
        (result) => {
          results[position] = result;
          underWay.delete(task);
        },
        (error: unknown) => {
          failure ??= { error };
          underWay.delete(task);
        },
      );
      underWay.add(task);
      if (underWay.size >= limit) await Promise.race(underWay);
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure.error;
  signal?.throwIfAborted();
  return results;
}
