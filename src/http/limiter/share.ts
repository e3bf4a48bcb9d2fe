import type { Budget } from '../request.ts';

/** Share of the vendor's limit that is used by default; the rest is left to plug-ins and other users of the key. */
const DEFAULT_SHARE = 0.75;
/** Part of the limit that may leave at once while nothing says what other users of the key have used. */
const BURST_UNTOLD = 0.5;

/** So few requests of others, as a part of the limit, are no reason not to burst, even if all of the limit is ours. */
const FEW_OTHERS = 0.05;

/** An account's configured limit: at most `limit` requests in any `windowMs` milliseconds. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** What is known of a budget. */
interface Knowledge {
  /** The vendor's responses say what remains of it, so that requests of other users are seen. */
  readonly isTold: boolean;
}

/** A budget, and the pace at which to use it. */
export interface PacedBudget extends Budget {
  /** Average number of requests to send per window; at most `limit`. */
  readonly pace: number;
}

/**
 * Computes the pace for each of the vendor's budgets. A configured rate limit becomes an additional budget that every request
 * counts against. Relative to the vendor's fastest budget (most requests per millisecond), it also determines the share of all
 * the vendor's budgets that is used.
 */
export function paceBudgets(
  budgets: readonly Budget[],
  rateLimit?: RateLimit,
): { readonly vendor: readonly PacedBudget[]; readonly account?: PacedBudget } {
  if (rateLimit === undefined) return { vendor: budgets.map((budget) => paced(budget, DEFAULT_SHARE)) };
  const fastest = Math.max(...budgets.map(({ limit, windowMs }) => limit / windowMs));
  const share = Math.min(1, rateLimit.limit / rateLimit.windowMs / fastest);
  const account = { ...rateLimit, name: 'account', pace: rateLimit.limit };
  return { vendor: budgets.map((budget) => paced(budget, share)), account };
}

function paced(budget: Budget, share: number): PacedBudget {
  return { ...budget, pace: budget.limit * share };
}

/** How requests leave: at once as far as the quota is free, or evenly, because of a 429 or because others use much of the quota. */
interface Manner {
  readonly isPaced: boolean;
}

/**
 * Returns how many requests may be counted within a window, those of others included where they are seen. In the window of a burst,
 * the pace after it may use more than the share, but half of what the share leaves to other users of the key is always left to them.
 */
export function mostInWindow({ limit, pace }: PacedBudget, { isTold, isPaced }: Knowledge & Manner): number {
  if (!isPaced) return Math.max(1, Math.ceil((limit + pace) / 2));
  // If others are not seen, a 429 shows that there are some.
  return Math.max(1, Math.floor(isTold ? limit : pace));
}

/**
 * Whether others use so much that a burst would crowd them out: more than half of what the share leaves to them.
 *
 * @param others number of their requests in the window
 */
export function isContended({ limit, pace }: PacedBudget, others: number): boolean {
  return others > Math.max((limit - pace) / 2, limit * FEW_OTHERS);
}

/** Returns how many requests may leave at once when none was sent for a window. */
export function burstSize({ limit, pace }: PacedBudget, { isTold }: Knowledge): number {
  const most = isTold ? pace : Math.min(pace, limit * BURST_UNTOLD);
  return Math.max(1, Math.floor(most));
}
