import type { Budget } from '../request.ts';

/** Share of the vendor's limit that is used by default; the rest is left to plug-ins and other users of the key. */
const DEFAULT_SHARE = 0.75;
/** Largest fraction of the limit that may be sent at once as long as no response says what other users of the key have used. */
const BURST_UNTOLD = 0.5;

/**
 * Requests of other users do not prevent bursts up to this fraction of the limit, even if the share leaves nothing to other
 * users.
 */
const FEW_OTHERS = 0.05;

/** An account's configured limit: at most `limit` requests in any `windowMs` milliseconds. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/** What is known about a budget. */
interface Knowledge {
  /** True if the vendor's responses say what remains of the budget: requests of other users of the key can then be seen. */
  readonly isTold: boolean;
}

/** A budget, and the pace at which to use it. */
export interface PacedBudget extends Budget {
  /** Average number of requests that are sent per window; at most `limit`. */
  readonly pace: number;
}

/**
 * Computes the pace for each of the vendor's budgets. A configured rate limit becomes an additional budget that every request
 * counts against. It also determines the share that is used of each of the vendor's budgets: the configured rate divided by the
 * rate of the vendor's fastest budget (the one with the most requests per millisecond).
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

/** How requests are sent. */
interface Manner {
  /** True: evenly, because of a 429 or because others use much of the quota. False: at once, as far as the quota is free. */
  readonly isPaced: boolean;
}

/**
 * Returns the maximum number of requests in one window; where requests of other users can be seen, they are included. In a window
 * that begins with a burst, the burst and the paced requests after it may exceed the share. Half of what the share leaves to
 * other users of the key stays free even then.
 */
export function mostInWindow({ limit, pace }: PacedBudget, { isTold, isPaced }: Knowledge & Manner): number {
  if (!isPaced) return Math.max(1, Math.ceil((limit + pace) / 2));
  // If requests of others cannot be seen, a 429 shows that there are some: keep to the share.
  return Math.max(1, Math.floor(isTold ? limit : pace));
}

/**
 * True if others use so much that a burst would crowd them out: more than half of what the share leaves to them.
 *
 * @param others number of their requests in the window
 */
export function isContended({ limit, pace }: PacedBudget, others: number): boolean {
  return others > Math.max((limit - pace) / 2, limit * FEW_OTHERS);
}

/** Returns how many requests may be sent at once after a window without any request. */
export function burstSize({ limit, pace }: PacedBudget, { isTold }: Knowledge): number {
  const most = isTold ? pace : Math.min(pace, limit * BURST_UNTOLD);
  return Math.max(1, Math.floor(most));
}
