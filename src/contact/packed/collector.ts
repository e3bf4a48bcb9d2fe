// Asks the engine to collect garbage while many contacts are held. The engine waits until the heap is several times as large as what
// is alive, and what it waits with are the pages of live contacts that were compared long ago: a plan of a million contacts
// took 1.5 GB, of which 0.6 GB was alive. Small plans are never affected.

import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Heap size in bytes below which the engine decides alone. */
const LARGE = 100 * 1024 * 1024;

/** How much the heap may grow, in relation to what was alive after the last collection, before garbage is collected. */
const GROWTH = 1.2;

/** How much it may grow in any case, in bytes. A collection takes about a second for a gigabyte that is alive. */
const LEAST_GROWTH = 32 * 1024 * 1024;

let collect: (() => void) | undefined;
let alive = LARGE;

/** Collects garbage if the heap has grown much. Call it after each step of a long work, such as a page of a listing. */
export function collectGarbage(): void {
  const { used_heap_size: used } = getHeapStatistics();
  if (used < LARGE || used < Math.max(alive * GROWTH, alive + LEAST_GROWTH)) return;
  collect ??= engineCollector();
  collect();
  alive = getHeapStatistics().used_heap_size;
}

/** Returns the engine's own function, which it gives only to contexts that are made while this flag is set. */
function engineCollector(): () => void {
  try {
    setFlagsFromString('--expose-gc');
    const collector: unknown = runInNewContext('gc');
    return typeof collector === 'function' ? () => void collector() : () => {};
  } catch {
    // An engine without this function collects when it thinks fit.
    return () => {};
  } finally {
    setFlagsFromString('--no-expose-gc');
  }
}
