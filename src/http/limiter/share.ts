import type { Budget } from '../request.ts';
import type { PacedBudget } from './window.ts';

/** Share of the vendor's limit that is used by default; the rest is left to plug-ins and other users of the key. */
const DEFAULT_SHARE = 0.75;

/** An account's configured limit: at most `limit` requests in any `windowMs` milliseconds. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
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
