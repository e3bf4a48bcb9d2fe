// Computes the instant from which the next reading asks for changes. If it is too early, the next reading lists more contacts
// than needed; if it is too late, a change is lost. Pure.

/** When a reading took place, by our clock and by the vendor's. */
export interface ReadingTimes {
  /** `startedAt` and `endedAt` are milliseconds since the epoch by our clock, which may be wrong. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The latest modification time that was read, by the vendor's clock. RFC 3339 instant. */
  readonly latestChange: string;
  /** Safety margin that the vendor needs, in milliseconds. */
  readonly overlapMs: number;
}

/**
 * Computes the instant from which the next reading must ask for changes. A contact may change after its page was read and before
 * the reading ends, so the next reading must ask for all changes since the start of this one. Our clock may be wrong, so the
 * start is also estimated by the vendor's clock: the latest modification time minus the duration of the reading, which is never
 * too late. The result is the earlier of the two, minus the overlap.
 *
 * @returns an RFC 3339 instant in whole seconds
 */
export function nextSince({ startedAt, endedAt, latestChange, overlapMs }: ReadingTimes): string {
  const began = Math.min(startedAt, Date.parse(latestChange) - Math.max(0, endedAt - startedAt));
  return toWholeSecond(began - overlapMs);
}

/** Rounds milliseconds since the epoch down to the second, and formats them as an RFC 3339 instant. */
export function toWholeSecond(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
