// Account settings that do not depend on the vendor: their allowed values and defaults, and the syntax of rate limits and
// account names. The schemas, the types and the code that reads accounts are all derived from this file.

import { ON_MISSING, ON_REMOVED } from '../contact/contact.ts';
import type { RateLimit } from '../http/limiter/share.ts';

/** Settings with a fixed set of values, each with its default (`fallback`). */
export const POLICIES = {
  onMissing: { values: ON_MISSING, fallback: 'create' },
  onRemoved: { values: ON_REMOVED, fallback: 'keep' },
  resubscribe: { values: ['never', 'with-consent'], fallback: 'never' },
} as const;

/** The values of all settings in POLICIES, by setting name. */
export type Policies = { readonly [Name in keyof typeof POLICIES]: (typeof POLICIES)[Name]['values'][number] };

/** What a plan does with manifests that lack commits which were already applied to the environment; the first is the default. */
export const BEHIND = ['refuse', 'allow'] as const;

/**
 * What an opt-out at one account does at the other accounts of the same sender: `respect` writes nothing there, `spread`
 * unsubscribes the person there. The first is the default.
 */
export const OPT_OUTS = ['respect', 'spread'] as const;

/** Syntax of the names of accounts and environments: at most 40 characters, to fit in headings and file names. */
export const ACCOUNT_NAME = {
  pattern: '[a-z][a-z0-9-]{0,39}',
  /** The pattern in words, for diagnostics and the schema. */
  rule: 'Small letters, digits and -, beginning with a letter, at most 40 characters',
} as const;

/** The limit `maxChangedPercent` applies only above this number of changes: a percentage of a few contacts is meaningless. */
export const MAX_CHANGED_PERCENT_FROM = 20;

/** Units of rate limits, in milliseconds. */
const WINDOWS = { s: 1000, min: 60_000, h: 3_600_000 } as const;

/** Source of the regular expression for rate limits, such as `200/min`. */
export const RATE_LIMIT_PATTERN = `^[1-9][0-9]{0,5}/(${Object.keys(WINDOWS).join('|')})$`;

/**
 * Parses a rate limit such as `200/min`.
 *
 * @param text validated by the schema against RATE_LIMIT_PATTERN
 */
export function rateLimitOf(text: string): RateLimit {
  const [limit, window] = text.split('/');
  return { limit: Number(limit), windowMs: WINDOWS[window as keyof typeof WINDOWS] };
}

/** Converts a rate in requests per millisecond to requests per minute, rounded down. */
export function toWholePerMinute(requestsPerMs: number): number {
  return Math.floor(requestsPerMs * WINDOWS.min);
}
