// From when the next reading asks what changed. Pure. Too early costs a page; too late loses a change for good.

export interface ReadingTimes {
  /** Milliseconds by our clock, which may be wrong. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** The newest change that was read, by the vendor's clock. */
  readonly latestChange: string;
  readonly overlapMs: number;
}

/**
 * What changed while pages were read, on one that had come already, is not older than the beginning of the reading. By the
 * vendor's clock that was no later than the newest change less the time that the reading took, however wrong ours is.
 *
 * @returns an instant in whole seconds
 */
export function nextSince({ startedAt, endedAt, latestChange, overlapMs }: ReadingTimes): string {
  const began = Math.min(startedAt, Date.parse(latestChange) - Math.max(0, endedAt - startedAt));
  return secondOf(began - overlapMs);
}

/** The second in which the instant lies. */
export function secondOf(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
