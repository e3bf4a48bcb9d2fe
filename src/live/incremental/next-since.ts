// Computes the instant from which the next reading asks for changes. Pure. Too early costs a page; too late loses a change.

/** When a reading took place. */
export interface ReadingTimes {
  /** Milliseconds since the epoch by our clock, which may be wrong. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The newest change that was read, by the vendor's clock. */
  readonly latestChange: string;
  /** Safety margin that the vendor needs, in milliseconds. */
  readonly overlapMs: number;
}

/**
 * A change that happened during the reading, on a page that had already been read, is at least as new as the start of the
 * reading. By the vendor's clock the reading started no earlier than the newest change minus the duration of the reading, even
 * if our clock is wrong. The earlier of the two starts is used.
 *
 * @returns an RFC 3339 instant in whole seconds
 */
export function nextSince({ startedAt, endedAt, latestChange, overlapMs }: ReadingTimes): string {
  const began = Math.min(startedAt, Date.parse(latestChange) - Math.max(0, endedAt - startedAt));
  return toWholeSecond(began - overlapMs);
}

/** Rounds an instant down to the second. */
export function toWholeSecond(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
