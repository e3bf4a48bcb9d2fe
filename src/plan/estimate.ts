// Estimates how long a plan's requests take at the account's rate limit. The plan shows that, and `--max-minutes` limits it.
// Pure.

import type { Budget } from '../http/request.ts';
import type { PlannedRequest } from './document.ts';

/** Estimates the duration in whole seconds. The budget that takes longest determines it. */
export function estimateSeconds(requests: readonly PlannedRequest[], budgets: readonly Budget[]): number {
  const seconds = budgets.map(({ name, limit, windowMs }) => {
    const spent = requests.filter(({ estimate }) => estimate.budgets.includes(name)).length;
    return (spent * windowMs) / limit / 1000;
  });
  return Math.ceil(Math.max(0, ...seconds));
}

/** Formats the highest rate among the budgets, such as `300/min` or `2/s`. Returns `no limit` if there are no budgets. */
export function formatRate(budgets: readonly Budget[]): string {
  const [widest] = [...budgets].sort((a, b) => b.limit / b.windowMs - a.limit / a.windowMs);
  if (widest === undefined) return 'no limit';
  const isPerSecond = widest.windowMs <= 1000;
  const perWindow = (widest.limit * (isPerSecond ? 1000 : 60_000)) / widest.windowMs;
  return `${Number(perWindow.toFixed(1))}/${isPerSecond ? 's' : 'min'}`;
}
