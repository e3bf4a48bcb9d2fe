// Stores in the database how much of a vendor's quota the workers have used recently, so that a worker that takes a destination over
// from another machine does not exceed it. Times are stored as durations from the database's clock, because those of the machines may
// differ. Failures are ignored: they only cost a few throttled requests.

import { randomUUID } from 'node:crypto';
import type { LimitHistory } from '../limits.ts';
import type { Database } from './connection.ts';

interface StoredUse {
  readonly budget: string;
  /** When the slots become free, in milliseconds from the time at which it was loaded. */
  readonly freeIn: readonly number[];
}

/**
 * Returns the history of one destination.
 *
 * @param now current time of this machine in milliseconds since the epoch
 */
export function sharedLimitHistory(
  { query }: Pick<Database, 'query'>,
  destination: string,
  now: () => number,
): LimitHistory {
  const by = randomUUID();
  return {
    async load() {
      try {
        const rows = await query<{ readonly use: readonly StoredUse[]; readonly age: number }>(LOAD, [destination, by]);
        const at = now();
        return rows.flatMap(({ use, age }) =>
          use.map(({ budget, freeIn }) => ({ budget, freeAt: freeIn.map((milliseconds) => at + milliseconds - age) })),
        );
      } catch {
        return [];
      }
    },
    async save(use, at) {
      const stored = use.map(({ budget, freeAt }) => ({ budget, freeIn: freeAt.map((time) => Math.round(time - at)) }));
      const longest = Math.max(0, ...stored.flatMap(({ freeIn }) => freeIn));
      try {
        await query(SAVE, [destination, by, longest, JSON.stringify(stored)]);
      } catch {
        // Ignore the error; see above.
      }
    },
  };
}

const LOAD = `
  SELECT use, (extract(epoch FROM clock_timestamp() - saved_at) * 1000)::float8 AS age
  FROM rollcall.quota
  WHERE destination = $1 AND saved_by <> $2 AND expires_at > clock_timestamp()`;

const SAVE = `
  WITH expired AS (
    DELETE FROM rollcall.quota WHERE destination = $1 AND saved_by <> $2 AND expires_at <= clock_timestamp()
  )
  INSERT INTO rollcall.quota (destination, saved_by, saved_at, expires_at, use)
  VALUES ($1, $2, clock_timestamp(), clock_timestamp() + $3 * interval '1 millisecond', $4::jsonb)
  ON CONFLICT (destination, saved_by) DO UPDATE
    SET saved_at = excluded.saved_at, expires_at = excluded.expires_at, use = excluded.use`;
