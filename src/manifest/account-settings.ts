// The settings of an account that no vendor decides: which values there are, which one holds where a manifest names none, and how
// a rate limit and an account's name are written. The schemas, the types and the code that reads accounts take them from here.

import type { RateLimit } from '../http/limiter/share.ts';

/** Settings with a fixed choice of values. */
export const POLICIES = {
  onMissing: { values: ['create', 'error', 'skip'], fallback: 'create' },
  onRemoved: { values: ['keep', 'unsubscribe', 'delete'], fallback: 'keep' },
  resubscribe: { values: ['never', 'with-consent'], fallback: 'never' },
} as const;

export type Policies = { readonly [Name in keyof typeof POLICIES]: (typeof POLICIES)[Name]['values'][number] };

/** At most 40 characters, so that it fits in a heading and in a file's name. */
export const ACCOUNT_NAME = {
  pattern: '[a-z][a-z0-9-]{0,39}',
  /** The pattern in words, for diagnostics and the schema. */
  rule: 'Small letters, digits and -, beginning with a letter, at most 40 characters',
} as const;

/** The limit `maxChangedPercent` is looked at above so many changes: below, a percentage says nothing. */
export const MAX_CHANGED_PERCENT_FROM = 20;

const WINDOWS = { s: 1000, min: 60_000, h: 3_600_000 } as const;

/** `200/min`, as a regular expression's source. */
export const RATE_LIMIT_PATTERN = `^[1-9][0-9]{0,5}/(${Object.keys(WINDOWS).join('|')})$`;

/** @param text accepted by the schema, and so by the pattern */
export function rateLimitOf(text: string): RateLimit {
  const [limit, window] = text.split('/');
  return { limit: Number(limit), windowMs: WINDOWS[window as keyof typeof WINDOWS] };
}

/** The largest whole number of requests per minute that does not exceed the given rate. */
export function toWholePerMinute(requestsPerMs: number): number {
  return Math.floor(requestsPerMs * WINDOWS.min);
}
