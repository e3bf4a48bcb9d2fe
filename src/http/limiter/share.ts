import type { Budget } from '../request.ts';
import type { PacedBudget } from './window.ts';

/** The rest is left to the shop's own plug-ins and other users of the key. */
const DEFAULT_SHARE = 0.75;

/** At most `limit` requests in any `windowMs`. */
export interface RateLimit {
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * Our pace in each of the vendor's budgets. A rate limit of the account is a budget of its own, to which every request
 * counts; it sets our share of the vendor's fastest budget, and the other budgets follow in proportion.
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
